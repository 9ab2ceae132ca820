package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.event.CloudEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The receipt for one event that was handed to the manager.
 *
 * <p>Safe to share between threads. Its futures never complete exceptionally. Each call returns a new future that belongs to
 * the caller: completing or cancelling it has no effect on others. Dependent actions run on the thread that ends the
 * delivery, so they should be short, or name an executor.
 *
 * @since 0.1
 */
public interface Emission {

    /**
     * Returns the event.
     *
     * @return the event as emitted
     */
    CloudEvent event();

    /**
     * Returns the deliveries, one for each subscription that matched.
     *
     * @return an immutable list, in the order of the subscriptions' names; empty if nothing matched
     */
    List<EmittedDelivery> deliveries();

    /**
     * Tells whether the event was recognised as one that was emitted before, and so has no deliveries.
     *
     * @return {@code true} only if the manager was given a {@link EventManagerBuilder#duplicateWindow window} in which
     *     this source has used this event id
     */
    boolean isDuplicate();

    /**
     * Tells whether the engine has taken the deliveries in, and how safe they are there.
     *
     * @return a future of the answer; an emission without deliveries counts as taken
     */
    CompletableFuture<EnqueueResult> accepted();

    /**
     * Tells when every delivery has come to its end.
     *
     * @return a future of the outcomes, in the order of {@link #deliveries()}
     */
    CompletableFuture<List<DeliveryOutcome>> completion();

    /**
     * Waits until every delivery has come to its end, or the time is up.
     *
     * <p>Inside a function this may wait for a delivery that itself waits for that function; the time-out ends the wait.
     *
     * @param timeout how long to wait at most; zero or negative to look only
     * @return a snapshot in the order of {@link #deliveries()}, with {@link DeliveryOutcome.Pending} for what had not
     *     ended when the time was up or the thread was interrupted, which it stays
     */
    List<DeliveryOutcome> await(Duration timeout);
}
