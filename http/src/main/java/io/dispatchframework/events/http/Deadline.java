package io.dispatchframework.events.http;

import org.jspecify.annotations.Nullable;

/**
 * Interrupts a thread that takes too long; between {@link #begin} and {@link #end}, and never outside of it.
 *
 * <p>Both are called by the thread itself.
 */
final class Deadline {

    private final TimeLimit limit;
    private final Thread thread = Thread.currentThread();

    // Guarded by this.
    private TimeLimit.@Nullable Watch watch;
    private int turn;
    private boolean running;
    private boolean passed;
    private boolean interruptedByOthers;

    Deadline(TimeLimit limit) {
        this.limit = limit;
    }

    synchronized void begin() {
        int thisTurn = ++turn;
        watch = limit.begin(() -> pass(thisTurn));
        running = true;
    }

    private synchronized void pass(int ofTurn) {
        if (running && ofTurn == turn) {
            passed = true;
            interruptedByOthers = thread.isInterrupted();
            thread.interrupt();
        }
    }

    /** Stops the clock; an interrupt that came of it does not outlive it, one that was there before does. */
    synchronized void end() {
        running = false;
        if (watch != null) {
            watch.end();
            watch = null;
        }
        if (passed) {
            passed = false;
            Thread.interrupted();
            if (interruptedByOthers) {
                thread.interrupt();
            }
        }
    }

    /** Tells whether the time is over. */
    synchronized boolean hasPassed() {
        return passed;
    }
}
