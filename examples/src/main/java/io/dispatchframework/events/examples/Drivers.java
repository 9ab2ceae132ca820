package io.dispatchframework.events.examples;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemoryEventDriverStore;
import io.dispatchframework.events.store.memory.MemoryEventDriverTypeStore;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events without a loop of one's own: drivers from a JSON file, which the manager starts, watches and stops.
 *
 * <p>The file names the types and the drivers; one driver takes the settings of its type, the other has its own.
 */
public final class Drivers {

    private static final int TICKS = 5;

    private Drivers() {}

    /**
     * Runs the example in the time of the system, which takes a few seconds.
     *
     * @param args the file, or none for {@code examples/data/drivers.json}
     * @throws InterruptedException if the program is to end before it has seen enough
     */
    public static void main(String[] args) throws InterruptedException {
        Path file = Path.of(args.length > 0 ? args[0] : "examples/data/drivers.json");
        CountDownLatch enough = new CountDownLatch(TICKS);
        try (EventManager events = start(file, TimeSource.system(), enough)) {
            enough.await();
            events.drivers().statuses().forEach(System.out::println);
        }
    }

    static EventManager start(Path file, TimeSource time, CountDownLatch seen) {
        EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create().registerVoid("print", call -> {
                    System.out.println(call.event().sourceId() + ": " + call.input());
                    seen.countDown();
                }))
                .driverTypeStore(MemoryEventDriverTypeStore.create())
                .driverStore(MemoryEventDriverStore.create())
                .driverFactory("ticker", EventDriverFactory.ticker())
                .timeSource(time)
                .build();
        events.subscriptions()
                .create(Subscription.builder("ticks-to-print")
                        .eventType("ticker.tick")
                        .functionName("print")
                        .build());

        Sources sources = JsonMapper.shared().readValue(file.toFile(), Sources.class);
        sources.types().forEach(events.driverTypes()::create);
        sources.drivers().forEach(events.drivers()::create);
        return events;
    }

    /**
     * What is in the file; any Jackson binds it, since types and drivers are plain data.
     *
     * @param types the kinds of sources
     * @param drivers the sources
     */
    record Sources(List<EventDriverType> types, List<EventDriver> drivers) {}
}
