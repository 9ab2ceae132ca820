package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import java.util.concurrent.CompletableFuture;

/**
 * One delivery of an emission, as the emitter sees it.
 *
 * <p>Safe to share between threads. No method waits.
 *
 * @since 0.1
 */
public interface EmittedDelivery extends Delivery {

    /**
     * Tells what became of the delivery.
     *
     * @return a future of the outcome, of the caller's own, which never completes exceptionally
     */
    CompletableFuture<DeliveryOutcome> outcome();

    /**
     * Tells what is known now, without waiting.
     *
     * @return the outcome, {@link DeliveryOutcome.Pending} if there is none yet
     */
    DeliveryOutcome outcomeNow();
}
