package io.dispatchframework.events.delivery;

import io.dispatchframework.events.internal.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a worker, up to many deliveries to an entry.
 *
 * <p>An entry is a {@link Batch}: the deliveries of an emission, or what came singly, gathered until a worker takes it. A
 * worker that takes a batch out puts it back at the end, so that others can help when they have nothing else, and claims
 * from it one by one until there is no more. So two workers mostly work on two batches, and do not dispute the queue or a
 * counter; and no delivery waits behind a function as long as there is a worker without work.
 */
final class WorkQueue {

    private static final VarHandle GATHERING = Fields.handle(MethodHandles.lookup(), "gathering", GatheredBatch.class);

    private final ConcurrentLinkedQueue<Batch> batches = new ConcurrentLinkedQueue<>();

    /** What comes singly is added to this, which is in the queue until a worker takes it. */
    private volatile GatheredBatch gathering = new GatheredBatch();

    /** Adds deliveries that are to have their first attempt, as one entry or part of one. */
    void add(List<? extends Delivery> deliveries) {
        if (deliveries.size() == 1) {
            addSingle(deliveries);
        } else {
            batches.add(new FanoutBatch(deliveries));
        }
    }

    /** Adds an attempt. */
    void add(MemoryAttempt attempt) {
        addSingle(attempt);
    }

    private void addSingle(Object single) {
        GatheredBatch open = gathering;
        if (!open.add(single)) {
            GatheredBatch next = new GatheredBatch(single);
            batches.add(next); // before others can add to it: it has to be where stop and the workers look
            GATHERING.compareAndSet(this, open, next); // else another is gathering by now, and this one stays small
        }
    }

    /** Takes the oldest batch out, closed: whoever takes it puts it {@linkplain #putBack back} while there is more in it. */
    @Nullable
    Batch poll() {
        Batch taken = batches.poll();
        if (taken != null) {
            taken.close();
        }
        return taken;
    }

    void putBack(Batch taken) {
        batches.add(taken);
    }

    boolean hasWork() {
        Batch head;
        while ((head = batches.peek()) != null) {
            if (!head.isClaimed()) {
                return true;
            }
            batches.remove(head);
        }
        return false;
    }

    /** Empties it, when the dispatcher is stopped. */
    void drainTo(Collection<MemoryAttempt> left, MemoryAttempt.Settler settler) {
        Batch batch;
        while ((batch = poll()) != null) {
            MemoryAttempt attempt;
            while ((attempt = batch.claim(settler)) != null) {
                left.add(attempt);
            }
        }
    }
}
