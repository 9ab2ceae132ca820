package io.dispatchframework.events.examples;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionCall;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Functions return events, which other subscriptions match: a chain that no function knows as a whole.
 *
 * <p>To see: each event names the one that caused it and the one that it all began with; two functions that answer each other
 * for ever are stopped, and the failure names the way that the events took.
 */
public final class FunctionChain {

    private FunctionChain() {}

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException if the program is to end before the chain has
     */
    public static void main(String[] args) throws InterruptedException {
        CountDownLatch shipped = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        FunctionRegistry functions = FunctionRegistry.create()
                .register("reserve", call -> FunctionResult.emit(next("stock.reserved", "reservation-3")))
                .register("ship", call -> FunctionResult.emit(next("order.shipped", "parcel-8")))
                .registerVoid("thank", call -> {
                    System.out.println(lineage(call));
                    shipped.countDown();
                })
                .register("ping", call -> FunctionResult.emit(next("ball.at.pong", "ping")))
                .register("pong", call -> FunctionResult.emit(next("ball.at.ping", "pong")));

        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(functions)
                .maxHops(4) // by default 16
                .listener(new DeliveryListener() {
                    @Override
                    public void deadLettered(Delivery delivery, DeliveryOutcome.Dead end) {
                        System.out.println(end);
                        stopped.countDown();
                    }
                })
                .build()) {

            subscribe(events, "order.placed", "reserve");
            subscribe(events, "stock.reserved", "ship");
            subscribe(events, "order.shipped", "thank");
            events.emit(next("order.placed", "order-17"));
            shipped.await(5, TimeUnit.SECONDS); // an emission tells of its own deliveries, not of what comes of them

            subscribe(events, "ball.at.ping", "ping");
            subscribe(events, "ball.at.pong", "pong");
            events.emit(next("ball.at.ping", "serve"));
            stopped.await(5, TimeUnit.SECONDS);
        }
    }

    private static CloudEvent next(String eventType, String eventId) {
        return CloudEvent.builder(eventType).eventId(eventId).build();
    }

    private static String lineage(FunctionCall call) {
        CloudEvent event = call.event();
        return event.eventType() + " " + event.eventId() + ", caused by "
                + event.extensions().get("causationid") + ", began with "
                + event.extensions().get("correlationid");
    }

    private static void subscribe(EventManager events, String eventType, String function) {
        events.subscriptions()
                .create(Subscription.builder("to-" + function)
                        .eventType(eventType)
                        .functionName(function)
                        .build());
    }
}
