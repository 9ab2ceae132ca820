package io.dispatchframework.events.http;

import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.time.TimeSource.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One limit of time for many things at once, at the price of one timer.
 *
 * <p>Nearly everything ends in time, and a timer for each would wake the thread of the timers for nothing, again and again.
 * As all have the same limit, they run out in the order in which they began: so they stand in line, and the timer is set for
 * the first. If that one has ended meanwhile, the timer comes too early, finds who is first now, and is set anew.
 *
 * <p>Safe to share between threads.
 */
final class TimeLimit {

    private static final Logger LOG = System.getLogger(TimeLimit.class.getName());

    private final TimeSource time;
    private final Duration limit;
    private final long nanos;

    /** The line is a ring: this comes before the first and after the last. */
    private final Watch ring = new Watch(0, () -> {});

    // Guarded by this, as is the ring.
    private @Nullable Timer timer;
    private boolean closed;

    TimeLimit(TimeSource time, Duration limit) {
        this.time = time;
        this.limit = limit;
        nanos = TimeUnit.NANOSECONDS.convert(limit); // at most 292 years, of which the end is never seen
    }

    Duration limit() {
        return limit;
    }

    /**
     * Begins to watch something.
     *
     * @param passed what to do if it does not end within the limit: shortly, since it runs on the thread of the timers
     */
    synchronized Watch begin(Runnable passed) {
        long now = time.nanos();
        Watch watch = new Watch(now + nanos, passed);
        if (timer == null && !closed) { // first, for what has no timer must not stand in line
            long first = ring.after == ring ? watch.due : ring.after.due;
            timer = time.schedule(Duration.ofNanos(first - now), this::comeDue);
        }
        watch.before = ring.before;
        watch.after = ring;
        ring.before.after = watch;
        ring.before = watch;
        return watch;
    }

    private void comeDue() {
        List<Watch> over = new ArrayList<>();
        try {
            synchronized (this) {
                timer = null; // whoever begins next sets it, should that fail here
                long now = time.nanos();
                while (ring.after != ring && ring.after.due - now <= 0) {
                    over.add(ring.after);
                    ring.after.leave();
                }
                if (ring.after != ring && !closed) {
                    timer = time.schedule(Duration.ofNanos(ring.after.due - now), this::comeDue);
                }
            }
        } finally {
            over.forEach(TimeLimit::pass);
        }
    }

    private static void pass(Watch over) {
        try {
            over.passed.run();
        } catch (RuntimeException | Error thrown) { // others have run out of time too
            LOG.log(Level.WARNING, "what has taken too long could not be ended", thrown);
        }
    }

    /** Lets go of the timer: what is watched, or will be, has no limit any more. */
    synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Something that is watched. */
    final class Watch {

        private final long due;
        private final Runnable passed;

        // Guarded by the TimeLimit; each other's where the watch is not in the line.
        private Watch before = this;
        private Watch after = this;

        private Watch(long due, Runnable passed) {
            this.due = due;
            this.passed = passed;
        }

        /** Ends it; does nothing if it has ended, or its time is over. */
        void end() {
            synchronized (TimeLimit.this) {
                leave();
            }
        }

        private void leave() {
            before.after = after;
            after.before = before;
            before = this;
            after = this;
        }
    }
}
