package io.dispatchframework.events.subscription.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers unions of matches.
 *
 * <p>Events of ever new types still fall into the same few patterns, so the same unions come again; they need not be
 * sorted, nor allocated, each time. Matches are immutable, so that what is remembered is never out of date. Bounded: the
 * two latest of those that fall on the same places are remembered, and large ones are not.
 */
final class Merges {

    private static final int PLACES = 4096;
    /** The largest result that is kept in memory on a guess that it is asked for again. */
    static final int LARGEST_KEPT = 1024;

    /** Two by two, the later first. */
    private final AtomicReferenceArray<@Nullable Merge> places = new AtomicReferenceArray<>(PLACES);

    Match merge(Match left, Match right) {
        int place = (System.identityHashCode(left) * 31 + System.identityHashCode(right)) & (PLACES - 2);
        Merge latest = places.getAcquire(place);
        if (latest != null && latest.isOf(left, right)) {
            return latest.both;
        }
        Merge older = places.getAcquire(place + 1);
        if (older != null && older.isOf(left, right)) {
            return older.both;
        }
        Match both = Match.merge(left, right);
        if (both.size() <= LARGEST_KEPT) {
            places.setRelease(place + 1, latest);
            places.setRelease(place, new Merge(left, right, both));
        }
        return both;
    }

    private record Merge(Match left, Match right, Match both) {

        boolean isOf(Match oneSide, Match otherSide) {
            return left == oneSide && right == otherSide;
        }
    }
}
