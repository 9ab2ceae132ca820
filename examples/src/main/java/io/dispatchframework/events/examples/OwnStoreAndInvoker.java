package io.dispatchframework.events.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A store and an invoker of one's own take the places of those that come with the library. */
public final class OwnStoreAndInvoker {

    private OwnStoreAndInvoker() {}

    /**
     * Runs the example, with two functions behind HTTP in this process.
     *
     * @param args none
     * @throws IOException if there is no port for them
     */
    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger asked = new AtomicInteger();
        server.createContext("/functions/welcome", exchange -> answer(exchange, 200, "Hello, " + body(exchange)));
        server.createContext(
                "/functions/restarting",
                exchange -> answer(exchange, asked.incrementAndGet() < 3 ? 503 : 200, "up again"));
        server.start();
        URI address = URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/functions/");

        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(new AuditedSubscriptionStore(MemorySubscriptionStore.create(), System.out::println))
                .functions(new HttpFunctions(address))
                .deliveryPolicy(
                        DeliveryPolicy.builder().backoff(Duration.ofMillis(10)).build())
                .build()) {

            for (String function : new String[] {"welcome", "restarting", "missing"}) {
                events.subscriptions()
                        .create(Subscription.builder("new-users-to-" + function)
                                .eventType("user.created")
                                .functionName(function)
                                .build());
            }
            events.emit("user.created", "{\"name\":\"Jon\"}")
                    .await(Duration.ofSeconds(30))
                    .forEach(System.out::println);
            events.subscriptions().delete("new-users-to-missing");
        } finally {
            server.stop(0);
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
