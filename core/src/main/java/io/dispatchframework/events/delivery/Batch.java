package io.dispatchframework.events.delivery;

import io.dispatchframework.events.internal.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that wait in the queue as one entry, each to be claimed by one worker; any number of workers may claim side by
 * side.
 */
abstract class Batch {

    private static final VarHandle CLAIMED = Fields.handle(MethodHandles.lookup(), "claimed", int.class);

    private volatile int claimed;

    /** Settles how many there are; whoever takes the batch out of the queue calls it before anything else. */
    abstract void close();

    /** Returns how many there are, more than any index while the batch is not closed. */
    abstract int size();

    /** Returns the attempt at an index, {@code null} if there turned out to be none. */
    abstract @Nullable MemoryAttempt attempt(int index, MemoryAttempt.Settler settler);

    /**
     * Claims the next; {@code null} if all are claimed.
     *
     * @param settler whose it is, if it is only made now
     */
    final @Nullable MemoryAttempt claim(MemoryAttempt.Settler settler) {
        while (!isClaimed()) { // asked first, so that the counter does not run on
            int index = (int) CLAIMED.getAndAdd(this, 1);
            MemoryAttempt attempt = index < size() ? attempt(index, settler) : null;
            if (attempt != null) {
                return attempt;
            }
        }
        return null;
    }

    final boolean isClaimed() {
        return claimed >= size();
    }
}
