package io.dispatchframework.events.delivery;

import io.dispatchframework.events.internal.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A delivery's place in its lane, see {@link Lanes}: taken when it joins, kept through all attempts, and left when its turn
 * is over.
 */
final class LanePlace {

    private static final VarHandle BEHIND = Fields.handle(MethodHandles.lookup(), "behind", LanePlace.class);

    /** Stands behind a place that was left; who wants to stand there finds that it is his turn. */
    private static final LanePlace LEFT = new LanePlace("");

    private final String lane;

    /** The attempt that waits here for its turn; later ones of the same delivery find the place, and not it them. */
    private @Nullable MemoryAttempt waiting;

    private volatile @Nullable LanePlace behind;

    LanePlace(String lane) {
        this.lane = lane;
    }

    String lane() {
        return lane;
    }

    /** Lets an attempt wait here; before the place joins its lane. */
    void seat(MemoryAttempt attempt) {
        waiting = attempt;
    }

    /** Puts another place behind this one; {@code false} if this one was left, and it is the other's turn. */
    boolean append(LanePlace next) {
        return BEHIND.compareAndSet(this, null, next);
    }

    /** Returns who stands behind, {@code null} if nobody does. */
    @Nullable
    MemoryAttempt next() {
        LanePlace next = behind;
        return next == null ? null : next.waiting;
    }

    /** Leaves a place behind which nobody stands; returns who came in between, {@code null} if nobody did. */
    @Nullable
    MemoryAttempt leaveUnlessFollowed() {
        LanePlace next = (LanePlace) BEHIND.compareAndExchange(this, null, LEFT);
        return next == null ? null : next.waiting;
    }

    /** Leaves the place; whoever stands behind has been handed on. */
    void leave() {
        behind = LEFT; // and holds on to none that come later, however long somebody keeps this one
    }

    /** Calls on all that stand behind, in their order. */
    void forEachBehind(Consumer<MemoryAttempt> action) {
        for (LanePlace next = behind; next != null; next = next.behind) {
            if (next.waiting != null) { // it is not LEFT
                action.accept(next.waiting);
            }
        }
    }
}
