package io.dispatchframework.events.examples;

import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service that must not be overrun: at most two calls at once, and at most fifty in a second.
 *
 * <p>To see: the calls are spread evenly, so that ten of them take nine times twenty milliseconds, and no more than two
 * overlap. What waits holds no thread.
 */
public final class RateAndConcurrency {

    private static final int CALLS = 10;

    private RateAndConcurrency() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create().registerVoid("geocode", call -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.sleep(30);
                    running.decrementAndGet();
                }))
                .build()) {

            events.subscriptions()
                    .create(Subscription.builder("addresses")
                            .eventType("address.changed")
                            .functionName("geocode")
                            .policy(DeliveryPolicy.builder()
                                    .maxAtOnce(2)
                                    .maxPerSecond(50.0)
                                    .build())
                            .build());

            long start = System.nanoTime();
            List<Emission> emissions = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                emissions.add(events.emit("address.changed", "{\"customer\":" + i + "}"));
            }
            emissions.forEach(emission -> emission.await(Duration.ofSeconds(10)));
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            System.out.println("calls: " + events.statistics().done());
            System.out.println("at most 2 at once: " + (most.get() <= 2));
            System.out.println("at most 50 a second: " + (took.compareTo(Duration.ofMillis(180)) >= 0));
        }
    }
}
