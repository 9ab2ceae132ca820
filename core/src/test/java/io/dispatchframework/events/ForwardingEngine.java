package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryHandler;
import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.delivery.Intake;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The engine in memory behind a class of its own, for tests that change one of its ways. */
class ForwardingEngine implements DeliveryEngine {

    private final DeliveryEngine engine = DeliveryEngine.inMemory();

    @Override
    public Set<Capability> capabilities() {
        return engine.capabilities();
    }

    @Override
    public EngineHandle start(DeliveryHandler handler, Intake intake) {
        return engine.start(handler, intake);
    }

    @Override
    public CompletionStage<EnqueueResult> enqueue(List<? extends Delivery> deliveries, boolean mayWait) {
        return engine.enqueue(deliveries, mayWait);
    }
}
