package io.dispatchframework.events.store;

import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.error.OverloadedException;
import java.util.Optional;

/**
 * Keeps named resources with revisions, and tells watchers of every change.
 *
 * <p><b>Threads and blocking.</b> All methods may be called by many threads at once and may block, on a network or a
 * lock, or until watchers have been told of a change; so do not call a store while holding a lock that a watcher takes.
 * The event manager never calls a store while it emits.
 *
 * <p><b>Nulls.</b> No argument may be {@code null} ({@link NullPointerException}); no method returns {@code null}.
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li>Revisions are store-wide, rise with every insert, update and delete (an expiry is a delete), and are never used
 *       again.
 *   <li>A change is all or nothing: where a method throws, nothing was changed, and no watcher is told. A store that
 *       cannot tell whether a change took place (a connection lost at the commit) throws; the watch then tells the truth.
 *   <li>What was put in stays until it is deleted or expires. A bound refuses with {@link OverloadedException}; it
 *       never makes room by forgetting something else.
 *   <li>From the instant that {@link Resource#expiresAt()} tells, the resource is not found, listed, updated or
 *       deleted any more, its name is free, and watchers are told once the store notices, without being asked; until
 *       then it may still count towards a bound. One that is put in with an instant that has passed is taken, and
 *       leaves at once.
 *   <li>A change that returned is seen by every {@code find} and {@code list} that starts afterwards on this node.
 * </ul>
 *
 * <p><b>Failure.</b> An implementation reports other failures with unchecked exceptions of its own; after
 * {@link #close()} every method but {@code close} throws {@link ClosedException}.
 *
 * <p>The testkit's {@code ResourceStoreContract} tests all of this.
 *
 * @param <R> the kind of resource
 * @since 0.1
 */
public interface ResourceStore<R extends Resource<R>> extends AutoCloseable {

    /**
     * Puts a new resource in.
     *
     * @param resource the resource; its metadata is not looked at
     * @return the resource as stored, with its metadata
     * @throws AlreadyExistsException if the name is taken
     * @throws OverloadedException if the store is full
     */
    R insert(R resource);

    /**
     * Finds a resource by its name.
     *
     * @param name the name
     * @return the resource as stored, or empty if there is none
     */
    Optional<R> find(String name);

    /**
     * Replaces a resource by its next version.
     *
     * @param resource the next version; its metadata is not looked at
     * @param expectedRevision the revision that the caller has seen and means to replace
     * @return the resource as stored, with its creation kept
     * @throws NotFoundException if there is no resource of that name
     * @throws ConflictException if the stored revision is another
     */
    R update(R resource, long expectedRevision);

    /**
     * Takes a resource out.
     *
     * @param name the name
     * @param expectedRevision the revision that the caller has seen and means to delete
     * @return the revision of the delete itself
     * @throws NotFoundException if there is no resource of that name
     * @throws ConflictException if the stored revision is another
     */
    long delete(String name, long expectedRevision);

    /**
     * Lists resources in the order of their names, by {@link String#compareTo}.
     *
     * @param query which ones, from where, and how many at most
     * @return one page; a resource that is there during the whole of a listing, page after page, is in it exactly once
     */
    Page<R> list(ListQuery query);

    /**
     * Tells a watcher of all that is stored, and from then on of every change.
     *
     * <p>The watcher is called serially, in the order of the revisions, on threads of the store's choice: first
     * {@link ResourceWatcher#stored} for each resource, then {@link ResourceWatcher#ready}, then every change. Where
     * the store may have missed changes (a connection that was away), it calls {@link ResourceWatcher#resync}, lists
     * everything anew, and calls {@code ready} again. No change is left out between the listing and what follows; one
     * may be told twice. What a watcher throws is logged and harms neither the store nor other watchers.
     *
     * <p>A local store calls {@code ready} before this method returns; a remote one may call it later.
     *
     * @param watcher whom to tell
     * @return the watch, to be closed when it is no longer wanted
     */
    Watch watch(ResourceWatcher<? super R> watcher);

    /** Closes the store and its watches; closing again does nothing. */
    @Override
    void close();

    /** A watch that goes on until it is closed. */
    interface Watch extends AutoCloseable {

        /**
         * Ends the watch; no call to the watcher starts after this has returned, save the one that closes it.
         *
         * <p>It may wait for a call that is running on another thread. Closing again does nothing.
         */
        @Override
        void close();
    }
}
