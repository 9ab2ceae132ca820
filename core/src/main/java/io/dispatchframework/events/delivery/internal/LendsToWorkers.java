package io.dispatchframework.events.delivery.internal;

/**
 * A handler that has something for each thread that makes attempts, as accounts that no other thread writes.
 *
 * @param <H> what it lends: a handler too
 */
public interface LendsToWorkers<H> {

    /** Lends a handler to one thread, which makes attempts with it until it gives it back. */
    H borrow();

    /** Takes back what was lent, for another thread. */
    void giveBack(H borrowed);
}
