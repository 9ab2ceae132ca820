package io.dispatchframework.events;

import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.error.OverloadedException;
import io.dispatchframework.events.store.AlreadyExistsException;
import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.NotFoundException;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.subscription.InvalidSubscriptionException;
import io.dispatchframework.events.subscription.Subscription;
import java.util.List;
import java.util.Optional;

/**
 * The manager's subscriptions.
 *
 * <p>A change is in the store and in the manager's index when the method returns: every emission that starts
 * afterwards on this manager sees it. Other managers on the same store see it as soon as the store tells them.
 *
 * <p>Safe to share between threads. Every method may block, as the store does, and throws {@link ClosedException} once
 * the manager is closed.
 *
 * @since 0.1
 */
public interface Subscriptions {

    /**
     * Stores a new subscription.
     *
     * @param subscription the subscription
     * @return the subscription as stored, with its metadata
     * @throws InvalidSubscriptionException if it breaks rules
     * @throws AlreadyExistsException if the name is taken
     * @throws OverloadedException if the store is full
     */
    Subscription create(Subscription subscription);

    /**
     * Finds a subscription by its name.
     *
     * @param name the name
     * @return the subscription as stored, or empty
     */
    Optional<Subscription> find(String name);

    /**
     * Lists all subscriptions.
     *
     * @return a snapshot in the order of the names; for very many, read them page by page
     */
    List<Subscription> list();

    /**
     * Lists subscriptions by tag or field, page by page.
     *
     * @param query which ones, from where, and how many at most; fields are {@code eventType}, {@code sourceType},
     *     {@code functionName} and {@code status}
     * @return one page in the order of the names
     */
    Page<Subscription> list(ListQuery query);

    /**
     * Stores the next version of a subscription, made with {@link Subscription#toBuilder()} from one that was found.
     *
     * <p>Deliveries in hand follow at their next attempt.
     *
     * @param subscription the next version; its revision tells which one it replaces
     * @return the subscription as stored
     * @throws InvalidSubscriptionException if it breaks rules
     * @throws NotFoundException if there is none of that name
     * @throws ConflictException if it was changed meanwhile, or was not made from a stored one
     */
    Subscription update(Subscription subscription);

    /**
     * Deletes a subscription, whatever its revision; its deliveries that have not started are cancelled.
     *
     * @param name the name
     * @throws NotFoundException if there is none of that name
     */
    void delete(String name);

    /**
     * Deletes a subscription if it has not changed.
     *
     * @param subscription the subscription as found; its revision tells which one is meant
     * @throws NotFoundException if there is none of that name
     * @throws ConflictException if it was changed meanwhile
     */
    void delete(Subscription subscription);

    /**
     * Pauses a subscription: it still matches, and its policy says whether deliveries are held or skipped.
     *
     * @param name the name
     * @return the subscription as stored; unchanged if it was paused already
     * @throws NotFoundException if there is none of that name
     */
    Subscription pause(String name);

    /**
     * Resumes a subscription, and lets go what was held.
     *
     * @param name the name
     * @return the subscription as stored; unchanged if it was not paused
     * @throws NotFoundException if there is none of that name
     */
    Subscription resume(String name);
}
