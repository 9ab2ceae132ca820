package io.dispatchframework.events.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.http.HttpFunctionInvoker;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A function behind HTTP answers with an event, which goes on to a function in this process. */
public final class WebHooks {

    private WebHooks() {}

    /**
     * Runs the example, with the web hook in this process too.
     *
     * @param args none
     * @throws IOException if there is no port for the web hook
     * @throws InterruptedException if the program is to end before it has seen enough
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        HttpServer billing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        billing.createContext("/bill", WebHooks::bill);
        billing.start();
        URI url = URI.create("http://localhost:" + billing.getAddress().getPort() + "/bill");

        CountDownLatch printed = new CountDownLatch(1);
        FunctionRegistry here = FunctionRegistry.create().registerVoid("print", call -> {
            System.out.println(call.event().eventType() + ": " + call.input());
            printed.countDown();
        });
        FunctionInvoker there = HttpFunctionInvoker.builder()
                .function("bill", url)
                .headers(call -> Map.of("Authorization", "Bearer t0ken"))
                .allowAddresses("127.0.0.1", "::1") // which no one else should reach through us
                .build();

        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionInvoker.firstKnowing(here, there))
                .build()) {
            events.subscriptions()
                    .create(Subscription.builder("orders-to-bill")
                            .eventType("order.placed")
                            .functionName("bill")
                            .build());
            events.subscriptions()
                    .create(Subscription.builder("bills-to-print")
                            .eventType("order.billed")
                            .functionName("print")
                            .build());

            events.emit("order.placed", "{\"order\":17}")
                    .await(Duration.ofSeconds(30))
                    .forEach(System.out::println);
            printed.await();
        } finally {
            billing.stop(0);
        }
    }

    private static void bill(HttpExchange exchange) throws IOException {
        try (exchange) {
            CloudEvent order =
                    CloudEventJson.create().read(exchange.getRequestBody().readAllBytes());
            CloudEvent billed = CloudEvent.builder("order.billed")
                    .sourceType("billing")
                    .sourceId("billing1.corp.local")
                    .data("billed " + order.data())
                    .build();
            byte[] bytes = CloudEventJson.create().write(billed).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/cloudevents+json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
