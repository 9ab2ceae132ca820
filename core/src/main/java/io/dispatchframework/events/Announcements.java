package io.dispatchframework.events;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows who is about to tell of a delivery's end, so that a closing can wait until everybody has been told.
 *
 * <p>A delivery is settled before its futures complete, because whoever hears of its end may want its place in the engine. So
 * an engine can be drained while somebody still waits to hear. A thread says so here before it sets an outcome, and again
 * when all have been told: whoever sees the outcome, or the settlement, sees the thread here, or all have been told.
 *
 * <p>A thread that has a {@link Tally} says it there, for the price of two stores.
 */
final class Announcements {

    private final Books books;
    private final Map<Thread, Integer> threads = new ConcurrentHashMap<>();

    Announcements(Books books) {
        this.books = books;
    }

    /** Says that this thread is about to end a delivery; {@link #end} has to follow. */
    void begin(@Nullable Tally tally) {
        if (tally != null) {
            tally.setAnnouncing(true);
        } else {
            threads.merge(Thread.currentThread(), 1, Integer::sum); // what it tells may end another delivery
        }
    }

    /** Says that all have been told. */
    void end(@Nullable Tally tally) {
        if (tally != null) {
            tally.setAnnouncing(false);
        } else {
            threads.computeIfPresent(Thread.currentThread(), (thread, depth) -> depth == 1 ? null : depth - 1);
        }
    }

    /** Tells whether a thread without a tally is announcing an end; one that has a tally runs the engine's handler. */
    boolean isAnnouncing(Thread thread) {
        return threads.containsKey(thread);
    }

    /** Tells whether there may be somebody who has not been told of an outcome that was set before the call. */
    boolean areUnderWay() {
        return !threads.isEmpty() || books.isAnyTallyAnnouncing();
    }
}
