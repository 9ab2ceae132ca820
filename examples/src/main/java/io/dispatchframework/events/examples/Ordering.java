package io.dispatchframework.events.examples;

import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionCall;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenFailed;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Bookings run in the order in which they were emitted, account by account; different accounts run side by side.
 *
 * <p>To see: Ann's first booking fails once, and those behind it wait for its retry; Bob's do not.
 */
public final class Ordering {

    private static final String ACCOUNT = "account";

    private Ordering() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        Map<String, List<String>> booked = new ConcurrentSkipListMap<>();
        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create().registerVoid("book", call -> book(call, booked)))
                .build()) {

            events.subscriptions()
                    .create(Subscription.builder("bookings")
                            .eventType("money.moved")
                            .functionName("book")
                            .policy(DeliveryPolicy.builder()
                                    .order(Order.byExtension(ACCOUNT))
                                    .whenFailed(WhenFailed.WAIT) // the default; SKIP lets those behind it go on
                                    .backoff(Duration.ofMillis(10))
                                    .build())
                            .build());

            List<Emission> emissions = new ArrayList<>();
            for (String booking : List.of("first", "second", "third", "fourth")) {
                emissions.add(events.emit(moved("Ann", booking)));
                emissions.add(events.emit(moved("Bob", booking)));
            }
            emissions.forEach(emission -> emission.await(Duration.ofSeconds(5)));
        }
        booked.forEach((account, bookings) -> System.out.println(account + ": " + bookings));
    }

    private static CloudEvent moved(String account, String booking) {
        return CloudEvent.builder("money.moved")
                .extensions(Map.of(ACCOUNT, account))
                .data(booking)
                .build();
    }

    private static void book(FunctionCall call, Map<String, List<String>> booked) {
        String account = String.valueOf(call.event().extensions().get(ACCOUNT));
        String booking = String.valueOf(call.input());
        if (account.equals("Ann") && booking.equals("first") && call.attempt() == 1) {
            throw new IllegalStateException("the books are locked");
        }
        booked.computeIfAbsent(account, unknown -> new CopyOnWriteArrayList<>())
                .add(booking + (call.attempt() > 1 ? " (attempt " + call.attempt() + ")" : ""));
    }
}
