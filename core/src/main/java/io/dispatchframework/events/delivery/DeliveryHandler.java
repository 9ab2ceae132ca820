package io.dispatchframework.events.delivery;

/**
 * Makes an attempt and tells how it ended; the manager's side of the {@link DeliveryEngine}.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface DeliveryHandler {

    /**
     * Makes one attempt, and settles it with {@link Attempt#settle}: before it returns, or later from another thread.
     *
     * <p>Called on the engine's threads; may block as long as a function does. Never throws.
     *
     * @param attempt the attempt
     */
    void handle(Attempt attempt);
}
