package io.dispatchframework.events.delivery;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * One attempt at a delivery, from the engine's hands into the handler's.
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
     * Returns what tells this attempt from others of the same delivery; a settlement under an old token is ignored.
     *
     * @return the token
     */
    String token();

    /**
     * Asks for more time, where the engine hands out attempts for a limited time.
     *
     * @param lease how long from now
     * @return a stage that ends when the engine has agreed, exceptionally if the attempt was given to somebody else; an
     *     engine whose attempts have no limit agrees at once
     */
    CompletionStage<Void> extend(Duration lease);
}
