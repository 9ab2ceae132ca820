package io.dispatchframework.events;

import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.subscription.InvalidSubscriptionException;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.Subscription.Status;
import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.subscription.internal.SubscriptionRules;
import java.util.List;
import java.util.Objects;

/** The door to the subscription store, and with it to the index. */
final class StoredSubscriptions extends StoredResources<Subscription> implements Subscriptions {

    private final SubscriptionFollower follower;

    StoredSubscriptions(SubscriptionStore store, SubscriptionFollower follower, Runnable refuseIfClosed) {
        super("subscription", store, refuseIfClosed);
        this.follower = follower;
    }

    @Override
    void requireValid(Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        List<Violation> violations = SubscriptionRules.RULES.violations(subscription);
        if (!violations.isEmpty()) {
            throw new InvalidSubscriptionException(subscription, violations);
        }
    }

    @Override
    void wrote(Subscription stored) {
        follower.stored(stored);
    }

    @Override
    void deleted(String name, long revision) {
        follower.removed(name, revision);
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
}
