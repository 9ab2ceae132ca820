package io.dispatchframework.events.store;

/**
 * Follows a store: what is in it, then every change.
 *
 * <p><b>For implementors.</b> Calls come serially, on threads of the store, which wait for them: do little, do not
 * block, and do not call the store. A change may be told twice: ignore what is not newer than the last revision heard.
 * See {@link ResourceStore#watch} for the order of calls.
 *
 * @param <R> the kind of resource
 * @since 0.1
 */
public interface ResourceWatcher<R extends Resource<?>> {

    /**
     * Tells of a resource that is there: in the listing, inserted, or updated.
     *
     * @param resource the resource as stored
     */
    void stored(R resource);

    /**
     * Tells of a resource that has left.
     *
     * @param name its name
     * @param revision the revision of its leaving
     * @param removal why it left
     */
    void removed(String name, long revision, Removal removal);

    /**
     * Tells that the listing is complete: what was not in it is not stored.
     *
     * @param revision the revision that the listing is complete for; changes after it follow
     */
    void ready(long revision);

    /** Tells that changes may have been missed, and that everything is listed anew, up to the next {@code ready}. */
    void resync();

    /** Why a resource left its store. */
    enum Removal {
        /** It was deleted. */
        DELETED,
        /** Its {@link Resource#expiresAt()} came. */
        EXPIRED
    }
}
