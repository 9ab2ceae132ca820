package io.dispatchframework.events.store.memory;

import io.dispatchframework.events.driver.EventDriverTypeStore;
import io.dispatchframework.events.testkit.EventDriverTypeStoreContract;
import io.dispatchframework.events.time.TimeSource;

class MemoryEventDriverTypeStoreContractTest extends EventDriverTypeStoreContract {

    @Override
    protected EventDriverTypeStore createStore(TimeSource time, int capacity) {
        return MemoryEventDriverTypeStore.builder()
                .timeSource(time)
                .capacity(capacity)
                .build();
    }
}
