package io.dispatchframework.events.delivery;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts what is inside an engine, against a bound; who finds it full may queue for room, first come, first served.
 *
 * <p>What was taken and what was given back are counted apart: those who give back, which are many threads, do not get in
 * the way of those who take. Both numbers only rise, so who takes reads what was given back first: what is inside is then
 * never more than he thinks. He remembers it, and reads it anew only when there seems to be no room.
 *
 * <p>Neither taking nor giving back locks anything as long as nobody waits. A waiter is put into the queue and counted
 * under the lock, and then looks for room once more: a release that missed it in the count has made its room before that
 * look.
 */
final class CapacityGate {

    private final long capacity;
    private final AtomicLong taken = new AtomicLong();
    private final LongAdder givenBack = new LongAdder();
    private volatile long knownGivenBack; // what was read of it at some time
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Waiter> queue = new ArrayDeque<>(); // guarded by lock
    private volatile int waiting; // written under lock
    private volatile boolean closed;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    CapacityGate(long capacity) {
        this.capacity = capacity;
    }

    /** Whoever waits for room; the future tells whether it got it. */
    record Waiter(int places, CompletableFuture<Boolean> granted) {}

    long inside() {
        long back = givenBack.sum();
        return taken.get() - back;
    }

    boolean isClosed() {
        return closed;
    }

    /** Takes places if there are any and nobody waits for them. */
    boolean tryAcquire(int places) {
        return waiting == 0 && take(places, capacity);
    }

    /**
     * Takes places for one who has some already: ahead of those who wait, beyond the bound as far as the reserve reaches,
     * and also when the gate is closed, since what is inside may still come to its end.
     */
    boolean tryAcquireReserved(int places) {
        long limit = capacity + Math.max(1, capacity / 10);
        while (true) {
            long back = givenBack.sum();
            long before = taken.get();
            if (before - back + places > limit || (before == back && closed)) {
                return false;
            }
            if (taken.compareAndSet(before, before + places)) {
                return true;
            }
        }
    }

    /** Queues for places; {@link #giveUp} ends the wait. */
    Waiter queueFor(int places) {
        Waiter waiter = new Waiter(places, new CompletableFuture<>());
        lock.lock();
        try {
            queue.add(waiter);
            waiting = queue.size();
        } finally {
            lock.unlock();
        }
        grant();
        return waiter;
    }

    /** Ends a wait; the waiter's future is complete afterwards, one way or the other. */
    void giveUp(Waiter waiter) {
        lock.lock();
        try {
            if (queue.remove(waiter)) {
                waiting = queue.size();
            }
        } finally {
            lock.unlock();
        }
        waiter.granted.complete(false);
        grant(); // one that needs fewer places may have stood behind it
    }

    void release(int places) {
        givenBack.add(places);
        if (waiting > 0) {
            grant();
        }
        if (closed && inside() == 0) {
            drained.complete(null);
        }
    }

    /** Tells when the gate is closed and everything was given back. */
    CompletableFuture<Void> drained() {
        return drained.copy();
    }

    /** Lets nobody in any more, and refuses those who wait. */
    void close() {
        lock.lock();
        try {
            closed = true;
            queue.forEach(waiter -> waiter.granted.complete(false));
            queue.clear();
            waiting = 0;
        } finally {
            lock.unlock();
        }
        if (inside() == 0) {
            drained.complete(null);
        }
    }

    /** Closes the gate for good: what was not given back is not going to be. */
    void abandon() {
        close();
        drained.complete(null);
    }

    private boolean take(int places, long limit) {
        while (!closed) {
            long before = taken.get();
            if (before - knownGivenBack + places > limit) {
                long back = givenBack.sum();
                knownGivenBack = back;
                before = taken.get();
                if (before != back && before - back + places > limit) {
                    return false;
                }
            }
            if (taken.compareAndSet(before, before + places)) {
                return true;
            }
        }
        return false;
    }

    private void grant() {
        lock.lock();
        try {
            Waiter first;
            while ((first = queue.peek()) != null && take(first.places, capacity)) {
                queue.remove();
                waiting = queue.size();
                if (!first.granted.complete(true)) {
                    givenBack.add(first.places);
                }
            }
            if (closed) {
                queue.forEach(waiter -> waiter.granted.complete(false));
                queue.clear();
                waiting = 0;
            }
        } finally {
            lock.unlock();
        }
    }
}
