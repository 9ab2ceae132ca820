package io.dispatchframework.events;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts, for each paused subscription, the deliveries that wait for it to be resumed.
 *
 * <p>The engine holds them, as it holds those that wait at a {@link Turnstile}; which of the two they are, it does not know.
 *
 * <p>Deliveries are counted and not attempts, of which an engine whose lease has lapsed may have two at the same time. So
 * whether a delivery is counted is asked and changed where the count is.
 */
final class PausedDeliveries {

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Counts a delivery in, unless it is or there are so many already; returns whether it is counted. */
    boolean add(LocalDelivery delivery, int most) {
        boolean[] counted = new boolean[1];
        counts.compute(delivery.subscriptionName(), (name, count) -> {
            int before = count == null ? 0 : count;
            counted[0] = delivery.countsAsPaused || before < most;
            if (delivery.countsAsPaused || !counted[0]) {
                return count;
            }
            delivery.countsAsPaused = true;
            return before + 1;
        });
        return counted[0];
    }

    /** Counts a delivery no more, if it was. */
    void remove(LocalDelivery delivery) {
        if (delivery.countsAsPaused) { // mostly not, and then there is nothing to lock
            counts.computeIfPresent(delivery.subscriptionName(), (name, count) -> {
                if (!delivery.countsAsPaused) {
                    return count;
                }
                delivery.countsAsPaused = false;
                return count == 1 ? null : count - 1;
            });
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
