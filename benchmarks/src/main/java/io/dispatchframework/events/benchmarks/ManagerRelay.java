package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.http.EventMode;
import io.dispatchframework.events.http.HttpDriver;
import io.dispatchframework.events.http.HttpFunctionInvoker;
import io.dispatchframework.events.store.memory.MemoryEventDriverStore;
import io.dispatchframework.events.store.memory.MemoryEventDriverTypeStore;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.dispatchframework.events.validation.EventRules;
import java.net.URI;

/** The event manager as a host has it: events are read, validated, matched, and written again for the function. */
final class ManagerRelay implements Relay {

    private static final String DRIVER = "front";

    private final HttpDriver http = HttpDriver.create();
    private final EventManager events;

    ManagerRelay(URI to, int threads, HttpFunctionInvoker.Builder invoker) throws InterruptedException {
        events = EventManager.builder()
                .validator(BeanEventValidator.create(EventRules.CLOUDEVENTS))
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(invoker.function("sink", to)
                        .allowAddresses("127.0.0.1")
                        .eventMode(EventMode.STRUCTURED_V1)
                        .build())
                .driverTypeStore(MemoryEventDriverTypeStore.create())
                .driverStore(MemoryEventDriverStore.create())
                .driverFactory("http", http)
                .build();
        events.subscriptions()
                .create(Subscription.builder("all-to-the-sink")
                        .functionName("sink")
                        .build());
        events.driverTypes()
                .create(EventDriverType.builder("http").implementation("http").build());
        // As the reader's source type is the writer's constant, events go out as they came in.
        events.drivers()
                .create(EventDriver.builder(DRIVER)
                        .typeName("http")
                        .setting("port", "0")
                        .setting("threads", Integer.toString(threads))
                        .setting("sourceType", "cloudevents")
                        .build());
        while (http.address(DRIVER).isEmpty()) {
            Thread.sleep(1);
        }
    }

    @Override
    public URI address() {
        return http.address(DRIVER).orElseThrow();
    }

    @Override
    public void close() {
        events.close();
    }
}
