package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.EventManagerBuilder;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** This library's event manager, in several ways of using it. */
final class ManagerBus implements Bus {

    private static final DeliveryPolicy TIMEOUT = DeliveryPolicy.builder()
            .maxAttempts(3)
            .timeout(Duration.ofSeconds(30))
            .build();

    /** What is asked of the manager beyond the least. */
    enum Use {
        /** Nothing: no validator, the receipt is not looked at. */
        PLAIN,
        /** The future of each emission is asked for. */
        FUTURES_READ,
        /** Each function reads the id of its delivery. */
        IDS_READ,
        /** Each event is validated. */
        VALIDATED,
        /** The manager's policy has a time-out, and retries. */
        TIMEOUT,
        /** Each subscription has a policy of its own, with a time-out and retries. */
        OWN_POLICY,
        /** Deliveries are in the order of emission, by source. */
        ORDERED,
        /** The functions run on the manager's own threads. */
        OWN_THREADS
    }

    private final EventManager manager;
    private final boolean readsFutures;

    ManagerBus(Use use, Work work) {
        readsFutures = use == Use.FUTURES_READ;
        manager = manager(use, work);
        for (int i = 0; i < work.functions().size(); i++) {
            manager.subscriptions()
                    .create(Subscription.builder("subscription-" + i)
                            .eventType(DispatchEvents.EVENT_TYPE)
                            .sourceType(DispatchEvents.SOURCE_TYPE)
                            .functionName(name(i))
                            .policy(use == Use.OWN_POLICY ? TIMEOUT : DeliveryPolicy.inherit())
                            .build());
        }
    }

    private static EventManager manager(Use use, Work work) {
        EventManagerBuilder builder = EventManager.builder()
                .validator(use == Use.VALIDATED ? BeanEventValidator.create() : EventValidator.none())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(registry(work.functions(), use == Use.IDS_READ));
        if (use != Use.OWN_THREADS) {
            builder.executor(work.pool());
        }
        if (use == Use.TIMEOUT) {
            builder.deliveryPolicy(TIMEOUT);
        }
        if (use == Use.ORDERED) {
            builder.deliveryPolicy(
                    DeliveryPolicy.builder().order(Order.bySource()).build());
        }
        if (work.maxInFlight() > 0) {
            builder.maxInFlight(work.maxInFlight());
        }
        return builder.build();
    }

    private static FunctionRegistry registry(List<Consumer<CloudEvent>> functions, boolean readIds) {
        FunctionRegistry registry = FunctionRegistry.create();
        for (int i = 0; i < functions.size(); i++) {
            Consumer<CloudEvent> function = functions.get(i);
            registry.registerVoid(name(i), call -> {
                if (readIds && call.deliveryId().isEmpty()) {
                    throw new IllegalStateException("no id: " + call);
                }
                function.accept(call.event());
            });
        }
        return registry;
    }

    private static String name(int number) {
        return "function-" + number;
    }

    @Override
    public void emit(CloudEvent event) {
        Emission emission = manager.emit(event);
        if (readsFutures) {
            var unused = emission.completion();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
