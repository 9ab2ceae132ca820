package io.dispatchframework.events.delivery;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that wait in the queue together, each to be claimed by one worker.
 *
 * <p>An emission with a hundred deliveries is one entry, and any number of workers may work on it side by side.
 */
final class Batch {

    private final List<? extends Delivery> deliveries;
    private final int attempt;
    private final AtomicInteger claimed = new AtomicInteger();

    Batch(List<? extends Delivery> deliveries, int attempt) {
        this.deliveries = deliveries;
        this.attempt = attempt;
    }

    /** Claims the next attempt, {@code null} if all are claimed. */
    @Nullable
    MemoryAttempt claim() {
        if (isClaimed()) {
            return null; // so that the counter does not run on
        }
        int index = claimed.getAndIncrement();
        return index < deliveries.size() ? new MemoryAttempt(deliveries.get(index), attempt) : null;
    }

    /** Claims all, if none was claimed yet. */
    boolean claimAll() {
        return claimed.compareAndSet(0, deliveries.size());
    }

    boolean isClaimed() {
        return claimed.get() >= deliveries.size();
    }
}
