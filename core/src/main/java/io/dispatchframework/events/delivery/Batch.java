package io.dispatchframework.events.delivery;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries of one emission that wait in the queue together, each to be claimed by one worker.
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
    private volatile int claimed;

    Batch(List<? extends Delivery> deliveries) {
        this.deliveries = deliveries;
    }

    /** Claims the next, which is a first attempt; {@code null} if all are claimed. */
    @Nullable
    MemoryAttempt claim(MemoryDispatcher dispatcher) {
        if (isClaimed()) {
            return null; // so that the counter does not run on
        }
        int index = (int) CLAIMED.getAndAdd(this, 1);
        return index < deliveries.size() ? new MemoryAttempt(dispatcher, deliveries.get(index), 1, null) : null;
    }

    boolean isClaimed() {
        return claimed >= deliveries.size();
    }
}
