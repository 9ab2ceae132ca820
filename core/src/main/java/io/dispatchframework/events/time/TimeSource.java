package io.dispatchframework.events.time;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells the time and calls back when some of it has passed.
 *
 * <p>A {@link java.time.Clock} cannot drive timers, so the library asks for this instead, everywhere. Production code
 * uses {@link #system()}; tests use the manual time of the testkit, which moves only when it is told to.
 *
 * <p><b>For implementors.</b> All methods may be called by many threads at once and must not block. No method returns
 * {@code null}. {@link #now} and {@link #nanos} do not throw.
 *
 * <p><b>Failure.</b> An event manager loses nothing where its source fails to {@linkplain #schedule schedule} a task, as one
 * does whose threads were shut down before the manager was closed: the task runs once, on the thread of {@link #system()}'s
 * timers, up to a tenth of a second after its delay has passed by {@link #nanos}. The manager logs a warning and names the
 * failure among the problems of its health until a timer is set again.
 *
 * @since 0.1
 */
public interface TimeSource {

    /**
     * Tells the wall-clock time, for what people and other machines read.
     *
     * @return now
     */
    Instant now();

    /**
     * Tells a time in nanoseconds that never goes backwards, for measuring how long something takes.
     *
     * @return nanoseconds since some fixed point that means nothing by itself, as {@link System#nanoTime()}
     */
    long nanos();

    /**
     * Runs a task once, after a delay.
     *
     * <p>The task runs on a thread of the time source, shared by all that is scheduled: it must be short and must not
     * block; longer work hands itself to an executor. What a task throws is lost to the caller and must not keep later
     * tasks from running. A task never runs before its delay has passed by {@link #nanos()}.
     *
     * @param delay how long to wait; zero or negative means as soon as possible
     * @param task what to run
     * @return the timer, with which the task can be called off
     * @throws RuntimeException if the source cannot take the task; see "Failure" above
     */
    Timer schedule(Duration delay, Runnable task);

    /**
     * Returns the time of the system, with timers on the thread that the JDK itself keeps for delayed completion.
     *
     * @return a time source without state of its own; nothing needs closing
     */
    static TimeSource system() {
        return SystemTimeSource.INSTANCE;
    }

    /** A task that waits for its time. */
    interface Timer {

        /**
         * Calls the task off.
         *
         * @return {@code true} if the task will not run because of this call; {@code false} if it already ran, is
         *     running, or was called off before
         */
        boolean cancel();
    }
}
