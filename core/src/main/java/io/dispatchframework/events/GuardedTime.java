package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.time.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The time source that the manager was given, with nothing lost where it fails to set a timer.
 *
 * <p>A retry, a time-out or the end of a close may hang on a timer, and nobody would ask for it again. So what the source
 * does not take waits by the timers of the system, until its time has come by the clock of the source.
 */
final class GuardedTime implements TimeSource {

    private static final Logger LOG = System.getLogger(EventManager.class.getName());

    /** The clock of the source may go faster than the system's, so it is looked at this often. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final TimeSource given;

    /** What the last timer failed with, {@code null} if it was set. */
    private volatile @Nullable String trouble;

    GuardedTime(TimeSource given) {
        this.given = given;
    }

    @Override
    public Instant now() {
        return given.now();
    }

    @Override
    public long nanos() {
        return given.nanos();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Task once = new Task(task);
        try {
            Timer timer = given.schedule(delay, once);
            if (trouble != null) {
                trouble = null;
            }
            return timer;
        } catch (Throwable failed) { // an Error too, as where the JVM has no thread left
            if (trouble == null) {
                LOG.log(Level.WARNING, "the time source sets no timer; those of the system stand in", failed);
            }
            trouble = "the time source sets no timers, those of the system stand in: " + Failure.of(failed);
            once.waitUntil(nanos() + TimeUnit.NANOSECONDS.convert(delay));
            return once;
        }
    }

    /** Says what is wrong with the time source, {@code null} if nothing is. */
    @Nullable
    String trouble() {
        return trouble;
    }

    @Override
    public String toString() {
        return given.toString();
    }

    /** Runs once: a source that fails may have taken the task before, as an executor that cannot start its thread does. */
    private final class Task implements Runnable, Timer {

        private final Runnable task;
        private final AtomicBoolean over = new AtomicBoolean();

        Task(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (over.compareAndSet(false, true)) {
                task.run();
            }
        }

        @Override
        public boolean cancel() {
            return over.compareAndSet(false, true); // the next look finds it
        }

        /** Waits for a time by {@link #nanos()}; never runs the task on the calling thread, which may hold locks. */
        void waitUntil(long due) {
            long left = Math.min(due - nanos(), LOOK_AGAIN.toNanos());
            TimeSource.system().schedule(Duration.ofNanos(left), () -> look(due));
        }

        private void look(long due) {
            if (due - nanos() <= 0) {
                run();
            } else if (!over.get()) {
                waitUntil(due);
            }
        }
    }
}
