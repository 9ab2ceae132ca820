package io.dispatchframework.events.testkit;

import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.time.TimeSource;

class ReferenceStoreTest extends SubscriptionStoreContract {

    @Override
    protected SubscriptionStore createStore(TimeSource time, int capacity) {
        return new ReferenceStore(time, capacity, Fault.NONE);
    }
}
