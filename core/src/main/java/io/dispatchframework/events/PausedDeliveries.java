package io.dispatchframework.events;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts, for each paused subscription, the deliveries that wait for it to be resumed.
 *
 * <p>The engine holds them, as it holds those that wait at a {@link Turnstile}; which of the two they are, it does not know.
 */
final class PausedDeliveries {

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Counts a delivery in, unless there are so many already; returns whether it is. */
    boolean add(LocalDelivery delivery, int most) {
        counts.compute(delivery.subscriptionName(), (name, count) -> {
            int before = count == null ? 0 : count;
            delivery.countsAsPaused = before < most;
            return delivery.countsAsPaused ? Integer.valueOf(before + 1) : count;
        });
        return delivery.countsAsPaused;
    }

    /** Counts a delivery no more, if it was. */
    void remove(LocalDelivery delivery) {
        if (delivery.countsAsPaused) {
            delivery.countsAsPaused = false;
            counts.computeIfPresent(delivery.subscriptionName(), (name, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Returns the subscriptions for which there are any. */
    List<String> subscriptions() {
        return List.copyOf(counts.keySet());
    }

    /** Says that nobody is to be resumed any more; those who wait already are for the caller to offer. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
