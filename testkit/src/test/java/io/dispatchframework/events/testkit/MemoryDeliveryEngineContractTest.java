package io.dispatchframework.events.testkit;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MemoryDeliveryEngineContractTest extends DeliveryEngineContract {

    @Override
    protected DeliveryEngine createEngine(int capacity) {
        return DeliveryEngine.inMemory(capacity, WhenFull.refuse());
    }
}
