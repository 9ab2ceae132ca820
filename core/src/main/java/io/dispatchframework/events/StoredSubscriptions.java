package io.dispatchframework.events;

import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.subscription.InvalidSubscriptionException;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.Subscription.Status;
import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.subscription.internal.SubscriptionRules;
import java.util.List;
import java.util.Objects;

/** The door to the subscription store, and with it to the index. */
final class StoredSubscriptions extends StoredResources<Subscription> implements Subscriptions {

    static final String NO_ORDER =
            "policy.order must be unordered with this delivery engine: it does not declare KEY_ORDER";

    private final SubscriptionFollower follower;
    private final boolean keepsOrder;
    private final RuleSet<Subscription> rules;

    StoredSubscriptions(
            SubscriptionStore store,
            SubscriptionFollower follower,
            boolean keepsOrder,
            boolean anyEventType,
            Runnable refuseIfClosed) {
        super("subscription", store, refuseIfClosed);
        this.follower = follower;
        this.keepsOrder = keepsOrder;
        rules = SubscriptionRules.forEventTypes(anyEventType);
    }

    @Override
    void requireValid(Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        List<Violation> violations = rules.violations(subscription);
        if (violations.isEmpty()
                && !keepsOrder
                && Order.isOrdered(subscription.policy().order())) {
            violations = List.of(new Violation("policy.order", NO_ORDER));
        }
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
        for (int tries = 1; ; tries++) {
            Subscription stored = stored(name);
            if (stored.status() == status) {
                return followed(stored);
            }
            try {
                return update(stored.toBuilder().status(status).build());
            } catch (ConflictException changedMeanwhile) {
                // The change that came between may be to anything; the status is to be set on top of it.
                if (tries == MOST_TRIES) {
                    throw changedMeanwhile;
                }
            }
        }
    }
}
