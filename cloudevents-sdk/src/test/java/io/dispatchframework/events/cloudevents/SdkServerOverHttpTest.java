package io.dispatchframework.events.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.http.EventMode;
import io.dispatchframework.events.http.HttpFunctionInvoker;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.testkit.ManualTime;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.dispatchframework.events.validation.EventRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions that read events, and answer with them, by the SDK, good and bad, over real sockets. */
@Timeout(60)
class SdkServerOverHttpTest {

    private static final SdkCloudEvents SDK = SdkCloudEvents.create();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = 0x5D45L;
    private static final int EACH = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofHours(1);

    /** What befalls the first attempt of an event. */
    private enum Fault {
        NONE,
        STATUS_500,
        STATUS_429,
        CLOSED_WITHOUT_ANSWER,
        CLOSED_WITHIN_ANSWER,
        NO_ANSWER,
        HALF_ANSWER,
        HUGE_ANSWER;

        static Fault of(int event) {
            return values()[event % values().length];
        }

        boolean isSlow() {
            return this == NO_ANSWER || this == HALF_ANSWER;
        }

        /** A function whose answer is too long has done its work, and would do it again. */
        int attempts() {
            return this == NONE || this == HUGE_ANSWER ? 1 : 2;
        }
    }

    private final int count = EACH * Fault.values().length;
    private final Map<Integer, Integer> attempts = new ConcurrentHashMap<>();
    private final Map<Integer, io.cloudevents.CloudEvent> received = new ConcurrentHashMap<>();
    private final BlockingQueue<CloudEvent> answers = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ManualTime timeOfInvoker = new ManualTime();
    private final ManualTime timeOfManager = new ManualTime();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), count);
        server.setExecutor(pool);
        server.createContext("/", exchange -> {
            try (exchange) {
                io.cloudevents.CloudEvent event = SdkHttp.received(exchange);
                int number = Integer.parseInt(event.getId());
                received.put(number, event);
                boolean first = attempts.merge(number, 1, Integer::sum) == 1;
                answer(exchange, event.getId(), first ? Fault.of(number) : Fault.NONE);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stopServer() throws InterruptedException {
        over.countDown();
        server.stop(0);
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private void answer(HttpExchange exchange, String id, Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case NONE -> SdkHttp.answer(exchange, bill(id));
            case STATUS_500 -> exchange.sendResponseHeaders(500, -1);
            case STATUS_429 -> {
                exchange.getResponseHeaders().set("Retry-After", Long.toString(RETRY_AFTER.toSeconds()));
                exchange.sendResponseHeaders(429, -1);
            }
            case CLOSED_WITHOUT_ANSWER -> {
                // which closing the exchange does
            }
            case CLOSED_WITHIN_ANSWER -> answerHalf(exchange);
            case NO_ANSWER -> over.await();
            case HALF_ANSWER -> {
                answerHalf(exchange);
                over.await();
            }
            case HUGE_ANSWER -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(new byte[1_000_000]);
            }
        }
    }

    private static void answerHalf(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write(new byte[50]);
        exchange.getResponseBody().flush();
    }

    private static io.cloudevents.CloudEvent bill(String id) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/billing"))
                .withType("bill")
                .withData("application/json", ("{\"billed\":" + id + "}").getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private EventManager manager(EventMode mode) {
        HttpFunctionInvoker there = HttpFunctionInvoker.builder()
                .function(
                        "bill",
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                .allowAddresses("127.0.0.1")
                .eventMode(mode)
                .maxAnswerBytes(10_000)
                .timeout(TIMEOUT)
                .timeSource(timeOfInvoker)
                .build();
        FunctionRegistry here = FunctionRegistry.create().registerVoid("see", call -> answers.add(call.event()));
        EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create(EventRules.CLOUDEVENTS))
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionInvoker.firstKnowing(here, there))
                .deliveryPolicy(DeliveryPolicy.builder()
                        .maxAttempts(5)
                        .backoff(Duration.ofSeconds(1))
                        .timeout(Duration.ofDays(1))
                        .build())
                .timeSource(timeOfManager)
                .build();
        for (String[] each : new String[][] {{"order", "bill"}, {"bill", "see"}}) {
            events.subscriptions()
                    .create(Subscription.builder(each[0])
                            .eventType(each[0])
                            .functionName(each[1])
                            .build());
        }
        return events;
    }

    @ParameterizedTest
    @EnumSource(
            value = EventMode.class,
            names = {"STRUCTURED_V1", "BINARY_V1"})
    void functions_getEachEventUnderFaults_andAnswerWithEvents(EventMode mode) throws Exception {
        System.out.println("seed " + SEED);
        List<CloudEvent> sent = events(mode);
        try (EventManager events = manager(mode)) {
            List<Emission> emissions = sent.stream().map(events::emit).toList();

            // Time stands still until the slow ones alone are at work, and then they run out of it.
            await().atMost(PATIENCE)
                    .until(() -> attempts.size() == count && events.statistics().running() == slow());
            assertThat(attempts.values()).containsOnly(1);
            timeOfInvoker.advance(TIMEOUT);
            awaitAttempts(fault -> fault != Fault.STATUS_429);
            // It has been minutes at most.
            timeOfManager.advanceTo(ManualTime.START.plus(RETRY_AFTER).minusMillis(1));
            assertThat(attemptsOf(fault -> fault == Fault.STATUS_429)).containsOnly(1);
            // What an attempt too early would do runs on other threads, but its timer would be gone now.
            assertThat(timeOfManager.pending()).isGreaterThanOrEqualTo(EACH);
            awaitAttempts(fault -> true);

            for (int i = 0; i < count; i++) {
                Class<?> expected =
                        Fault.of(i) == Fault.HUGE_ANSWER ? DeliveryOutcome.Dead.class : DeliveryOutcome.Done.class;
                assertThat(emissions.get(i).await(PATIENCE))
                        .as("%d: %s", i, Fault.of(i))
                        .singleElement()
                        .isInstanceOf(expected);
                assertThat(attempts.get(i))
                        .as("%d: %s", i, Fault.of(i))
                        .isEqualTo(Fault.of(i).attempts());
                assertThat(texts(received.get(i), mode))
                        .as("seed %d, %d", SEED, i)
                        .isEqualTo(expected(sent.get(i), mode));
            }
            await().atMost(PATIENCE).until(() -> answers.size() == count - EACH);
        }
        assertThat(answers)
                .extracting(CloudEvent::eventId)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count)
                        .filter(i -> Fault.of(i) != Fault.HUGE_ANSWER)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.sourceId()).isEqualTo("/billing");
            assertThat(answer.data()).isEqualTo("{\"billed\":" + answer.eventId() + "}");
        });
    }

    /** Random ones, which the server tells apart by their ids. */
    private List<CloudEvent> events(EventMode mode) {
        RandomCloudEvents random = mode == EventMode.BINARY_V1
                ? RandomCloudEvents.withPlainText(SEED)
                : RandomCloudEvents.withAnyText(SEED);
        List<CloudEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(SDK.fromSdk(CloudEventBuilder.v1(random.nextOfSdk())
                    .withId(Integer.toString(i))
                    .withType("order")
                    .build()));
        }
        return events;
    }

    private long slow() {
        return IntStream.range(0, count).filter(i -> Fault.of(i).isSlow()).count();
    }

    private List<Integer> attemptsOf(Predicate<Fault> which) {
        return attempts.entrySet().stream()
                .filter(each -> which.test(Fault.of(each.getKey())))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Lets the pauses between attempts pass, second by second, until there were as many attempts as there must be. */
    private void awaitAttempts(Predicate<Fault> which) {
        int expected = IntStream.range(0, count)
                .mapToObj(Fault::of)
                .filter(which)
                .mapToInt(Fault::attempts)
                .sum();
        await().atMost(PATIENCE).until(() -> {
            timeOfManager.advance(Duration.ofSeconds(1));
            return attemptsOf(which).stream().mapToInt(each -> each).sum() >= expected;
        });
    }

    /** Without a content type they are all JSON, which is said in headers, and which the SDK says of what it reads. */
    private static Map<String, String> expected(CloudEvent event, EventMode mode) throws IOException {
        io.cloudevents.CloudEvent sdk = SDK.toSdk(event);
        Map<String, String> texts = texts(sdk, mode);
        if (sdk.getData() != null) {
            texts.putIfAbsent("datacontenttype", "application/json");
        }
        return texts;
    }

    /** Of JSON in a document the SDK keeps a tree, not its text. */
    private static Map<String, String> texts(io.cloudevents.CloudEvent event, EventMode mode) throws IOException {
        Map<String, String> texts = SdkHttp.texts(event);
        CloudEventData data = event.getData();
        String type = event.getDataContentType();
        if (mode == EventMode.STRUCTURED_V1 && data != null && (type == null || type.contains("json"))) {
            texts.put("(payload)", JSON.readTree(data.toBytes()).toString());
        }
        return texts;
    }
}
