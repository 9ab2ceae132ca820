package io.dispatchframework.events.delivery;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps dead letters until they are redriven or discarded.
 *
 * <p><b>For implementors.</b> All methods may be called by many threads at once; {@link #add} is called on the thread
 * that ends a delivery, so it should not block for long. No argument but {@code afterId} may be {@code null}, and no
 * method returns {@code null}. What a store throws is logged by the manager and affects no delivery: its outcome is the
 * same, and only the letter is missing.
 *
 * @since 0.1
 */
public interface DeadLetterStore {

    /**
     * Keeps a letter, in place of an older one with the same id.
     *
     * @param letter the letter
     * @return the letter that is lost because there is no room for it, this one or an older one, if any; listeners are told
     *     of it
     */
    Optional<DeadLetter> add(DeadLetter letter);

    /**
     * Finds a letter.
     *
     * @param id the delivery's id
     * @return the letter, or empty
     */
    Optional<DeadLetter> find(String id);

    /**
     * Lists letters, the oldest first.
     *
     * @param afterId the id of the last letter of the page before; {@code null}, or the id of a letter that is no longer
     *     there, for the first page
     * @param limit how many at most, at least 1
     * @return an immutable list
     */
    List<DeadLetter> list(@Nullable String afterId, int limit);

    /**
     * Removes a letter, if it is still there and the same: the delivery may have died again meanwhile.
     *
     * @param letter the letter as it was read
     * @return whether it was removed
     */
    boolean remove(DeadLetter letter);

    /**
     * Returns the store that keeps up to 10,000 letters in memory.
     *
     * @return a new store
     */
    static DeadLetterStore inMemory() {
        return inMemory(10_000);
    }

    /**
     * Returns the store that keeps letters in memory; when it is full, the oldest leaves.
     *
     * @param capacity how many at most, at least 1
     * @return a new store
     * @throws IllegalArgumentException if the capacity is below 1
     */
    static DeadLetterStore inMemory(int capacity) {
        return inMemory(capacity, WhenFull.DROP_OLDEST);
    }

    /**
     * Returns the store that keeps letters in memory.
     *
     * @param capacity how many at most, at least 1
     * @param whenFull which letter is lost when there is one more
     * @return a new store
     * @throws IllegalArgumentException if the capacity is below 1
     */
    static DeadLetterStore inMemory(int capacity, WhenFull whenFull) {
        return new MemoryDeadLetterStore(capacity, Objects.requireNonNull(whenFull, "whenFull"));
    }

    /** Which letter a full store loses. */
    enum WhenFull {
        /** The oldest, in favour of the new one. */
        DROP_OLDEST,
        /** The new one: who looks for the cause of many deaths finds it at the first. */
        DROP_NEWEST
    }
}
