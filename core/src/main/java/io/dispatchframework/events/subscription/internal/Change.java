package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/** One change of the index, linked to the change after it; see {@link SubscriptionIndex} for what it is needed for. */
final class Change {

    final long number;
    final @Nullable IndexedSubscription subscription;
    final @Nullable Subscription before;
    final @Nullable Subscription after;
    volatile @Nullable Change next;

    /** The change before all others. */
    Change() {
        this(0, null, null, null);
    }

    Change(
            long number,
            @Nullable IndexedSubscription subscription,
            @Nullable Subscription before,
            @Nullable Subscription after) {
        this.number = number;
        this.subscription = subscription;
        this.before = before;
        this.after = after;
    }

    /** The change after one that is not the last. */
    Change following() {
        Change following = next;
        if (following == null) {
            throw new IllegalStateException("no change follows number " + number);
        }
        return following;
    }

    /** Tells whether a route's result may be another after the change. */
    boolean touches(String sourceType, String eventType) {
        return PatternMatch.matches(before, sourceType, eventType)
                || PatternMatch.matches(after, sourceType, eventType);
    }

    /** Puts right what a result says of this subscription: that it is as it was after the change. */
    Match applyTo(Match found, String sourceType, String eventType) {
        return corrected(found, after, sourceType, eventType);
    }

    /** Puts right what a result says of this subscription: that it is still as it was before the change. */
    Match undoFrom(Match found, String sourceType, String eventType) {
        return corrected(found, before, sourceType, eventType);
    }

    private Match corrected(Match found, @Nullable Subscription version, String sourceType, String eventType) {
        if (subscription == null) {
            return found;
        }
        Match others = found.withoutAny(subscription);
        return PatternMatch.matches(version, sourceType, eventType) ? others.with(subscription) : others;
    }
}
