package io.dispatchframework.events.store.memory;

import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.EventDriverTypeStore;

/**
 * Keeps types of event drivers in the memory of this process; they are gone when it ends.
 *
 * <p>In all else, expiry, threads, blocking and watching, it is as {@link MemorySubscriptionStore}.
 *
 * @since 0.1
 */
public final class MemoryEventDriverTypeStore extends MemoryResourceStore<EventDriverType>
        implements EventDriverTypeStore {

    private MemoryEventDriverTypeStore(Builder builder) {
        super("driver type", builder.capacity(), builder.timeSource());
    }

    /**
     * Makes an empty store without a bound, on the time of the system.
     *
     * @return a new store
     */
    public static MemoryEventDriverTypeStore create() {
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
        public MemoryEventDriverTypeStore build() {
            return new MemoryEventDriverTypeStore(this);
        }
    }
}
