package io.dispatchframework.events.http;

import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemoryEventDriverStore;
import io.dispatchframework.events.store.memory.MemoryEventDriverTypeStore;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.dispatchframework.events.validation.EventRules;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A manager with the rules of 1.0 and one driver, whose events go to a function that keeps them. */
final class Receiver implements AutoCloseable {

    private static final String DRIVER = "front";

    private final HttpDriver http = HttpDriver.create();
    private final BlockingQueue<CloudEvent> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch gate;
    private final EventManager events;

    Receiver(Map<String, String> settings) {
        this(TimeSource.system(), BeanEventValidator.create(EventRules.CLOUDEVENTS), settings);
    }

    Receiver(TimeSource time, EventValidator validator, Map<String, String> settings) {
        this(time, validator, DeliveryEngine.inMemory(), new CountDownLatch(0), settings);
    }

    /** The function waits at the gate. */
    Receiver(
            TimeSource time,
            EventValidator validator,
            DeliveryEngine engine,
            CountDownLatch gate,
            Map<String, String> settings) {
        this.gate = gate;
        events = EventManager.builder()
                .validator(validator)
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create().registerVoid("see", call -> {
                    gate.await();
                    seen.add(call.event());
                }))
                .driverTypeStore(MemoryEventDriverTypeStore.create())
                .driverStore(MemoryEventDriverStore.create())
                .driverFactory("http", http)
                .deliveryEngine(engine)
                .timeSource(time)
                .build();
        events.subscriptions()
                .create(Subscription.builder("all").functionName("see").build());
        events.driverTypes()
                .create(EventDriverType.builder("sidecar")
                        .implementation("http")
                        .build());
        events.drivers()
                .create(EventDriver.builder(DRIVER)
                        .typeName("sidecar")
                        .settings(settings)
                        .setting("port", "0")
                        .build());
        await().until(() ->
                status().state() == State.READY && http.address(DRIVER).isPresent());
    }

    URI address() {
        return http.address(DRIVER).orElseThrow();
    }

    /** Gives the driver other settings, as they are stored: it starts anew. */
    void change(UnaryOperator<EventDriver.Builder> change) {
        EventDriver driver = events.drivers().find(DRIVER).orElseThrow();
        events.drivers().update(change.apply(driver.toBuilder()).build());
    }

    DriverStatus status() {
        return events.drivers().status(DRIVER).orElseThrow();
    }

    /** Waits for the next event. */
    CloudEvent next() throws InterruptedException {
        CloudEvent event = seen.poll(30, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event came");
        }
        return event;
    }

    /** Returns the ids of the events that have come, but for those that {@link #next} gave. */
    Set<String> ids() {
        return seen.stream().map(CloudEvent::eventId).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        gate.countDown();
        events.close();
    }
}
