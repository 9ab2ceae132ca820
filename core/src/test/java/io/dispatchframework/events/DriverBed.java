package io.dispatchframework.events;

import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.TestEventDriverStore;
import io.dispatchframework.events.store.TestEventDriverTypeStore;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** One driver in a manager, in the time of the system if not told otherwise, with a function that sees each event. */
final class DriverBed implements AutoCloseable {

    static final String DRIVER = "d";

    final List<CloudEvent> seen = new CopyOnWriteArrayList<>();
    final EventManager events;

    /** What the function does with an event before it counts as seen. */
    volatile Consumer<CloudEvent> function = event -> {};

    DriverBed(EventDriverFactory factory) {
        this(factory, DeliveryEngine.inMemory());
    }

    DriverBed(EventDriverFactory factory, TimeSource time) {
        this(factory, DeliveryEngine.inMemory(), time);
    }

    DriverBed(EventDriverFactory factory, DeliveryEngine engine) {
        this(factory, engine, TimeSource.system());
    }

    DriverBed(EventDriverFactory factory, DeliveryEngine engine, TimeSource time) {
        events = EventManager.builder()
                .validator(event -> event.eventType().isEmpty()
                        ? List.of(new Violation("event-type", "event-type is required"))
                        : List.of())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(FunctionRegistry.create().registerVoid("see", call -> {
                    function.accept(call.event());
                    seen.add(call.event());
                }))
                .driverTypeStore(new TestEventDriverTypeStore())
                .driverStore(new TestEventDriverStore())
                .driverFactory("built-in", factory)
                .deliveryEngine(engine)
                .timeSource(time)
                .build();
        events.subscriptions()
                .create(Subscription.builder("all").functionName("see").build());
        events.driverTypes()
                .create(EventDriverType.builder("t").implementation("built-in").build());
    }

    /** Creates the driver and waits until it works. */
    DriverBed start(Map<String, String> settings) {
        create(settings);
        awaitReady();
        return this;
    }

    void create(Map<String, String> settings) {
        EventDriver.Builder driver = EventDriver.builder(DRIVER).typeName("t");
        settings.forEach(driver::setting);
        events.drivers().create(driver.build());
    }

    void stop() {
        events.drivers().delete(DRIVER);
        await().until(() -> events.drivers().status(DRIVER).isEmpty());
    }

    DriverStatus status() {
        return events.drivers().status(DRIVER).orElseThrow();
    }

    void awaitReady() {
        await().until(() -> status().state() == State.READY);
    }

    void awaitReason(String part) {
        await().until(() -> status().reason(), reason -> reason.contains(part));
    }

    List<String> data() {
        return seen.stream().map(event -> String.valueOf(event.data())).toList();
    }

    @Override
    public void close() {
        events.close();
    }
}
