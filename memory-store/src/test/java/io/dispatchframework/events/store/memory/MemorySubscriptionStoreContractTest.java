package io.dispatchframework.events.store.memory;

import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.testkit.SubscriptionStoreContract;
import io.dispatchframework.events.time.TimeSource;

class MemorySubscriptionStoreContractTest extends SubscriptionStoreContract {

    @Override
    protected SubscriptionStore createStore(TimeSource time, int capacity) {
        return MemorySubscriptionStore.builder()
                .timeSource(time)
                .capacity(capacity)
                .build();
    }
}
