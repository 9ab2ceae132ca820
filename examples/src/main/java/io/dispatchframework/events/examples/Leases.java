package io.dispatchframework.events.examples;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A subscription that ends by itself unless it is renewed: whoever made it may die without cleaning up.
 *
 * <p>The time is given to the manager and to its store, so the test of this example lets a minute pass in no time.
 */
public final class Leases {

    private static final Duration LEASE = Duration.ofSeconds(2);

    private Leases() {}

    /**
     * Runs the example in the time of the system; it takes as long as two leases.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(TimeSource.system(), Leases::sleep);
    }

    static void run(TimeSource time, Consumer<Duration> wait) {
        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(
                        MemorySubscriptionStore.builder().timeSource(time).build())
                .functions(FunctionRegistry.create().register("refresh", call -> "refreshed"))
                .timeSource(time)
                .build()) {

            Subscription leased = events.subscriptions()
                    .create(Subscription.builder("browser-tab-7")
                            .eventType("page.changed")
                            .functionName("refresh")
                            .expiresAt(time.now().plus(LEASE))
                            .build());
            emit(events, "leased");

            wait.accept(LEASE.dividedBy(2));
            events.subscriptions()
                    .update(leased.toBuilder().expiresAt(time.now().plus(LEASE)).build());
            wait.accept(LEASE.dividedBy(2));
            emit(events, "renewed");

            wait.accept(LEASE);
            emit(events, "expired");
        }
    }

    private static void emit(EventManager events, String when) {
        System.out.println(when + ": "
                + events.emit("page.changed", "{\"page\":\"/news\"}").await(Duration.ofSeconds(5)));
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
