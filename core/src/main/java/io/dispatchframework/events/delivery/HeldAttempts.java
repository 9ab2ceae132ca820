package io.dispatchframework.events.delivery;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The attempts that ended with Hold, by subscription, until the handler asks for them.
 *
 * <p>The epoch rises with every {@link #offer}, before anything is taken out. An attempt remembers it from before the handler
 * ran; where it has risen when the attempt comes here, what the handler saw may be out of date.
 */
final class HeldAttempts {

    private final AtomicLong epoch = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ArrayDeque<MemoryAttempt>> bySubscription = new HashMap<>(); // guarded by lock

    long epoch() {
        return epoch.get();
    }

    /** Keeps an attempt; {@code false} if there was an offer since it began, and it is to be offered again at once. */
    boolean keep(MemoryAttempt attempt) {
        lock.lock();
        try {
            if (epoch.get() != attempt.heldEpoch) {
                return false;
            }
            bySubscription
                    .computeIfAbsent(attempt.delivery().subscriptionName(), name -> new ArrayDeque<>())
                    .add(attempt);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Hands on the oldest of a subscription, before anybody can miss them here; it must not wait there. */
    void offer(String subscriptionName, int most, Consumer<MemoryAttempt> handOn) {
        epoch.incrementAndGet();
        lock.lock();
        try {
            ArrayDeque<MemoryAttempt> waiting = bySubscription.get(subscriptionName);
            for (int i = 0; waiting != null && i < most && !waiting.isEmpty(); i++) {
                handOn.accept(waiting.remove());
            }
            if (waiting != null && waiting.isEmpty()) {
                bySubscription.remove(subscriptionName);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Empties it. */
    void drainTo(Collection<MemoryAttempt> left) {
        lock.lock();
        try {
            bySubscription.values().forEach(left::addAll);
            bySubscription.clear();
        } finally {
            lock.unlock();
        }
    }
}
