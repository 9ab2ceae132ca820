package io.dispatchframework.events;

import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.time.TimeSource.Timer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets no more attempts of a subscription through than may be under way at once, and may start in a second.
 *
 * <p>Who finds it closed is held by the engine. When there is room, as many as there is room for are invited, the first that
 * came first: the engine offers them again, and their places are kept for them meanwhile, so that nobody who comes later
 * takes them.
 *
 * <p>Starts are spread evenly: after each the next may come one interval later. Where the timer was late, what was missed is
 * made up for; time in which nobody waited, or all waited for a place, is not.
 */
final class Turnstile {

    private static final int NO_BOUND = Integer.MAX_VALUE;

    private final String subscriptionName;
    private final TimeSource time;
    private final EngineHandle engine;
    private final ReentrantLock lock = new ReentrantLock();

    // All guarded by lock.
    private int maxAtOnce = NO_BOUND;
    private long interval; // nanos from start to start, 0 for no bound
    private long nextStart; // by TimeSource.nanos()
    private int inside;
    private int waiting; // whom the engine holds for this turnstile, the invited included
    private int invited;
    private @Nullable Timer timer;
    private boolean closed;

    Turnstile(String subscriptionName, TimeSource time, EngineHandle engine) {
        this.subscriptionName = subscriptionName;
        this.time = time;
        this.engine = engine;
        this.nextStart = time.nanos();
    }

    /**
     * Lets a delivery through, or tells it to wait until it is offered again.
     *
     * @param most how many at once, 0 or what a store past the manager holds below it for no bound
     * @param perSecond how many starts in a second, likewise
     */
    boolean enter(LocalDelivery delivery, int most, double perSecond) {
        Turnstile before = delivery.waitsAt;
        if (before != null && before != this) {
            before.giveUp(delivery);
        }
        boolean through;
        int room;
        lock.lock();
        try {
            maxAtOnce = most < 1 ? NO_BOUND : most;
            setInterval(!(perSecond > 0) ? 0 : Math.max(1, (long) (1e9 / perSecond)));
            through = letThrough(delivery);
            if (through) {
                stopWaiting(delivery);
                inside++;
            } else if (delivery.waitsAt == null) {
                delivery.waitsAt = this;
                waiting++;
            }
            room = invite(timer != null);
        } finally {
            lock.unlock();
        }
        offer(room);
        return through;
    }

    /** Lets nobody wait longer for the next start than the interval is now; whoever still waits sets the timer anew. */
    private void setInterval(long nanos) {
        if (interval == nanos) {
            return;
        }
        interval = nanos;
        long latest = time.nanos() + nanos;
        if (nextStart - latest > 0) {
            nextStart = latest;
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private boolean letThrough(LocalDelivery delivery) {
        boolean waits = delivery.waitsAt == this;
        if (waits && invited > 0) {
            invited--; // its place, and its start, are accounted for
            return inside < maxAtOnce; // unless the bound was lowered since
        }
        boolean first = waits || waiting == 0;
        if (!first || inside + invited >= maxAtOnce) {
            return false;
        }
        if (interval != 0) {
            long now = time.nanos();
            if (now - nextStart < 0) {
                return false;
            }
            nextStart = now + interval;
        }
        return true;
    }

    private void stopWaiting(LocalDelivery delivery) {
        if (delivery.waitsAt == this) {
            delivery.waitsAt = null;
            waiting--;
        }
    }

    /** Lets one out that was let through. */
    void leave() {
        int room;
        lock.lock();
        try {
            inside--;
            room = invite(timer != null);
        } finally {
            lock.unlock();
        }
        offer(room);
    }

    /** Forgets one that was told to wait, and will not come through. */
    void giveUp(LocalDelivery delivery) {
        int room;
        lock.lock();
        try {
            stopWaiting(delivery);
            if (invited > 0) {
                invited--; // perhaps its own invitation; another is invited in its place
            }
            room = invite(timer != null);
        } finally {
            lock.unlock();
        }
        offer(room);
    }

    /**
     * Keeps places for those who wait, as many as there is room for; they have to be offered without the lock.
     *
     * @param waitedForTime whether it was for their time that they waited up to now, and not for a place
     */
    private int invite(boolean waitedForTime) {
        int room = Math.min(waiting - invited, maxAtOnce - inside - invited);
        if (room <= 0) {
            return 0;
        }
        if (interval != 0) {
            long now = time.nanos();
            if (!waitedForTime && now - nextStart > 0) {
                nextStart = now;
            }
            long late = now - nextStart;
            long due = late < 0 ? 0 : 1 + late / interval;
            if (room > due) {
                room = (int) due;
                wakeAt(nextStart + room * interval);
            }
            nextStart += room * interval;
        }
        invited += room;
        return room;
    }

    private void wakeAt(long nanos) {
        if (timer == null && !closed) {
            timer = time.schedule(Duration.ofNanos(Math.max(0, nanos - time.nanos())), this::wake);
        }
    }

    private void wake() {
        int room;
        lock.lock();
        try {
            timer = null;
            room = invite(true);
        } finally {
            lock.unlock();
        }
        offer(room);
    }

    private void offer(int room) {
        if (room > 0) {
            engine.offerHeld(subscriptionName, room);
        }
    }

    /** Calls the timer off. */
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
