package io.dispatchframework.events.examples;

import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.testkit.SubscriptionStoreContract;
import io.dispatchframework.events.time.TimeSource;

class AuditedSubscriptionStoreTest extends SubscriptionStoreContract {

    @Override
    protected SubscriptionStore createStore(TimeSource time, int capacity) {
        return new AuditedSubscriptionStore(
                MemorySubscriptionStore.builder()
                        .timeSource(time)
                        .capacity(capacity)
                        .build(),
                change -> {});
    }
}
