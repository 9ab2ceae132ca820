package io.dispatchframework.events.delivery;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Controls an engine that has been started.
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
     * <p>Those that were held first are offered first.
     *
     * @param subscriptionName the subscription whose deliveries are meant
     * @param most how many of them at most
     */
    void offerHeld(String subscriptionName, int most);

    /**
     * Tells what keeps the engine from working as it should.
     *
     * @return a problem for people to read, such as an executor that takes no work, or {@code null}
     */
    @Nullable
    String trouble();

    /**
     * Tells how many settlements came too late and were ignored: the attempt was settled already, or was no longer its
     * handler's.
     *
     * @return the number since the start
     */
    long ignoredSettlements();

    /**
     * Takes nothing in any more but what functions emit that are being drained, and goes on until all that was taken in
     * is settled.
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
