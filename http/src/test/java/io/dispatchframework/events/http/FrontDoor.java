package io.dispatchframework.events.http;

import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemoryEventDriverStore;
import io.dispatchframework.events.store.memory.MemoryEventDriverTypeStore;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A manager with one driver, and one function that waits while it is shut and then takes note of each event. */
final class FrontDoor implements AutoCloseable {

    static final String DRIVER = "front";

    /** How many events the function has seen, and a digest of their numbers, in whatever order. */
    record Seen(long count, long digest) {}

    private final HttpDriver http = HttpDriver.create();
    private final BeanEventValidator validator = BeanEventValidator.create();
    private volatile CountDownLatch shutter = new CountDownLatch(0);
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong digest = new AtomicLong();

    /** What the manager's validator throws, so that something inside fails: an unchecked exception or an error. */
    volatile Throwable fault;

    final EventManager events;

    FrontDoor(TimeSource time, DeliveryEngine engine, Map<String, String> settings) {
        events = EventManager.builder()
                .validator(this::validate)
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create().registerVoid("see", call -> see(call.event())))
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

    private List<Violation> validate(CloudEvent event) {
        if (fault instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (fault instanceof Error error) {
            throw error;
        }
        return validator.validate(event);
    }

    private void see(CloudEvent event) throws InterruptedException {
        shutter.await();
        digest.addAndGet(digest(Long.parseLong(event.eventId())));
        seen.incrementAndGet();
    }

    /** A number that tells event ids apart in a sum (SplitMix64). */
    static long digest(long id) {
        long z = id + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    URI address() {
        return http.address(DRIVER).orElseThrow();
    }

    DriverStatus status() {
        return events.drivers().status(DRIVER).orElseThrow();
    }

    DeliveryStatistics statistics() {
        return events.statistics();
    }

    Seen seen() {
        return new Seen(seen.get(), digest.get());
    }

    /** Lets the function wait from now on. */
    void shut() {
        shutter = new CountDownLatch(1);
    }

    /** Lets the function go on. */
    void open() {
        shutter.countDown();
    }

    @Override
    public void close() {
        open();
        events.close();
    }
}
