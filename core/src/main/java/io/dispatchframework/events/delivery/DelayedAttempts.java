package io.dispatchframework.events.delivery;

import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.time.TimeSource.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The attempts whose deliveries wait for their time to come again, each with a timer. */
final class DelayedAttempts {

    /** Stands for the timer of an attempt that is being given one. */
    private static final Timer NOT_YET_A_TIMER = () -> false;

    private final TimeSource time;
    private final Runnable afterwards;
    private final Map<MemoryAttempt, Timer> timers = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /**
     * Makes one that is empty.
     *
     * @param afterwards to run each time when a delivery was put somewhere else and is here no more
     */
    DelayedAttempts(TimeSource time, Runnable afterwards) {
        this.time = time;
        this.afterwards = afterwards;
    }

    /** Keeps an attempt until {@code due} has run, which must put its delivery somewhere else; or until it is drained. */
    void add(MemoryAttempt attempt, Duration delay, Runnable due) {
        timers.put(attempt, NOT_YET_A_TIMER);
        if (stopped) {
            return; // there to be found
        }
        Timer timer = time.schedule(delay, () -> {
            due.run();
            timers.remove(attempt);
            afterwards.run();
        });
        timers.replace(attempt, timer); // unless it was due at once
        if (stopped) {
            timer.cancel();
        }
    }

    /** Calls all timers off, those too that are still to come; what is here stays here. */
    void stopTo(Collection<MemoryAttempt> left) {
        stopped = true;
        timers.forEach((attempt, timer) -> {
            timer.cancel();
            left.add(attempt);
        });
    }
}
