package io.dispatchframework.events.store.memory;

import io.dispatchframework.events.driver.EventDriverStore;
import io.dispatchframework.events.testkit.EventDriverStoreContract;
import io.dispatchframework.events.time.TimeSource;

class MemoryEventDriverStoreContractTest extends EventDriverStoreContract {

    @Override
    protected EventDriverStore createStore(TimeSource time, int capacity) {
        return MemoryEventDriverStore.builder()
                .timeSource(time)
                .capacity(capacity)
                .build();
    }
}
