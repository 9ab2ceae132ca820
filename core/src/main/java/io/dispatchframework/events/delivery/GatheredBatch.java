package io.dispatchframework.events.delivery;

import io.dispatchframework.events.internal.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came singly, gathered into one entry of the queue until a worker takes it or it is full.
 *
 * <p>Those who add reserve a slot by a counter, and fill it. Whoever takes the batch closes it, by moving the counter
 * beyond the slots. A slot that is reserved and not filled by the time it is claimed is marked, which tells its adder to go
 * elsewhere: nobody waits for a thread that has lost its processor in between.
 */
final class GatheredBatch extends Batch {

    private static final int SLOTS = 16;
    private static final Object TOO_LATE = new Object();
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle RESERVED = Fields.handle(MethodHandles.lookup(), "reserved", int.class);

    private final @Nullable Object[] slots = new @Nullable Object[SLOTS];

    @SuppressWarnings("UnusedVariable") // read and written by its handle
    private volatile int reserved;

    private volatile int size = Integer.MAX_VALUE;

    /** Makes one that has something in it. */
    GatheredBatch(Object first) {
        slots[0] = first;
        RESERVED.set(this, 1);
    }

    /** Makes one that is full of nothing. */
    GatheredBatch() {
        RESERVED.set(this, SLOTS);
        size = 0;
    }

    /** Adds a {@link MemoryAttempt}, or a list of one first delivery; {@code false} if it is full or closed. */
    boolean add(Object single) {
        int at = (int) RESERVED.getAndAdd(this, 1);
        return at < SLOTS && SLOT.compareAndSet(slots, at, null, single);
    }

    @Override
    void close() {
        if (size == Integer.MAX_VALUE) { // else it was taken before
            size = Math.min((int) RESERVED.getAndAdd(this, SLOTS), SLOTS);
        }
    }

    @Override
    int size() {
        return size;
    }

    @Override
    @Nullable
    MemoryAttempt attempt(int index, MemoryAttempt.Settler settler) {
        Object single = SLOT.getAcquire(slots, index);
        if (single == null) {
            single = SLOT.compareAndExchange(slots, index, null, TOO_LATE);
        }
        SLOT.setOpaque(slots, index, TOO_LATE); // an idle engine keeps the batch, and must not keep the events
        if (single instanceof MemoryAttempt again) {
            return again;
        }
        return single instanceof List<?> first ? new MemoryAttempt(settler, (Delivery) first.get(0)) : null;
    }
}
