package io.dispatchframework.events.http;

import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a thread that takes too long; between {@link #begin} and {@link #end}, and never outside of it.
 *
 * <p>Both are called by the thread itself.
 */
final class Deadline {

    private final TimeSource time;
    private final Duration limit;
    private final Thread thread = Thread.currentThread();

    // Guarded by this.
    private TimeSource.@Nullable Timer timer;
    private int turn;
    private boolean running;
    private boolean passed;

    Deadline(TimeSource time, Duration limit) {
        this.time = time;
        this.limit = limit;
    }

    synchronized void begin() {
        int thisTurn = ++turn;
        running = true;
        timer = time.schedule(limit, () -> pass(thisTurn));
    }

    private synchronized void pass(int ofTurn) {
        if (running && ofTurn == turn) {
            passed = true;
            thread.interrupt();
        }
    }

    /** Stops the clock; an interrupt that came of it does not outlive it. */
    synchronized void end() {
        running = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (passed) {
            passed = false;
            Thread.interrupted();
        }
    }

    /** Tells whether the time is over. */
    synchronized boolean hasPassed() {
        return passed;
    }
}
