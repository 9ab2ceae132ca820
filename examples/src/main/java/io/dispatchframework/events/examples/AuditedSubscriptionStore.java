package io.dispatchframework.events.examples;

import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.SubscriptionStore;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A store of one's own that says who changed what, and leaves the keeping to another.
 *
 * <p>Its test extends the testkit's contract, as the test of any store should.
 */
final class AuditedSubscriptionStore implements SubscriptionStore {

    private final SubscriptionStore store;
    private final Consumer<String> audit;

    AuditedSubscriptionStore(SubscriptionStore store, Consumer<String> audit) {
        this.store = store;
        this.audit = audit;
    }

    @Override
    public Subscription insert(Subscription subscription) {
        Subscription stored = store.insert(subscription);
        audit.accept("inserted " + stored);
        return stored;
    }

    @Override
    public Subscription update(Subscription subscription, long expectedRevision) {
        Subscription stored = store.update(subscription, expectedRevision);
        audit.accept("updated " + stored);
        return stored;
    }

    @Override
    public long delete(String name, long expectedRevision) {
        long revision = store.delete(name, expectedRevision);
        audit.accept("deleted " + name + ", revision " + revision);
        return revision;
    }

    @Override
    public Optional<Subscription> find(String name) {
        return store.find(name);
    }

    @Override
    public Page<Subscription> list(ListQuery query) {
        return store.list(query);
    }

    @Override
    public Watch watch(ResourceWatcher<? super Subscription> watcher) {
        return store.watch(watcher);
    }

    @Override
    public void close() {
        store.close();
    }
}
