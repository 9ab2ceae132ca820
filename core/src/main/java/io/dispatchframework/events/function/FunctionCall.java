package io.dispatchframework.events.function;

import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.error.OverloadedException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.InvalidEventException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to run a function for an event, as the function sees it.
 *
 * <p>Safe to share between threads, and usable for as long as the function keeps it.
 *
 * <p>The library implements it, and later versions may add methods; a test of a function takes {@code ManualFunctionCall} of
 * {@code dispatch-events-testkit}.
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

    /**
     * Emits an event at once, whatever becomes of the call.
     *
     * <p>It is usually better to return the event with {@link FunctionResult#emit(CloudEvent, CloudEvent...)}, which emits it
     * only if the function succeeds.
     *
     * <p>It gets its lineage as extensions: {@code correlationid} and {@code causationid}. Never waits for room. What becomes
     * of the event's deliveries is not told here.
     *
     * @param event the event
     * @throws InvalidEventException if the event breaks rules
     * @throws HopLimitException if the event has come too many hops
     * @throws OverloadedException if there is no room
     * @throws ClosedException if the manager is closed
     */
    void emit(CloudEvent event);
}
