package io.dispatchframework.events.delivery;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Steers an engine that was started.
 *
 * <p>Safe to share between threads; no method blocks for long.
 *
 * @since 0.1
 */
public interface EngineHandle {

    /** Stops handing out attempts; those under way go on, and {@code enqueue} still takes deliveries in. */
    void pause();

    /** Hands out attempts again. */
    void resume();

    /**
     * Offers the deliveries that were settled with {@link Settlement.Hold} again.
     *
     * <p>An attempt that is under way during this call and then settles with {@code Hold} is offered again too, so that
     * no delivery misses the end of what it was held for.
     *
     * @param subscriptionName the subscription whose deliveries are meant
     */
    void offerHeld(String subscriptionName);

    /**
     * Takes nothing in any more, and goes on until all that was taken in is settled.
     *
     * <p>Held deliveries stay held and keep the engine from being drained; so does a pause.
     *
     * @return a stage that ends when nothing is left; another call returns one that ends at the same time
     */
    CompletionStage<Void> drain();

    /**
     * Stops at once: no attempt is handed out any more, and settlements that come later are ignored.
     *
     * @return the deliveries that this engine forgets because of it, those under way included; none if it is durable.
     *     Stopping again returns none
     */
    List<Delivery> stop();

    /**
     * Tells whether the calling thread is running the handler.
     *
     * @return whether a wait for the engine would be a wait for itself
     */
    boolean isHandlerThread();
}
