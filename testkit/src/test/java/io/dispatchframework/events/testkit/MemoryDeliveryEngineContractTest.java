package io.dispatchframework.events.testkit;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import org.junit.jupiter.api.Timeout;

/**
 * The engine in memory keeps its contract.
 *
 * <p>Two tests are skipped, on {@code DEDUPLICATES} and {@code DURABLE}, which it does not declare; {@link EngineContractTest}
 * sees both pass and fail.
 */
@Timeout(120)
class MemoryDeliveryEngineContractTest extends DeliveryEngineContract {

    @Override
    protected DeliveryEngine createEngine(int capacity) {
        return DeliveryEngine.inMemory(capacity, WhenFull.refuse());
    }
}
