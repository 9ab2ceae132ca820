package io.dispatchframework.events;

import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.NotFoundException;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.store.Resource;
import io.dispatchframework.events.store.ResourceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the doors to the stores have in common: each change is checked, written to the store, then applied to this
 * manager's own view of it.
 *
 * @param <R> the kind of resource
 */
abstract class StoredResources<R extends Resource<R>> {

    private static final int PAGE = 1_000;

    /** How often a change is tried on top of what came between; who meets more conflicts has a store that is not well. */
    static final int MOST_TRIES = 100;

    private final String kind;
    private final ResourceStore<R> store;
    private final Runnable refuseIfClosed;

    StoredResources(String kind, ResourceStore<R> store, Runnable refuseIfClosed) {
        this.kind = kind;
        this.store = store;
        this.refuseIfClosed = refuseIfClosed;
    }

    /** Throws if the resource breaks rules. */
    abstract void requireValid(R resource);

    /** Applies a write to this manager's own view. */
    abstract void wrote(R stored);

    /** Applies a delete to this manager's own view. */
    abstract void deleted(String name, long revision);

    public R create(R resource) {
        refuseIfClosed.run();
        requireValid(resource);
        return followed(store.insert(resource));
    }

    public final Optional<R> find(String name) {
        Objects.requireNonNull(name, "name");
        refuseIfClosed.run();
        return store.find(name);
    }

    public final List<R> list() {
        List<R> all = new ArrayList<>();
        Optional<ListQuery> query = Optional.of(ListQuery.all().limit(PAGE));
        while (query.isPresent()) {
            Page<R> page = list(query.get());
            all.addAll(page.items());
            query = page.next(query.get());
        }
        return List.copyOf(all);
    }

    public final Page<R> list(ListQuery query) {
        Objects.requireNonNull(query, "query");
        refuseIfClosed.run();
        return store.list(query);
    }

    public R update(R resource) {
        refuseIfClosed.run();
        requireValid(resource);
        return followed(store.update(resource, resource.metadata().revision()));
    }

    public final void delete(String name) {
        for (int tries = 1; ; tries++) {
            try {
                delete(stored(name));
                return;
            } catch (ConflictException changedMeanwhile) { // whatever it was changed to, it is to be deleted
                if (tries == MOST_TRIES) {
                    throw changedMeanwhile;
                }
            }
        }
    }

    public void delete(R resource) {
        Objects.requireNonNull(resource, kind);
        refuseIfClosed.run();
        String name = resource.name();
        deleted(name, store.delete(name, resource.metadata().revision()));
    }

    final R stored(String name) {
        return find(name).orElseThrow(() -> new NotFoundException(kind, name));
    }

    final R followed(R stored) {
        wrote(stored);
        return stored;
    }
}
