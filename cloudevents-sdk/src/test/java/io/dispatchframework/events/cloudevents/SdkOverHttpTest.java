package io.dispatchframework.events.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.cloudevents.SdkHttp.Message;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.http.HttpDriver;
import io.dispatchframework.events.store.memory.MemoryEventDriverStore;
import io.dispatchframework.events.store.memory.MemoryEventDriverTypeStore;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.dispatchframework.events.validation.EventRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver takes, over real sockets, what the SDK's messages say, and refuses it as its table of answers has it. */
@Timeout(60)
class SdkOverHttpTest {

    private static final SdkCloudEvents SDK = SdkCloudEvents.create();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int EVENTS = 150;
    private static final String DRIVER = "front";

    private final BlockingQueue<CloudEvent> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch shutter = new CountDownLatch(1);
    private final HttpDriver http = HttpDriver.create();
    private final ExecutorService clientThreads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().executor(clientThreads).build();
    private EventManager events = manager(DeliveryEngine.inMemory());

    private EventManager manager(DeliveryEngine engine) {
        return EventManager.builder()
                .validator(BeanEventValidator.create(EventRules.CLOUDEVENTS))
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create()
                        .registerVoid("see", call -> seen.add(call.event()))
                        .registerVoid("wait", call -> {
                            shutter.await();
                            seen.add(call.event());
                        }))
                .deliveryEngine(engine)
                .driverTypeStore(MemoryEventDriverTypeStore.create())
                .driverStore(MemoryEventDriverStore.create())
                .driverFactory("http", http)
                .build();
    }

    private URI driver(String function, Map<String, String> settings) {
        events.subscriptions()
                .create(Subscription.builder("all").functionName(function).build());
        events.driverTypes()
                .create(EventDriverType.builder("cloudevents")
                        .implementation("http")
                        .build());
        events.drivers()
                .create(EventDriver.builder(DRIVER)
                        .typeName("cloudevents")
                        .settings(settings)
                        .setting("port", "0")
                        .build());
        await().atMost(PATIENCE).until(() -> http.address(DRIVER).isPresent());
        return http.address(DRIVER).orElseThrow();
    }

    @AfterEach
    void close() throws Exception {
        shutter.countDown();
        events.close();
        clientThreads.shutdown();
        assertThat(clientThreads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private HttpResponse<String> post(URI to, Message message) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to).timeout(PATIENCE).POST(BodyPublishers.ofByteArray(message.body()));
        message.headers().forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private CloudEvent next() throws InterruptedException {
        CloudEvent event = seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(event).as("an event comes to the function").isNotNull();
        return event;
    }

    private static io.cloudevents.CloudEvent event(String id, String payload) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/shop"))
                .withType("order")
                .withData("text/plain", payload.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    // What is good

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void randomEvents_comeAsTheyWereSent(boolean structured) throws Exception {
        long seed = 0x5D4CL;
        System.out.println("seed " + seed);
        RandomCloudEvents random =
                structured ? RandomCloudEvents.withAnyText(seed) : RandomCloudEvents.withPlainText(seed);
        URI driver = driver("see", Map.of());
        for (int i = 0; i < EVENTS; i++) {
            io.cloudevents.CloudEvent event = random.nextOfSdk();

            HttpResponse<String> answer = post(driver, Message.of(event, structured));

            assertThat(answer.statusCode())
                    .as("seed %d, number %d, %s: %s", seed, i, event, answer.body())
                    .isEqualTo(201);
            assertThat(SdkHttp.texts(SDK.toSdk(next())))
                    .as("seed %d, number %d", seed, i)
                    .isEqualTo(SdkHttp.texts(SDK.toSdk(SDK.fromSdk(event))));
        }
    }

    /** The SDK (4.0.1) neither encodes nor decodes headers, as the binding has it in 3.1.3.2; the driver decodes them. */
    @Test
    void percentSigns_whichTheSdkLeavesInHeaders_areReadAsTheBindingHasIt() throws Exception {
        URI driver = driver("see", Map.of());

        assertThat(SdkHttp.read(Message.of(event("50%25", ""), false)).getId()).isEqualTo("50%25");
        assertThat(post(driver, Message.of(event("50%25", ""), false)).statusCode())
                .isEqualTo(201);
        assertThat(next().eventId()).isEqualTo("50%");
        HttpResponse<String> answer = post(driver, Message.of(event("50%", ""), false));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"attribute\":\"id\"");
        assertThat(post(driver, Message.of(event("50%", ""), true)).statusCode())
                .isEqualTo(201);
        assertThat(next().eventId()).isEqualTo("50%");
    }

    // What is refused

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fullManager_isA429WithRetryAfter_andTakesTheEventLater(boolean structured) throws Exception {
        int room = 4;
        events.close();
        events = manager(DeliveryEngine.inMemory(room, WhenFull.refuse()));
        URI driver = driver("wait", Map.of());
        for (int i = 0; i < room; i++) {
            assertThat(post(driver, Message.of(event("taken" + i, "x"), structured))
                            .statusCode())
                    .isEqualTo(201);
        }
        Message refused = Message.of(event("refused", "x"), structured);

        HttpResponse<String> answer = post(driver, refused);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isPositive();
        shutter.countDown();
        await().atMost(PATIENCE).until(() -> events.statistics().pending() == 0);
        assertThat(post(driver, refused).statusCode()).isEqualTo(201);
        await().atMost(PATIENCE).until(() -> events.statistics().done() == room + 1);
        assertThat(seen)
                .extracting(CloudEvent::eventId)
                .containsExactlyInAnyOrder("taken0", "taken1", "taken2", "taken3", "refused");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void longBody_isA413_andTheNextEventIsTaken(boolean structured) throws Exception {
        URI driver = driver("see", Map.of("maxBody", "1000"));

        HttpResponse<String> answer = post(driver, Message.of(event("long", "x".repeat(1001)), structured));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("1000 bytes");
        assertThat(post(driver, Message.of(event("short", "x"), structured)).statusCode())
                .isEqualTo(201);
        assertThat(next().eventId()).isEqualTo("short");
    }

    /** Who sends on and on may be cut off before it listens to the answer. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hugeBody_isNotTaken_andTheNextEventIs(boolean structured) throws Exception {
        URI driver = driver("see", Map.of("maxBody", "1000"));
        Message huge = Message.of(event("huge", "x".repeat(20_000_000)), structured);

        try {
            assertThat(post(driver, huge).statusCode()).isEqualTo(413);
        } catch (IOException cutOff) {
            assertThat(cutOff).isNotInstanceOf(HttpTimeoutException.class);
        }

        assertThat(post(driver, Message.of(event("short", "x"), structured)).statusCode())
                .isEqualTo(201);
        assertThat(next().eventId()).isEqualTo("short");
    }

    @ParameterizedTest
    @CsvSource({"ce-specversion,specversion", "ce-id,id", "ce-source,source", "ce-type,type"})
    void requiredHeader_ifMissing_isA400ThatNamesTheAttribute(String header, String attribute) throws Exception {
        URI driver = driver("see", Map.of());

        HttpResponse<String> answer =
                post(driver, Message.of(event("1", "x"), false).without(header));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"attribute\":\"" + attribute + "\"");
        assertThat(events.statistics().emitted()).isZero();
    }

    /** The SDK puts a payload that is said to be JSON into the document as it is. */
    @Test
    void documentWithAPayloadThatIsNoJson_isA400ThatTellsWhere() throws Exception {
        URI driver = driver("see", Map.of());
        io.cloudevents.CloudEvent bad = CloudEventBuilder.v1(event("1", ""))
                .withData("application/json", "{no json".getBytes(StandardCharsets.UTF_8))
                .build();

        HttpResponse<String> answer = post(driver, Message.of(bad, true));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"line\":1");
        assertThat(events.statistics().emitted()).isZero();
    }

    // Clients that go in the middle

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void clientsThatGoInTheMiddleOfABody_leaveNoEventAndNoBusyThread(boolean structured, boolean reset)
            throws Exception {
        URI driver = driver("see", Map.of("threads", "1", "waiting", "100"));
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] request = bytes(driver, Message.of(event("half" + i, "x".repeat(1000)), structured));
            Socket socket = new Socket(driver.getHost(), driver.getPort());
            sockets.add(socket);
            socket.getOutputStream().write(Arrays.copyOf(request, request.length - 500));
            if (reset) {
                socket.setSoLinger(true, 0); // closing is a reset then
                socket.close();
            } else {
                socket.shutdownOutput();
            }
        }

        assertThat(post(driver, Message.of(event("whole", "x"), structured)).statusCode())
                .isEqualTo(201);
        assertThat(next().eventId()).isEqualTo("whole");
        for (Socket socket : sockets) {
            socket.close();
        }
        events.close(); // which waits for requests at work
        assertThat(events.statistics().emitted()).isEqualTo(1);
        assertThat(seen).isEmpty();
    }

    private static byte[] bytes(URI to, Message message) throws IOException {
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\nHost: " + to.getAuthority() + "\r\n");
        message.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("content-length: " + message.body().length + "\r\n\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(head.toString().getBytes(StandardCharsets.US_ASCII));
        all.write(message.body());
        return all.toByteArray();
    }
}
