package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The changes of the index in their order; {@link SubscriptionIndex} says how reader and writer use it. */
final class ChangeLog {

    /** How many changes a route may lie behind before it is rather searched for anew; a power of two. */
    private static final int RECENT = 1024;

    private final @Nullable Change[] recent = new @Nullable Change[RECENT];
    private volatile Change last = new Change();

    Change last() {
        return last;
    }

    /** Announces a change; only what follows may touch what readers look at. */
    Change begin(IndexedSubscription subscription, @Nullable Subscription before, @Nullable Subscription after) {
        Change change = new Change(last.number + 1, subscription, before, after);
        last.next = change;
        VarHandle.storeStoreFence();
        return change;
    }

    /** Makes a change seen, at once and by all. */
    void commit(Change change) {
        recent[(int) change.number & (RECENT - 1)] = change;
        last = change;
    }

    /**
     * Makes a result true for the moment of {@code end}, which was read after the search, as {@code start} was before
     * it.
     */
    static Match settle(Match found, Change start, Change end, String sourceType, String eventType) {
        Match settled = found;
        for (Change done = start; done != end; ) {
            done = done.following();
            settled = done.applyTo(settled, sourceType, eventType);
        }
        Change begun = end.next;
        return begun == null ? settled : begun.undoFrom(settled, sourceType, eventType);
    }

    /** Tells whether a route is as true at a change as it was when it was searched. */
    boolean stillHolds(Route route, Change now) {
        long upTo = route.upTo;
        return upTo >= now.number || catchUp(route, upTo, now);
    }

    private boolean catchUp(Route route, long upTo, Change now) {
        Change change = recent[(int) (upTo + 1) & (RECENT - 1)];
        if (change == null || change.number != upTo + 1) {
            return false;
        }
        while (!change.touches(route.sourceType, route.eventType)) {
            if (change == now) {
                route.upTo = now.number;
                return true;
            }
            change = change.following();
        }
        return false;
    }
}
