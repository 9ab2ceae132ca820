package io.dispatchframework.events.examples;

import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.time.Duration;

/** A paused subscription still matches: its deliveries are held until it is resumed, or skipped, as its policy says. */
public final class PauseAndResume {

    private PauseAndResume() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create()
                        .register("bill", call -> "billed " + call.input())
                        .register("show", call -> "showed " + call.input()))
                .build()) {

            events.subscriptions()
                    .create(Subscription.builder("billing")
                            .eventType("order.placed")
                            .functionName("bill")
                            .build()); // holds while paused, unless told otherwise
            events.subscriptions()
                    .create(Subscription.builder("dashboard")
                            .eventType("order.placed")
                            .functionName("show")
                            .policy(DeliveryPolicy.builder()
                                    .whenPaused(WhenPaused.SKIP)
                                    .build())
                            .build());
            events.subscriptions().pause("billing");
            events.subscriptions().pause("dashboard");

            Emission emission = events.emit("order.placed", "{\"order\":17}");
            emission.deliveries().get(1).outcome().join(); // the dashboard's: skipping it takes no time
            emission.await(Duration.ZERO).forEach(outcome -> System.out.println("paused:  " + outcome));

            events.subscriptions().resume("billing");
            emission.await(Duration.ofSeconds(5)).forEach(outcome -> System.out.println("resumed: " + outcome));
        }
    }
}
