package io.dispatchframework.events;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The attempts that one thread at a time makes, counted apart from those of all others.
 *
 * <p>Since nobody else writes here, counting is a load and a store, where a counter that many share costs a locked
 * instruction. Who reads sees no end whose beginning it does not see, if it reads the ends first.
 */
final class Tally {

    /** Exact, since an {@code int} that is passed for a {@code long} would go a way that is slow, and say nothing. */
    private static final VarHandle COUNTS =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

    /** Far enough from both ends of the array that no two tallies have a cache line in common. */
    private static final int STARTED = 16;

    private static final int DONE = 17;
    private static final int ANNOUNCING = 18;
    private static final int LENGTH = 35;

    private final long[] counts = new long[LENGTH];

    /** Counts an attempt that begins. */
    void started() {
        increment(STARTED);
    }

    /** Counts an attempt that has ended with its delivery done. */
    void done() {
        increment(DONE);
    }

    private void increment(int which) {
        COUNTS.setRelease(counts, which, counts[which] + 1);
    }

    /** Says whether the thread is about to announce an end, see {@link Announcements}. */
    void setAnnouncing(boolean announcing) {
        COUNTS.setRelease(counts, ANNOUNCING, announcing ? 1L : 0L);
    }

    boolean isAnnouncing() {
        return (long) COUNTS.getAcquire(counts, ANNOUNCING) != 0;
    }

    long startedNow() {
        return (long) COUNTS.getAcquire(counts, STARTED);
    }

    long doneNow() {
        return (long) COUNTS.getAcquire(counts, DONE);
    }
}
