package io.dispatchframework.events.store;

import io.dispatchframework.events.store.ResourceWatcher.Removal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store for core's own tests: one lock, no expiry; the real ones depend on core. */
public abstract class TestResourceStore<R extends Resource<R>> implements ResourceStore<R> {

    private final TreeMap<String, R> stored = new TreeMap<>();
    private final List<ResourceWatcher<? super R>> watchers = new CopyOnWriteArrayList<>();
    private long revision;

    @Override
    public synchronized R insert(R resource) {
        if (stored.containsKey(resource.name())) {
            throw new AlreadyExistsException("resource", resource.name());
        }
        return put(resource.withMetadata(Metadata.created(++revision, Instant.EPOCH)));
    }

    @Override
    public synchronized Optional<R> find(String name) {
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
        watchers.forEach(watcher -> watcher.removed(name, deleted, Removal.DELETED));
        return deleted;
    }

    private Metadata expect(String name, long expectedRevision) {
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
        watchers.forEach(watcher -> watcher.stored(resource));
        return resource;
    }

    @Override
    public synchronized Page<R> list(ListQuery query) {
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
        stored.values().forEach(watcher::stored);
        watcher.ready(revision);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public void close() {}
}
