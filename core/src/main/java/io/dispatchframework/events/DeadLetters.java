package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.store.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The deliveries that failed permanently, to inspect, redrive or discard.
 *
 * <p>Safe to share between threads. Methods may block, as the dead letter store does, and pass on what it throws. No argument
 * may be {@code null}. Once the manager is closed, letters can still be read and discarded, but not redriven.
 *
 * @since 0.1
 */
public interface DeadLetters {

    /**
     * Lists all dead letters.
     *
     * @return a snapshot, the oldest first; immutable
     */
    List<DeadLetter> list();

    /**
     * Finds a dead letter.
     *
     * @param id the delivery's id
     * @return the letter, or empty
     */
    Optional<DeadLetter> find(String id);

    /**
     * Tries a delivery again: under the same id, with attempts counted anew, to the function that the subscription
     * names now.
     *
     * <p>The letter leaves the store when the engine has taken the delivery, and comes back if that dies again. Where
     * the engine refuses, the letter stays. Waits for room as {@link EventManager#emit} does.
     *
     * @param id the delivery's id
     * @return the receipt, with one delivery
     * @throws NotFoundException if there is no such letter, another thread is redriving it right now, or its subscription is
     *     gone; a letter stays then
     * @throws ClosedException if the manager is closed
     */
    Emission redrive(String id);

    /**
     * Tries again what meets a condition, one after the other; letters whose subscription is gone, or that another thread
     * is redriving right now, are left where they are.
     *
     * @param which the condition
     * @return a receipt for each that was tried
     * @throws ClosedException if the manager is closed
     */
    List<Emission> redriveAll(Predicate<DeadLetter> which);

    /**
     * Throws a letter away.
     *
     * @param id the delivery's id
     * @return whether there was one
     */
    boolean discard(String id);

    /**
     * Throws away what meets a condition.
     *
     * @param which the condition
     * @return how many there were
     */
    int discardAll(Predicate<DeadLetter> which);
}
