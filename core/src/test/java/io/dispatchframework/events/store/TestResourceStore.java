package io.dispatchframework.events.store;

import io.dispatchframework.events.store.ResourceWatcher.Removal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store for core's own tests: one lock, no expiry; the real ones depend on core. */
public abstract class TestResourceStore<R extends Resource<R>> implements ResourceStore<R> {

    private final TreeMap<String, R> stored = new TreeMap<>();
    private final List<ResourceWatcher<? super R>> watchers = new CopyOnWriteArrayList<>();
    private long revision;

    private boolean lost;
    private @Nullable RuntimeException fault;

    /** Tells watchers that there is a gap, and nothing more. */
    public synchronized void lose() {
        lost = true;
        watchers.forEach(ResourceWatcher::resync);
    }

    /** Tells watchers all there is, and goes on. */
    public synchronized void mend() {
        lost = false;
        watchers.forEach(this::tellAll);
    }

    /** Makes each method but the watch throw, until it is given {@code null}. */
    public synchronized void failWith(@Nullable RuntimeException why) {
        fault = why;
    }

    private void failIfAsked() {
        if (fault != null) {
            throw fault;
        }
    }

    private void tellAll(ResourceWatcher<? super R> watcher) {
        stored.values().forEach(watcher::stored);
        watcher.ready(revision);
    }

    private void tell(Consumer<ResourceWatcher<? super R>> news) {
        if (!lost) {
            watchers.forEach(news);
        }
    }

    @Override
    public synchronized R insert(R resource) {
        failIfAsked();
        if (stored.containsKey(resource.name())) {
            throw new AlreadyExistsException("resource", resource.name());
        }
        return put(resource.withMetadata(Metadata.created(++revision, Instant.EPOCH)));
    }

    @Override
    public synchronized Optional<R> find(String name) {
        failIfAsked();
        return Optional.ofNullable(stored.get(name));
    }

    @Override
    public synchronized R update(R resource, long expectedRevision) {
        Metadata before = expect(resource.name(), expectedRevision);
        return put(resource.withMetadata(before.modified(++revision, Instant.EPOCH)));
    }

    @Override
    public synchronized long delete(String name, long expectedRevision) {
        expect(name, expectedRevision);
        stored.remove(name);
        long deleted = ++revision;
        tell(watcher -> watcher.removed(name, deleted, Removal.DELETED));
        return deleted;
    }

    private Metadata expect(String name, long expectedRevision) {
        failIfAsked();
        R before = stored.get(name);
        if (before == null) {
            throw new NotFoundException("resource", name);
        }
        if (before.metadata().revision() != expectedRevision) {
            throw new ConflictException(
                    "resource", name, expectedRevision, before.metadata().revision());
        }
        return before.metadata();
    }

    private R put(R resource) {
        stored.put(resource.name(), resource);
        tell(watcher -> watcher.stored(resource));
        return resource;
    }

    @Override
    public synchronized Page<R> list(ListQuery query) {
        failIfAsked();
        String after = query.after();
        List<R> matching = new ArrayList<>();
        for (R resource : (after == null ? stored : stored.tailMap(after, false)).values()) {
            if (query.matches(resource)) {
                matching.add(resource);
            }
        }
        boolean more = matching.size() > query.limit();
        return new Page<>(more ? matching.subList(0, query.limit()) : matching, more);
    }

    @Override
    public synchronized Watch watch(ResourceWatcher<? super R> watcher) {
        tellAll(watcher);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public void close() {}
}
