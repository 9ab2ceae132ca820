package io.dispatchframework.events.examples;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.http.HttpDriver;
import io.dispatchframework.events.store.memory.MemoryEventDriverStore;
import io.dispatchframework.events.store.memory.MemoryEventDriverTypeStore;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;

/**
 * Events from another process, over HTTP; in its place this one sends a few itself.
 *
 * <p>With a port as argument it stays and waits for yours:
 *
 * <pre>{@code
 * curl -i http://localhost:8080/events -H 'Content-Type: application/json' -d '{"namespace":"dispatchframework.io",
 *   "event-type":"user.created","cloud-events-version":"0.1","event-id":"1","data":{"name":"Jon"}}'
 * }</pre>
 */
public final class EventsOverHttp {

    private EventsOverHttp() {}

    /**
     * Runs the example.
     *
     * @param args the port to stay at, or none
     * @throws IOException if the driver cannot be reached
     * @throws InterruptedException if the program is to end
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        HttpDriver http = HttpDriver.create();
        CountDownLatch greeted = new CountDownLatch(1);
        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create().registerVoid("greet", call -> {
                    System.out.println("Hello, " + call.input() + " from "
                            + call.event().sourceType() + "/" + call.event().sourceId());
                    greeted.countDown();
                }))
                .driverTypeStore(MemoryEventDriverTypeStore.create())
                .driverStore(MemoryEventDriverStore.create())
                .driverFactory("http", http)
                .build()) {
            events.subscriptions()
                    .create(Subscription.builder("new-users-to-greet")
                            .eventType("user.created")
                            .functionName("greet")
                            .build());
            events.driverTypes()
                    .create(EventDriverType.builder("sidecar")
                            .implementation("http")
                            .setting("path", "/events")
                            .build());
            events.drivers()
                    .create(EventDriver.builder("front")
                            .typeName("sidecar")
                            .setting("port", args.length > 0 ? args[0] : "0")
                            .build());
            URI address = addressOf("front", events, http);
            if (args.length > 0) {
                System.out.println("waiting for events at " + address);
                Thread.currentThread().join();
            }

            String user = """
                    {"namespace":"dispatchframework.io","event-type":"user.created","cloud-events-version":"0.1",
                     "event-id":"1","data":{"name":"Jon"}}""";
            post(address, user);
            post(address, user.replace("user.created", "a user, created"));
            post(address, user + "\n" + user.replace("\"1\"", "2"));
            greeted.await();
        }
    }

    /** Waits until the driver works; a host that has given it a port need not ask. */
    static URI addressOf(String driver, EventManager events, HttpDriver http) throws InterruptedException {
        while (http.address(driver).isEmpty()) {
            events.drivers()
                    .status(driver)
                    .filter(status -> status.state() == State.ERROR)
                    .ifPresent(status -> {
                        throw new IllegalStateException(status.toString());
                    });
            Thread.sleep(10);
        }
        return http.address(driver).get();
    }

    private static void post(URI address, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        System.out.println((response.statusCode() + " " + response.body()).strip());
    }
}
