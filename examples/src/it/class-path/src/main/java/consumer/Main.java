package consumer;

import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.time.Duration;

/** The first screen, on the class path. */
final class Main {

    private Main() {}

    public static void main(String[] args) {
        if (Main.class.getModule().isNamed()) {
            throw new AssertionError("this should run on the class path");
        }
        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create()
                        .register("welcome", call -> "Hello, " + call.event().data()))
                .build()) {

            events.subscriptions()
                    .create(Subscription.builder("welcome-new-users")
                            .eventType("user.created")
                            .sourceType("vcenter")
                            .functionName("welcome")
                            .build());

            Emission emission = events.emit(CloudEvent.builder("user.created")
                    .sourceType("vcenter")
                    .sourceId("vcenter1.corp.local")
                    .data("{\"name\":\"Jon\"}")
                    .build());

            emission.await(Duration.ofSeconds(5)).forEach(System.out::println);
        }
    }
}
