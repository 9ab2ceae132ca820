package io.dispatchframework.events.delivery;

import java.util.concurrent.CompletionStage;

/**
 * Makes an attempt and tells how it ended; the manager's side of the {@link DeliveryEngine}.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface DeliveryHandler {

    /**
     * Makes one attempt.
     *
     * <p>Called on the engine's threads; may block as long as a function does. Never throws.
     *
     * @param attempt the attempt
     * @return a stage that ends with what becomes of the delivery, never exceptionally
     */
    CompletionStage<Settlement> handle(Attempt attempt);
}
