package io.dispatchframework.events.driver.internal;

import io.dispatchframework.events.store.Resource;
import io.dispatchframework.events.store.ResourceWatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is in a store, by its watch and, ahead of that, by this manager's own writes.
 *
 * <p>A write of one's own is often told by the watch before it returns, and always some time: each is applied once,
 * whichever comes first. Until the watch has come to it, a delete of one's own is remembered, lest an older version that
 * is told late bring back what is gone.
 *
 * <p>Safe to share between threads. Names that have changed are told without a lock, so maybe late and out of order;
 * who hears of one looks at what {@link #get} says then.
 */
final class StoreView<R extends Resource<R>> implements ResourceWatcher<R> {

    private final Consumer<String> changed;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    // Guarded by this.
    private final Map<String, R> known = new HashMap<>();
    private final Map<String, Long> ownDeletes = new HashMap<>();
    private @Nullable Set<String> listing = new HashSet<>();
    private long heard;

    StoreView(Consumer<String> changed) {
        this.changed = changed;
    }

    /** Ends when everything that was in the store is known. */
    CompletableFuture<Void> firstReady() {
        return ready;
    }

    /** Tells whether it is known what is in the store; where it is not, the last that was known applies. */
    synchronized boolean isFollowing() {
        return listing == null;
    }

    synchronized @Nullable R get(String name) {
        return known.get(name);
    }

    synchronized Collection<R> all() {
        return List.copyOf(known.values());
    }

    /** Follows a write of one's own. */
    void wrote(R resource) {
        boolean news;
        synchronized (this) {
            news = resource.metadata().revision() > heard && put(resource);
        }
        if (news) {
            changed.accept(resource.name());
        }
    }

    /** Follows a delete of one's own. */
    void deleted(String name, long revision) {
        boolean news = false;
        synchronized (this) {
            if (revision > heard) {
                ownDeletes.put(name, revision);
                news = remove(name, revision);
            }
        }
        if (news) {
            changed.accept(name);
        }
    }

    @Override
    public void stored(R resource) {
        boolean news;
        synchronized (this) {
            if (listing != null) {
                listing.add(resource.name());
            }
            news = put(resource);
            if (listing == null) {
                hear(resource.metadata().revision());
            }
        }
        if (news) {
            changed.accept(resource.name());
        }
    }

    @Override
    public void removed(String name, long revision, Removal removal) {
        boolean news;
        synchronized (this) {
            news = remove(name, revision);
            hear(revision);
        }
        if (news) {
            changed.accept(name);
        }
    }

    @Override
    public void ready(long revision) {
        List<String> gone = new ArrayList<>();
        synchronized (this) {
            Set<String> listed = listing == null ? Set.of() : listing;
            for (R resource : List.copyOf(known.values())) {
                if (!listed.contains(resource.name()) && remove(resource.name(), revision + 1)) {
                    gone.add(resource.name());
                }
            }
            listing = null;
            hear(revision);
        }
        gone.forEach(changed);
        ready.complete(null);
    }

    @Override
    public synchronized void resync() {
        listing = new HashSet<>();
    }

    private boolean put(R resource) {
        long revision = resource.metadata().revision();
        R before = known.get(resource.name());
        if ((before != null && before.metadata().revision() >= revision)
                || ownDeletes.getOrDefault(resource.name(), 0L) >= revision) {
            return false;
        }
        known.put(resource.name(), resource);
        return true;
    }

    private boolean remove(String name, long revision) {
        R before = known.get(name);
        return before != null && before.metadata().revision() < revision && known.remove(name) != null;
    }

    private void hear(long revision) {
        heard = Math.max(heard, revision);
        ownDeletes.values().removeIf(deleted -> deleted <= heard);
    }
}
