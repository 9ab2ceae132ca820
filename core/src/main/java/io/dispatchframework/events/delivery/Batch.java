package io.dispatchframework.events.delivery;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that wait in the queue together, each to be claimed by one worker.
 *
 * <p>An emission with a hundred deliveries is one entry, and any number of workers may work on it side by side.
 */
final class Batch {

    private static final VarHandle CLAIMED;

    static {
        try {
            CLAIMED = MethodHandles.lookup().findVarHandle(Batch.class, "claimed", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final List<? extends Delivery> deliveries;
    private final int attempt;
    private final @Nullable Failure takenAlong;
    private volatile int claimed;

    /** Makes an entry for deliveries that are all at the same attempt. */
    Batch(List<? extends Delivery> deliveries, int attempt, @Nullable Failure takenAlong) {
        this.deliveries = deliveries;
        this.attempt = attempt;
        this.takenAlong = takenAlong;
    }

    /** Claims the next attempt, {@code null} if all are claimed. */
    @Nullable
    MemoryAttempt claim(MemoryDispatcher dispatcher) {
        if (isClaimed()) {
            return null; // so that the counter does not run on
        }
        int index = (int) CLAIMED.getAndAdd(this, 1);
        return index < deliveries.size()
                ? new MemoryAttempt(dispatcher, deliveries.get(index), attempt, takenAlong)
                : null;
    }

    boolean isClaimed() {
        return claimed >= deliveries.size();
    }
}
