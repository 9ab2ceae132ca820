package io.dispatchframework.events.event;

/**
 * Whose turn the next event is: the scanner's, or at once the strict reader's, after one that the scanner declined.
 *
 * <p>Events that come together tend to be alike: scanning those behind it would mostly be in vain, too.
 */
final class ScanTurns {

    /** How many events are left to the strict reader after one that the scanner declined. */
    static final int EVENTS_BEFORE_RETRY = 16;

    private int strict;

    /** Tells whether the next event is the scanner's, and counts it. */
    boolean isNext() {
        int left = strict;
        if (left > 0) {
            strict = left - 1;
        }
        return left <= 0;
    }

    /** Leaves the next events to the strict reader. */
    void declined() {
        strict = EVENTS_BEFORE_RETRY;
    }
}
