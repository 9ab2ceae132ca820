package io.dispatchframework.events;

import io.dispatchframework.events.subscription.internal.DeliveryPolicyRules;
import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.time.TimeSource.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the runs that have a time-out.
 *
 * <p>Nearly all of them end in time, so a run costs no timer: it is put into a slot and taken out again, which is two
 * writes. One timer stands at the nearest deadline that was seen. When it comes due, all slots are looked at: what is over
 * is ended, and the timer is set to the nearest of what is left. A run whose deadline is nearer than the timer moves it.
 *
 * <p>The number of runs at once is bounded by the engine, and the slots are a few times as many; what finds none free nearby
 * is kept in a set.
 *
 * <p><b>No deadline is missed.</b> A run is put into its slot first and compared with the timer afterwards; the timer is
 * taken away first and the slots looked at afterwards.
 */
final class Deadlines {

    private static final int IN_OVERFLOW = -1;
    private static final int PROBES = 8;

    /** Slots of different threads are kept apart by more than a cache line. */
    private static final int STRIDE = 32;

    /** Deadlines that are nearer to each other than this are looked at together, by the later one's time. */
    private static final long GRAIN = Duration.ofMillis(1).toNanos();

    private static final long NO_TIMER = Long.MAX_VALUE;

    private final TimeSource time;
    private final AtomicReferenceArray<@Nullable TimedRun> slots;
    private final int mask;
    private final Set<TimedRun> overflow = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final long origin;
    private volatile long timerAt = NO_TIMER; // nanos since the origin; written under lock
    private @Nullable Timer timer; // guarded by lock
    private boolean closed; // guarded by lock

    private final TimeoutThread timeouts;

    Deadlines(TimeSource time, TimeoutThread timeouts, int maxInFlight) {
        this.time = time;
        this.timeouts = timeouts;
        int size = Integer.highestOneBit(Math.max(64, Math.min(maxInFlight, 2_048)) * 2 - 1) * 4;
        slots = new AtomicReferenceArray<>(size);
        mask = size - 1;
        origin = time.nanos();
    }

    /** A store that was written past the manager may hold any time-out. */
    static Duration bounded(Duration timeout) {
        Duration longest = DeliveryPolicyRules.LONGEST_TIMEOUT;
        return timeout.isNegative() ? Duration.ZERO : timeout.compareTo(longest) > 0 ? longest : timeout;
    }

    /** Watches a run that starts now. */
    void watch(TimedRun run, Duration timeout) {
        run.deadline = time.nanos() - origin + bounded(timeout).toNanos();
        run.slot = place(run);
        if (run.deadline < timerAt) {
            moveTimer(run.deadline);
        }
    }

    /** Watches a run no more; called once, when the function has ended. */
    void forget(TimedRun run) {
        int slot = run.slot;
        if (slot >= 0) {
            slots.setRelease(slot, null);
        } else {
            overflow.remove(run);
        }
    }

    private int place(TimedRun run) {
        int first = (int) Thread.currentThread().getId() * STRIDE;
        for (int probe = 0; probe < PROBES; probe++) {
            int slot = (first + probe) & mask;
            if (slots.get(slot) == null && slots.compareAndSet(slot, null, run)) {
                return slot;
            }
        }
        overflow.add(run);
        return IN_OVERFLOW;
    }

    private void moveTimer(long deadline) {
        lock.lock();
        try {
            if (closed || deadline >= timerAt) {
                return;
            }
            if (timer != null) {
                timer.cancel();
            }
            timerAt = deadline;
            long wait = deadline - (time.nanos() - origin);
            timer = time.schedule(Duration.ofNanos(Math.max(0, wait)), this::sweep);
        } finally {
            lock.unlock();
        }
    }

    private void sweep() {
        lock.lock();
        try {
            timerAt = NO_TIMER;
            timer = null;
        } finally {
            lock.unlock();
        }
        long now = time.nanos() - origin;
        long nearest = NO_TIMER;
        List<TimedRun> over = new ArrayList<>();
        for (int slot = 0; slot <= mask; slot++) {
            TimedRun run = slots.get(slot);
            if (run != null) {
                nearest = Math.min(nearest, endIfOver(run, now, over));
            }
        }
        for (TimedRun run : overflow) {
            nearest = Math.min(nearest, endIfOver(run, now, over));
        }
        if (!over.isEmpty()) {
            timeouts.fail(over);
        }
        if (nearest != NO_TIMER) {
            moveTimer(Math.max(nearest, now + GRAIN));
        }
    }

    /** Ends a run whose time is over; returns the deadline of one whose time is not. */
    private long endIfOver(TimedRun run, long now, List<TimedRun> over) {
        if (run.deadline > now) {
            return run.deadline;
        }
        if (run.timeOut()) { // it keeps its slot until it has really ended
            over.add(run);
        }
        return NO_TIMER;
    }

    /** Calls the timer off; no run times out any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
