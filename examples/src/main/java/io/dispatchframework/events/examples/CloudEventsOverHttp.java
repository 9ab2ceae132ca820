package io.dispatchframework.events.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.http.EventMode;
import io.dispatchframework.events.http.HttpDriver;
import io.dispatchframework.events.http.HttpFunctionInvoker;
import io.dispatchframework.events.store.memory.MemoryEventDriverStore;
import io.dispatchframework.events.store.memory.MemoryEventDriverTypeStore;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.dispatchframework.events.validation.EventRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * CloudEvents 1.0 all the way: producers over HTTP, a web hook that answers with an event, and a function that prints it.
 *
 * <p>One producer and the web hook are made with the CloudEvents SDK for Java, in binary mode, and know nothing of this
 * library; the other producer is what {@code curl} does, in structured mode. With a port as argument the program stays, and
 * waits for the {@code curl} that it prints.
 */
public final class CloudEventsOverHttp {

    private static final String PLACED = "com.example.order.placed";
    private static final String BILLED = "com.example.order.billed";

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String ORDER_18 = "{\"specversion\":\"1.0\",\"id\":\"18\",\"source\":\"/shop\",\"type\":\""
            + PLACED + "\",\"data\":{\"order\":18}}";

    private CloudEventsOverHttp() {}

    /**
     * Runs the example.
     *
     * @param args the port to stay at, or none
     * @throws IOException if there is no port for the web hook, or the driver cannot be reached
     * @throws InterruptedException if the program is to end before it has seen enough
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0) {
            run("0", CloudEventsOverHttp::sendTwo);
        } else {
            run(args[0], CloudEventsOverHttp::waitForCurl);
        }
    }

    private static int sendTwo(URI driver) throws IOException, InterruptedException {
        HttpRequest.Builder binary = HttpRequest.newBuilder(driver);
        HttpMessageFactory.createWriter(binary::header, body -> binary.POST(BodyPublishers.ofByteArray(body)))
                .writeBinary(event("17", "/shop", PLACED, "application/json", "{\"order\":17}"));
        System.out.println("the SDK: " + send(binary));

        System.out.println(curl(driver));
        System.out.println("as curl: "
                + send(HttpRequest.newBuilder(driver)
                        .header("Content-Type", STRUCTURED)
                        .POST(BodyPublishers.ofString(ORDER_18))));
        return 2;
    }

    private static int waitForCurl(URI driver) throws InterruptedException {
        System.out.println(curl(driver));
        Thread.currentThread().join();
        return 0;
    }

    /** Returns the command of a shell that sends an order. */
    static String curl(URI driver) {
        return "curl -sSi " + driver + " -H 'Content-Type: " + STRUCTURED + "' -d '" + ORDER_18 + "'";
    }

    private static CloudEvent event(String id, String source, String type, String contentType, String data) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create(source))
                .withType(type)
                .withData(contentType, data.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        return (response.statusCode() + " " + response.body()).strip();
    }

    /** Runs until a bill is printed for each order that the producer has sent. */
    static void run(String port, Producer producer) throws IOException, InterruptedException {
        HttpServer billing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        billing.createContext("/bill", CloudEventsOverHttp::bill);
        billing.start();
        URI url = URI.create("http://localhost:" + billing.getAddress().getPort() + "/bill");

        Semaphore printed = new Semaphore(0);
        FunctionRegistry here = FunctionRegistry.create().registerVoid("print", call -> {
            System.out.println(
                    call.event().eventType() + " from " + call.event().sourceId() + ", caused by "
                            + call.event().extensions().get("causationid") + ": " + call.input());
            printed.release();
        });
        FunctionInvoker there = HttpFunctionInvoker.builder()
                .function("bill", url)
                .eventMode(EventMode.BINARY_V1)
                .allowAddresses("127.0.0.1", "::1") // which no one else should reach through us
                .build();
        HttpDriver http = HttpDriver.create();

        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create(EventRules.CLOUDEVENTS)) // the default knows 0.1 alone
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionInvoker.firstKnowing(here, there))
                .driverTypeStore(MemoryEventDriverTypeStore.create())
                .driverStore(MemoryEventDriverStore.create())
                .driverFactory("http", http)
                .build()) {
            subscribe(events, "orders-to-bill", PLACED, "bill");
            subscribe(events, "bills-to-print", BILLED, "print");
            events.driverTypes()
                    .create(EventDriverType.builder("web")
                            .implementation("http")
                            .build());
            events.drivers()
                    .create(EventDriver.builder("front")
                            .typeName("web")
                            .setting("port", port)
                            .build());

            int orders = producer.sendTo(EventsOverHttp.addressOf("front", events, http));
            if (!printed.tryAcquire(orders, 30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not every one of " + orders + " orders was billed");
            }
        } finally {
            billing.stop(0);
        }
    }

    private static void subscribe(EventManager events, String name, String eventType, String function) {
        events.subscriptions()
                .create(Subscription.builder(name)
                        .eventType(eventType)
                        .functionName(function)
                        .build());
    }

    /** The web hook: any server that speaks CloudEvents would do. */
    private static void bill(HttpExchange exchange) throws IOException {
        try (exchange) {
            CloudEvent order = HttpMessageFactory.createReaderFromMultimap(
                            exchange.getRequestHeaders(),
                            exchange.getRequestBody().readAllBytes())
                    .toEvent();
            String data = new String(order.getData().toBytes(), StandardCharsets.UTF_8);
            CloudEvent billed = event("bill-" + order.getId(), "/billing", BILLED, "text/plain", "billed " + data);

            ByteArrayOutputStream body = new ByteArrayOutputStream();
            HttpMessageFactory.createWriter(exchange.getResponseHeaders()::set, body::writeBytes)
                    .writeBinary(billed);
            exchange.sendResponseHeaders(200, body.size());
            body.writeTo(exchange.getResponseBody());
        }
    }

    /** Sends orders. */
    interface Producer {

        /**
         * Sends orders.
         *
         * @param driver where to
         * @return how many it has sent
         */
        int sendTo(URI driver) throws IOException, InterruptedException;
    }
}
