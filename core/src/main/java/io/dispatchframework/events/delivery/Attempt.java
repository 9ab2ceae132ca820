package io.dispatchframework.events.delivery;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a delivery, which the engine hands to the handler.
 *
 * <p>Safe to share between threads.
 *
 * @since 0.1
 */
public interface Attempt {

    /**
     * Returns the delivery.
     *
     * @return the delivery; the same object that was enqueued, where the engine keeps objects
     */
    Delivery delivery();

    /**
     * Returns which attempt it is; charged when the attempt starts, so that a crash counts too.
     *
     * @return 1 for the first
     */
    int number();

    /**
     * Returns the failure that takes this delivery along: one before it in the same lane has died, and with it all that
     * stood behind it ({@link Settlement.Dead#takesLane}).
     *
     * @return the failure of the one before, for which the handler settles this delivery too without an attempt, or
     *     {@code null}
     */
    @Nullable
    Failure takenAlong();

    /**
     * Ends the attempt.
     *
     * <p>Only the first settlement counts, and only while the attempt is still this handler's. Any thread may settle, also
     * before {@link DeliveryHandler#handle} has returned: so a handler gives up an attempt whose function does not
     * return.
     *
     * @param settlement what becomes of the delivery
     * @return whether it counted; one that comes too late is ignored, and {@link EngineHandle#ignoredSettlements}
     *     rises
     */
    boolean settle(Settlement settlement);

    /**
     * Asks for more time, where the engine hands out attempts for a limited time.
     *
     * @param lease how long from now
     * @return a stage that ends when the engine has agreed, exceptionally if the attempt was given to somebody else; an
     *     engine whose attempts have no limit agrees at once
     */
    CompletionStage<Void> extend(Duration lease);
}
