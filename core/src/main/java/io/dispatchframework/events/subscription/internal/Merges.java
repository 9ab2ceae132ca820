package io.dispatchframework.events.subscription.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers unions of matches.
 *
 * <p>Events of ever new types still fall into the same few patterns, so the same unions come again; they need not be
 * sorted, nor allocated, each time. Matches are immutable, so that what is remembered is never out of date. Bounded: a
 * place holds one union, and large ones are not kept.
 */
final class Merges {

    private static final int PLACES = 1024;
    /** The largest result that is kept in memory on a guess that it is asked for again. */
    static final int LARGEST_KEPT = 1024;

    private final AtomicReferenceArray<@Nullable Merge> places = new AtomicReferenceArray<>(PLACES);

    Match merge(Match left, Match right) {
        int place = (System.identityHashCode(left) * 31 + System.identityHashCode(right)) & (PLACES - 1);
        Merge known = places.getAcquire(place);
        if (known != null && known.left == left && known.right == right) {
            return known.both;
        }
        Match both = Match.merge(left, right);
        if (both.size() <= LARGEST_KEPT) {
            places.setRelease(place, new Merge(left, right, both));
        }
        return both;
    }

    private record Merge(Match left, Match right, Match both) {}
}
