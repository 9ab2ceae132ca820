package io.dispatchframework.events.store;

import io.dispatchframework.events.store.ResourceWatcher.Removal;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.SubscriptionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store for core's own tests: one lock, no expiry; the real ones depend on core. */
public final class TestSubscriptionStore implements SubscriptionStore {

    private final TreeMap<String, Subscription> stored = new TreeMap<>();
    private final List<ResourceWatcher<? super Subscription>> watchers = new CopyOnWriteArrayList<>();
    private long revision;

    @Override
    public synchronized Subscription insert(Subscription subscription) {
        if (stored.containsKey(subscription.name())) {
            throw new AlreadyExistsException("subscription", subscription.name());
        }
        return put(subscription.withMetadata(Metadata.created(++revision, Instant.EPOCH)));
    }

    @Override
    public synchronized Optional<Subscription> find(String name) {
        return Optional.ofNullable(stored.get(name));
    }

    @Override
    public synchronized Subscription update(Subscription subscription, long expectedRevision) {
        Metadata before = expect(subscription.name(), expectedRevision);
        return put(subscription.withMetadata(before.modified(++revision, Instant.EPOCH)));
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
        Subscription before = stored.get(name);
        if (before == null) {
            throw new NotFoundException("subscription", name);
        }
        if (before.metadata().revision() != expectedRevision) {
            throw new ConflictException(
                    "subscription", name, expectedRevision, before.metadata().revision());
        }
        return before.metadata();
    }

    private Subscription put(Subscription subscription) {
        stored.put(subscription.name(), subscription);
        watchers.forEach(watcher -> watcher.stored(subscription));
        return subscription;
    }

    @Override
    public synchronized Page<Subscription> list(ListQuery query) {
        String after = query.after();
        List<Subscription> matching = new ArrayList<>();
        for (Subscription subscription : (after == null ? stored : stored.tailMap(after, false)).values()) {
            if (query.matches(subscription)) {
                matching.add(subscription);
            }
        }
        boolean more = matching.size() > query.limit();
        return new Page<>(more ? matching.subList(0, query.limit()) : matching, more);
    }

    @Override
    public synchronized Watch watch(ResourceWatcher<? super Subscription> watcher) {
        stored.values().forEach(watcher::stored);
        watcher.ready(revision);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public void close() {}
}
