package io.dispatchframework.events;

import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.NotFoundException;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.subscription.InvalidSubscriptionException;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.Subscription.Status;
import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.subscription.internal.SubscriptionRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Writes the store first, then this manager's own view of it, then returns. */
final class StoredSubscriptions implements Subscriptions {

    private static final String KIND = "subscription";
    private static final int PAGE = 1_000;

    private final SubscriptionStore store;
    private final SubscriptionFollower follower;
    private final Runnable refuseIfClosed;

    StoredSubscriptions(SubscriptionStore store, SubscriptionFollower follower, Runnable refuseIfClosed) {
        this.store = store;
        this.follower = follower;
        this.refuseIfClosed = refuseIfClosed;
    }

    @Override
    public Subscription create(Subscription subscription) {
        requireValid(subscription);
        refuseIfClosed.run();
        return followed(store.insert(subscription));
    }

    @Override
    public Optional<Subscription> find(String name) {
        Objects.requireNonNull(name, "name");
        refuseIfClosed.run();
        return store.find(name);
    }

    @Override
    public List<Subscription> list() {
        List<Subscription> all = new ArrayList<>();
        Optional<ListQuery> query = Optional.of(ListQuery.all().limit(PAGE));
        while (query.isPresent()) {
            Page<Subscription> page = list(query.get());
            all.addAll(page.items());
            query = page.next(query.get());
        }
        return List.copyOf(all);
    }

    @Override
    public Page<Subscription> list(ListQuery query) {
        Objects.requireNonNull(query, "query");
        refuseIfClosed.run();
        return store.list(query);
    }

    @Override
    public Subscription update(Subscription subscription) {
        requireValid(subscription);
        refuseIfClosed.run();
        return followed(store.update(subscription, subscription.metadata().revision()));
    }

    @Override
    public void delete(String name) {
        while (true) {
            try {
                delete(stored(name));
                return;
            } catch (ConflictException changedMeanwhile) {
                // whatever it was changed to, it is to be deleted
            }
        }
    }

    @Override
    public void delete(Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        refuseIfClosed.run();
        String name = subscription.name();
        follower.removed(name, store.delete(name, subscription.metadata().revision()));
    }

    @Override
    public Subscription pause(String name) {
        return withStatus(name, Status.PAUSED);
    }

    @Override
    public Subscription resume(String name) {
        return withStatus(name, Status.READY);
    }

    private Subscription withStatus(String name, Status status) {
        while (true) {
            Subscription stored = stored(name);
            if (stored.status() == status) {
                return followed(stored);
            }
            try {
                return update(stored.toBuilder().status(status).build());
            } catch (ConflictException changedMeanwhile) {
                // the change that came between may be to anything; the status is to be set on top of it
            }
        }
    }

    private Subscription stored(String name) {
        return find(name).orElseThrow(() -> new NotFoundException(KIND, name));
    }

    private Subscription followed(Subscription stored) {
        follower.stored(stored);
        return stored;
    }

    private static void requireValid(Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        List<Violation> violations = SubscriptionRules.RULES.violations(subscription);
        if (!violations.isEmpty()) {
            throw new InvalidSubscriptionException(subscription, violations);
        }
    }
}
