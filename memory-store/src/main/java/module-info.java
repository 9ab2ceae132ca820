/**
 * Stores in memory, on Caffeine.
 *
 * <p>Start at {@link io.dispatchframework.events.store.memory.MemorySubscriptionStore}.
 */
module io.dispatchframework.events.store.memory {
    requires transitive io.dispatchframework.events;
    requires com.github.benmanes.caffeine;
    requires static transitive org.jspecify;

    exports io.dispatchframework.events.store.memory;
}
