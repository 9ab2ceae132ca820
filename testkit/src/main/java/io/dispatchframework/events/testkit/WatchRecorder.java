package io.dispatchframework.events.testkit;

import io.dispatchframework.events.store.Resource;
import io.dispatchframework.events.store.ResourceWatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A watcher that follows a store as an index would, and keeps count of what the store does against the rules.
 *
 * <p>It allows what the rules allow: changes that are told twice, and a new listing at any time.
 */
final class WatchRecorder<R extends Resource<R>> implements ResourceWatcher<R> {

    /** One call, but for the listing's; the revision of {@code RESYNC} is 0. */
    record Call(Kind kind, String name, long revision) {}

    enum Kind {
        STORED,
        DELETED,
        EXPIRED,
        READY,
        RESYNC
    }

    private final AtomicBoolean inside = new AtomicBoolean();
    private final List<String> faults = new ArrayList<>();
    private final List<Call> changes = new ArrayList<>();
    private final Set<Long> known = new HashSet<>();
    private final Map<String, R> state = new TreeMap<>();
    private Map<String, R> listing = new TreeMap<>();
    private boolean listed;
    private int readies;
    private long readyAt;
    private long latest;

    @Override
    public void stored(R resource) {
        call(() -> {
            long revision = resource.metadata().revision();
            if (!listed) {
                if (listing.put(resource.name(), resource) != null) {
                    faults.add(resource.name() + " was listed twice");
                }
                known.add(revision);
            } else if (isNew(revision, resource.name())) {
                state.put(resource.name(), resource);
                changes.add(new Call(Kind.STORED, resource.name(), revision));
            }
        });
    }

    @Override
    public void removed(String name, long revision, Removal removal) {
        call(() -> {
            if (!listed) {
                faults.add(name + " was told to be removed before the listing was ready");
            } else if (isNew(revision, name)) {
                if (state.remove(name) == null) {
                    faults.add(name + " was told to be removed at revision " + revision + ", but was not there");
                }
                Kind kind = removal == Removal.EXPIRED ? Kind.EXPIRED : Kind.DELETED;
                changes.add(new Call(kind, name, revision));
            }
        });
    }

    private boolean isNew(long revision, String name) {
        if (revision <= readyAt || known.contains(revision)) {
            return false;
        }
        if (revision < latest) {
            faults.add("revision " + revision + " of " + name + " was told after revision " + latest);
        }
        latest = revision;
        return known.add(revision);
    }

    @Override
    public void ready(long revision) {
        call(() -> {
            listing.values().stream()
                    .filter(resource -> resource.metadata().revision() > revision)
                    .forEach(resource -> faults.add("ready at " + revision + " after a listing with " + resource));
            state.clear();
            state.putAll(listing);
            listed = true;
            readies++;
            readyAt = revision;
            latest = Math.max(latest, revision);
        });
    }

    @Override
    public void resync() {
        call(() -> {
            listed = false;
            listing = new TreeMap<>();
        });
    }

    private void call(Runnable record) {
        if (!inside.compareAndSet(false, true)) {
            synchronized (this) {
                faults.add("called on two threads at once");
            }
        }
        synchronized (this) {
            record.run();
        }
        inside.set(false);
    }

    /** What the store did against the rules. */
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** The changes after the first listing, each once, in the order in which they were told. */
    synchronized List<Call> changes() {
        return List.copyOf(changes);
    }

    /** What is stored, as far as has been told. */
    synchronized Map<String, R> state() {
        return new TreeMap<>(state);
    }

    synchronized boolean isReady() {
        return listed;
    }

    synchronized int readies() {
        return readies;
    }

    /** The revision that the listing was complete for. */
    synchronized long readyAt() {
        return readyAt;
    }

    synchronized boolean knows(long revision) {
        return known.contains(revision) || (listed && revision <= readyAt);
    }
}
