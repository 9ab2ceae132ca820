package io.dispatchframework.events.store.memory;

import io.dispatchframework.events.error.OverloadedException;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.time.TimeSource;

/**
 * Keeps subscriptions in the memory of this process; they are gone when it ends.
 *
 * <p>A Caffeine cache holds them, but nothing is ever evicted: a subscription stays until it is deleted or expires,
 * and a full store refuses with {@link OverloadedException}.
 *
 * <p><b>Expiry.</b> From the instant of its expiry on, a subscription is not found, listed, updated or deleted. Watchers are
 * told up to two seconds later, or up to a minute more if the clock was set forward meanwhile, on a thread of the
 * {@link TimeSource}; until then it counts towards the capacity.
 *
 * <p><b>Threads and blocking.</b> Safe to share. {@code find} and {@code list} take no lock. A listing with conditions
 * looks at each subscription once, however many pages it has; there is no index. Changes are made one at a time.
 *
 * <p><b>Watching.</b> A change returns when all watchers have been told of it, on its thread or on that of another
 * change; {@code watch} returns when the watcher is {@code ready}. So whoever changes something must not hold a lock that
 * a watcher takes, and a watcher must not wait for a thread that changes something. A watcher that changes something
 * itself, against the rules, does not block, but is told of it only after it has returned.
 *
 * @since 0.1
 */
public final class MemorySubscriptionStore extends MemoryResourceStore<Subscription> implements SubscriptionStore {

    private MemorySubscriptionStore(Builder builder) {
        super("subscription", builder.capacity(), builder.timeSource());
    }

    /**
     * Makes an empty store without a bound, on the time of the system.
     *
     * @return a new store
     */
    public static MemorySubscriptionStore create() {
        return builder().build();
    }

    /**
     * Starts a store of which something is set.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a store; not safe to share between threads. */
    public static final class Builder extends MemoryStoreBuilder<Builder> {

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Builds the store.
         *
         * @return a new, empty store
         */
        public MemorySubscriptionStore build() {
            return new MemorySubscriptionStore(this);
        }
    }
}
