package io.dispatchframework.events;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts, for each paused subscription, the deliveries that wait for it to be resumed. */
final class HeldDeliveries {

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Counts a delivery as held, unless there are so many already. */
    boolean hold(LocalDelivery delivery, int most) {
        counts.compute(delivery.subscriptionName(), (name, count) -> {
            int before = count == null ? 0 : count;
            delivery.held = before < most;
            return delivery.held ? Integer.valueOf(before + 1) : count;
        });
        return delivery.held;
    }

    /** Counts a delivery as held no more, if it was. */
    void release(LocalDelivery delivery) {
        if (delivery.held) {
            delivery.held = false;
            counts.computeIfPresent(delivery.subscriptionName(), (name, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Returns the subscriptions that deliveries are held for. */
    List<String> subscriptions() {
        return List.copyOf(counts.keySet());
    }

    /** Holds nothing any more; what is held already is for the caller to offer. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
