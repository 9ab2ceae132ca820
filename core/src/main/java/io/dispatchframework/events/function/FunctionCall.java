package io.dispatchframework.events.function;

import io.dispatchframework.events.event.CloudEvent;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to run a function for an event, as the function sees it.
 *
 * <p>Safe to share between threads, and good for as long as the function likes to keep it.
 *
 * @since 0.1
 */
public interface FunctionCall {

    /**
     * Returns the name under which the function is called.
     *
     * @return the subscription's function name
     */
    String functionName();

    /**
     * Returns the event: its context attributes, and the payload with them.
     *
     * @return the event
     */
    CloudEvent event();

    /**
     * Returns the payload apart from its context, as the original hands it to functions.
     *
     * @return {@link CloudEvent#data()} of the event, or {@code null} if it has none
     */
    default @Nullable String input() {
        return event().data();
    }

    /**
     * Returns the subscription for which the function runs.
     *
     * @return its name
     */
    String subscriptionName();

    /**
     * Returns the idempotency key: the same for every attempt of this delivery, also after a restart, and no other.
     *
     * <p>Delivery is at least once: a function whose effects must not happen twice remembers this.
     *
     * @return a digest over the event's namespace, source type, source id and event id, the subscription's name and
     *     the revision at which it was created, as 64 hexadecimal digits
     */
    String deliveryId();

    /**
     * Returns which attempt this is.
     *
     * @return 1 for the first
     */
    int attempt();
}
