package io.dispatchframework.events.examples;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.Explanation;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;

/** Which events a pattern matches, and how to ask why one did not: {@code explain} is an emission that runs nothing. */
public final class Patterns {

    private Patterns() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create().register("audit", call -> null))
                .build()) {

            subscribe(events, "all", "*", "*");
            subscribe(events, "exactly", "vm.powered.on", "*");
            subscribe(events, "one-word", "vm.powered.*", "*");
            subscribe(events, "any-words", "vm.#", "*");
            subscribe(events, "last-word", "#.failed", "*");
            subscribe(events, "from-vcenter", "vm.#", "vcenter");

            explain(events, event("vm.powered.on", "vcenter"));
            explain(events, event("vm.powered.on.failed", "vcenter"));
            explain(events, event("vm", "esx"));
            explain(events, event("no spaces, please", "esx"));
        }
    }

    private static void subscribe(EventManager events, String name, String eventType, String sourceType) {
        events.subscriptions()
                .create(Subscription.builder(name)
                        .eventType(eventType)
                        .sourceType(sourceType)
                        .functionName("audit")
                        .build());
    }

    private static CloudEvent event(String eventType, String sourceType) {
        return CloudEvent.builder(eventType).sourceType(sourceType).build();
    }

    private static void explain(EventManager events, CloudEvent event) {
        Explanation explanation = events.explain(event);
        System.out.println(event.eventType() + " from " + event.sourceType());
        explanation.violations().forEach(violation -> System.out.println("  would be refused: " + violation));
        explanation.stream().forEach(verdict -> System.out.println("  " + verdict));
    }
}
