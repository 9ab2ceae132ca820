package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.InvalidDriverException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemoryEventDriverStore;
import io.dispatchframework.events.store.memory.MemoryEventDriverTypeStore;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.testkit.ManualTime;
import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver behind a real manager, before real clients and those that are up to no good. */
@Timeout(120)
class HttpDriverTest {

    private static final String EVENT = CloudEventJson.create()
            .write(CloudEvent.builder("user.created").data("{\"name\":\"Jon\"}").build());

    private final HttpDriver http = HttpDriver.create();
    private final Queue<CloudEvent> seen = new ConcurrentLinkedQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ManualTime time = new ManualTime();
    private final BeanEventValidator validator = BeanEventValidator.create();
    private final AtomicInteger validated = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private EventManager events;

    private void start(TimeSource source, DeliveryEngine engine) {
        events = EventManager.builder()
                .validator(event -> {
                    List<Violation> violations = validator.validate(event);
                    validated.incrementAndGet();
                    return violations;
                })
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create()
                        .registerVoid("see", call -> seen.add(call.event()))
                        .registerVoid("wait", call -> {
                            gate.await();
                            seen.add(call.event());
                        }))
                .driverTypeStore(MemoryEventDriverTypeStore.create())
                .driverStore(MemoryEventDriverStore.create())
                .driverFactory("http", http)
                .deliveryEngine(engine)
                .timeSource(source)
                .build();
        events.driverTypes()
                .create(EventDriverType.builder("sidecar")
                        .implementation("http")
                        .build());
    }

    private URI drive(TimeSource source, DeliveryEngine engine, UnaryOperator<EventDriver.Builder> settings) {
        start(source, engine);
        events.subscriptions()
                .create(Subscription.builder("all")
                        .functionName(gate.getCount() == 0 ? "see" : "wait")
                        .build());
        return create(settings);
    }

    private URI create(UnaryOperator<EventDriver.Builder> settings) {
        events.drivers()
                .create(settings.apply(
                                EventDriver.builder("front").typeName("sidecar").setting("port", "0"))
                        .build());
        return awaitReady();
    }

    private URI awaitReady() {
        await().until(() ->
                status().state() == State.READY && http.address("front").isPresent());
        return http.address("front").orElseThrow();
    }

    private URI drive() {
        gate.countDown();
        return drive(TimeSource.system(), DeliveryEngine.inMemory(), driver -> driver);
    }

    private URI drive(UnaryOperator<EventDriver.Builder> settings) {
        gate.countDown();
        return drive(TimeSource.system(), DeliveryEngine.inMemory(), settings);
    }

    private URI driveInManualTime(UnaryOperator<EventDriver.Builder> settings) {
        gate.countDown();
        return drive(time, DeliveryEngine.inMemory(), settings);
    }

    private DriverStatus status() {
        return events.drivers().status("front").orElseThrow();
    }

    @AfterEach
    void close() {
        gate.countDown();
        if (events != null) {
            CompletableFuture<Void> closed =
                    CompletableFuture.runAsync(events::close, task -> new Thread(task).start());
            await().until(() -> {
                time.advance(Duration.ofSeconds(1));
                return closed.isDone();
            });
        }
    }

    private HttpResponse<String> post(URI to, String body) throws Exception {
        return send(to, request -> request.POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(URI to, UnaryOperator<HttpRequest.Builder> request) throws Exception {
        HttpRequest.Builder builder = HttpRequest.newBuilder(to).setHeader("Content-Type", "application/json");
        return client.send(request.apply(builder).build(), BodyHandlers.ofString());
    }

    private static String head(URI to, String... headers) {
        StringBuilder head = new StringBuilder("POST " + to.getRawPath() + " HTTP/1.1\r\nHost: " + to.getAuthority()
                + "\r\nContent-Type: application/json\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    // ---------------------------------------------------------------- what is taken

    @Test
    void post_oneEvent_isEmitted() throws Exception {
        HttpResponse<String> response = post(drive(), EVENT);

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEmpty();
        await().until(() -> seen.size() == 1);
        assertThat(seen.peek()).isEqualTo(CloudEventJson.create().read(EVENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[%1$s,%1$s,%1$s]", "%1$s\n%1$s\n%1$s\n", "%1$s%1$s %1$s"})
    void post_severalEvents_areEmittedInTheirOrder(String shape) throws Exception {
        HttpResponse<String> response = post(drive(), String.format(shape, EVENT));

        assertThat(response.statusCode()).isEqualTo(201);
        await().until(() -> seen.size() == 3);
        assertThat(status().accepted()).isEqualTo(3);
    }

    @Test
    void post_withoutSource_getsThatOfTheDriver() throws Exception {
        URI uri = drive();
        String bare = "{\"namespace\":\"n\",\"event-type\":\"t\",\"cloud-events-version\":\"0.1\",\"event-id\":\"1\"";

        assertThat(post(uri, bare + "}").statusCode()).isEqualTo(201);
        assertThat(post(uri, bare + ",\"source-id\":\"given\"}").statusCode()).isEqualTo(201);
        await().until(() -> seen.size() == 2);
        assertThat(seen)
                .extracting(CloudEvent::sourceType, CloudEvent::sourceId)
                .containsExactlyInAnyOrder(tuple("sidecar", "front"), tuple("sidecar", "given"));
    }

    @Test
    void post_chunked_isEmitted() throws Exception {
        BodyPublisher ofUnknownLength = BodyPublishers.fromPublisher(BodyPublishers.ofString(EVENT));

        assertThat(send(
                                drive(),
                                request -> request.version(HttpClient.Version.HTTP_1_1)
                                        .POST(ofUnknownLength))
                        .statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/x-ndjson",
                "application/jsonl",
                "Application/JSON; Charset=\"UTF-8\"",
                "application/json; note=\"a \\\";charset=latin1;\"",
                "application/cloudevents+json"
            })
    void post_jsonByItsContentType_isTaken(String type) throws Exception {
        assertThat(send(
                                drive(),
                                request ->
                                        request.setHeader("Content-Type", type).POST(BodyPublishers.ofString(EVENT)))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void get_answersHealth() throws Exception {
        HttpResponse<String> response = send(drive(driver -> driver.setting("token", "s3cret")), request -> request);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.body()).isEqualTo("{\"status\":\"ready\"}");
    }

    // ---------------------------------------------------------------- what is refused

    @Test
    void post_malformed_tellsThePlaceAndEmitsNothing() throws Exception {
        HttpResponse<String> response = post(drive(), EVENT + "\n{\"cloud-events-version\":\"0.1\",\"event-type\":17}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo("{\"error\":\"line 2, column 44, attribute event-type: must be text, was a number\","
                        + "\"line\":2,\"column\":44,\"attribute\":\"event-type\"}");
        assertThat(status().accepted()).isZero();
    }

    @Test
    void post_oneInvalidAmongMany_tellsWhichAndEmitsNothing() throws Exception {
        String invalid = EVENT.replace("user.created", "not a type");
        HttpResponse<String> response = post(drive(), EVENT + "\n  " + invalid + "\n" + EVENT);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .startsWith("{\"error\":\"line 2, column 3: the event is invalid\",\"line\":2,\"column\":3,\"index\":1,"
                        + "\"violations\":[{\"attribute\":\"event-type\",\"message\":\"event-type must have only");
        assertThat(status().accepted()).isZero();
        assertThat(status().invalid()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "[]"})
    void post_noEvents_isRefused(String body) throws Exception {
        HttpResponse<String> response = post(drive(), body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("there is no event");
    }

    @Test
    void post_deepJson_isRefused() throws Exception {
        String deep = "[".repeat(100_000);

        HttpResponse<String> response = post(drive(), EVENT.replaceFirst("\"data\":.*", "\"data\":" + deep));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("deep");
    }

    @Test
    void post_brokenUtf8_isRefused() throws Exception {
        byte[] bytes = EVENT.getBytes(StandardCharsets.UTF_8);
        bytes[EVENT.indexOf("Jon")] = (byte) 0xC0;

        HttpResponse<String> response = send(drive(), request -> request.POST(BodyPublishers.ofByteArray(bytes)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"})
    void otherMethods_areNotAllowed(String method) throws Exception {
        HttpResponse<String> response = send(drive(), request -> request.method(method, BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, POST");
    }

    @Test
    void head_isAnsweredWithoutABodyAndWithoutAWarning() throws Exception {
        List<LogRecord> records = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger ofServer = Logger.getLogger("com.sun.net.httpserver");
        Level before = ofServer.getLevel();
        ofServer.setLevel(Level.WARNING);
        ofServer.addHandler(handler);
        try {
            HttpResponse<String> response = send(drive(), request -> request.method("HEAD", BodyPublishers.noBody()));

            assertThat(response.statusCode()).isEqualTo(405);
            assertThat(response.body()).isEmpty();
        } finally {
            ofServer.removeHandler(handler);
            ofServer.setLevel(before);
        }
        assertThat(records).isEmpty();
    }

    @Test
    void otherPaths_areNotFound() throws Exception {
        URI uri = drive(driver -> driver.setting("path", "/in/events"));

        assertThat(uri.getPath()).isEqualTo("/in/events");
        assertThat(post(uri, EVENT).statusCode()).isEqualTo(201);
        assertThat(post(uri.resolve("/in"), EVENT).statusCode()).isEqualTo(404);
        assertThat(post(uri.resolve("/in/events/more"), EVENT).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=latin1",
                "application/xml",
                ";",
                "text/plain; application/json"
            })
    void post_otherContentTypes_areRefused(String type) throws Exception {
        assertThat(send(
                                drive(),
                                request ->
                                        request.setHeader("Content-Type", type).POST(BodyPublishers.ofString(EVENT)))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void post_withSeveralEncodings_isRefused() throws Exception {
        HttpResponse<String> answer = send(
                drive(),
                request -> request.header("Content-Encoding", "identity")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofString(EVENT)));

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("'gzip'");
        assertThat(answer.headers().allValues("Accept-Encoding")).containsExactly("identity");
    }

    @Test
    void post_inTheEncodingIdentity_isTaken() throws Exception {
        assertThat(send(
                                drive(),
                                request -> request.header("Content-Encoding", "identity, Identity")
                                        .POST(BodyPublishers.ofString(EVENT)))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void post_compressedOrWithoutContentType_isRefused() throws Exception {
        URI uri = drive();

        assertThat(send(
                                uri,
                                request -> request.header("Content-Encoding", "gzip")
                                        .POST(BodyPublishers.ofString(EVENT)))
                        .statusCode())
                .isEqualTo(415);
        assertThat(client.send(
                                HttpRequest.newBuilder(uri)
                                        .POST(BodyPublishers.ofString(EVENT))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void webPages_areRefused() throws Exception {
        HttpResponse<String> response = send(
                drive(),
                request -> request.header("Origin", "http://evil.example").POST(BodyPublishers.ofString(EVENT)));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(status().accepted()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 201",
        "LOCALHOST.:1, 201",
        "127.0.0.1:99, 201",
        "[::1]:80, 201",
        "events.corp.local:8080, 201",
        "evil.example, 421",
        "evil.example:80, 421",
        "127.0.0.1.evil.example, 421",
        "localhost@evil.example, 421",
        "1.2.3.4.5, 421",
        "'', 421"
    })
    void hosts_areCheckedByName(String host, int status) throws Exception {
        URI uri = drive(driver -> driver.setting("names", "other.corp.local, Events.Corp.Local"));
        try (RawHttp raw = new RawHttp(uri)) {
            raw.send("POST / HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + EVENT.length() + "\r\nConnection: close\r\n\r\n" + EVENT);

            assertThat(raw.answer()).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: localhost\r\nHost: evil.example\r\n"})
    void noHostOrTwo_areRefused(String hosts) throws Exception {
        try (RawHttp raw = new RawHttp(drive())) {
            raw.send("GET / HTTP/1.1\r\n" + hosts + "Connection: close\r\n\r\n");

            assertThat(raw.answer()).startsWith("HTTP/1.1 400 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer s3cret, 201",
        "bearer s3cret, 201",
        "Bearer s3cre, 401",
        "Bearer s3cret2, 401",
        "Bearer, 401",
        "Basic s3cret, 401",
        "s3cret, 401"
    })
    void token_isNeeded(String credentials, int status) throws Exception {
        URI uri = drive(driver -> driver.setting("token", "s3cret"));

        HttpResponse<String> without = post(uri, EVENT);
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(without.body()).doesNotContain("s3cret");
        assertThat(send(
                                uri,
                                request -> request.header("Authorization", credentials)
                                        .POST(BodyPublishers.ofString(EVENT)))
                        .statusCode())
                .isEqualTo(status);
    }

    // ---------------------------------------------------------------- bounds

    @Test
    void bodies_areBoundedAnnouncedOrNot() throws Exception {
        URI uri = drive(driver -> driver.setting("maxBody", "1000"));
        String fits = EVENT + " ".repeat(1000 - EVENT.length());

        assertThat(post(uri, fits).statusCode()).isEqualTo(201);
        assertThat(post(uri, fits + " ").statusCode()).isEqualTo(413);
        BodyPublisher chunked = BodyPublishers.fromPublisher(BodyPublishers.ofString(fits + " "));
        assertThat(send(uri, request -> request.POST(chunked)).statusCode()).isEqualTo(413);
    }

    @Test
    void hugeBodies_areRefusedBeforeTheyCome() throws Exception {
        URI uri = drive();
        try (RawHttp raw = new RawHttp(uri)) {
            raw.send(head(uri, "Content-Length: 1073741824"));

            assertThat(raw.statusLine()).startsWith("HTTP/1.1 413 ");
        }
        try (RawHttp raw = new RawHttp(uri)) {
            raw.send(head(uri, "Transfer-Encoding: chunked"));
            byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i <= 16; i++) {
                try {
                    raw.send(chunk);
                } catch (SocketException enough) {
                    break;
                }
            }

            assertThat(raw.statusLine()).startsWith("HTTP/1.1 413 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n{}", "-1\r\n", "FFFFFFFFFFFFFFFFFF\r\n", "2\r\n{}{}\r\n", "5\r\n{}"})
    void brokenChunks_areNeverTaken(String body) throws Exception {
        URI uri = drive();
        try (RawHttp raw = new RawHttp(uri)) {
            raw.send(head(uri, "Transfer-Encoding: chunked", "Connection: close") + body)
                    .endOfInput();

            assertThat(raw.answer())
                    .satisfiesAnyOf(
                            answer -> assertThat(answer).isEmpty(),
                            answer -> assertThat(answer).startsWith("HTTP/1.1 400 "));
        }
        assertThat(post(uri, EVENT).statusCode()).isEqualTo(201);
        assertThat(status().accepted()).isEqualTo(1);
    }

    @Test
    void aBodyThatEndsEarly_isNeverTaken() throws Exception {
        URI uri = drive();
        try (RawHttp raw = new RawHttp(uri)) {
            raw.send(head(uri, "Content-Length: " + (EVENT.length() + 1)) + EVENT)
                    .endOfInput();

            assertThat(raw.answer()).startsWith("HTTP/1.1 400 ").contains("the body is broken");
        }
        assertThat(status().accepted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST / HTT", "POST / HTTP/1.1\r\nHost: localhost\r\nX: ", "BODY"})
    void slowClients_areCutOff(String sent) throws Exception {
        URI uri = driveInManualTime(driver -> driver.setting("threads", "1"));
        String begin = sent.equals("BODY") ? head(uri, "Content-Length: 100") + "{" : sent;
        try (RawHttp slow = new RawHttp(uri)) {
            slow.send(begin);
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> answerOf(slow));
            await().until(() -> {
                time.advance(Duration.ofSeconds(10));
                return answer.isDone();
            });

            assertThat(answer.join()).isEmpty();
        }
        assertThat(post(uri, EVENT).statusCode()).isEqualTo(201); // on the one thread that there is
    }

    private static String answerOf(RawHttp raw) {
        try {
            return raw.answer();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void manySlowClients_keepNobodyOutForLong() throws Exception {
        URI uri = driveInManualTime(driver -> driver.setting("threads", "4"));
        List<RawHttp> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(new RawHttp(uri).send(head(uri, "Content-Length: 100") + "{"));
        }
        CompletableFuture<HttpResponse<String>> proper = client.sendAsync(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(EVENT))
                        .build(),
                BodyHandlers.ofString());
        await().until(() -> {
            time.advance(Duration.ofSeconds(10));
            return proper.isDone();
        });

        assertThat(proper.join().statusCode()).isEqualTo(201);
        for (RawHttp each : slow) {
            each.close();
        }
    }

    @Test
    void backPressure_isA429WithRetryAfter() throws Exception {
        URI uri = drive(TimeSource.system(), DeliveryEngine.inMemory(1, WhenFull.refuse()), driver -> driver);

        assertThat(post(uri, EVENT).statusCode()).isEqualTo(201);
        HttpResponse<String> full = post(uri, EVENT);
        gate.countDown();

        assertThat(full.statusCode()).isEqualTo(429);
        assertThat(full.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(full.body()).startsWith("{\"error\":\"");
        await().until(() -> post(uri, EVENT).statusCode() == 201);
    }

    @Test
    void every201_isAnEmissionUnderLoad() throws Exception {
        URI uri = drive(TimeSource.system(), DeliveryEngine.inMemory(20, WhenFull.refuse()), driver -> driver);
        int clients = 8;
        int requests = 250;
        AtomicInteger created = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Queue<Integer> others = new ConcurrentLinkedQueue<>();
        String three = "[" + EVENT + "," + EVENT + "," + EVENT + "]";

        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(() -> {
                for (int j = 0; j < requests; j++) {
                    try {
                        int status = post(uri, three).statusCode();
                        if (status == 201) {
                            created.incrementAndGet();
                        } else if (status == 429) {
                            refused.incrementAndGet();
                            gate.countDown(); // until the first of them the functions wait, so that it must come
                        } else {
                            others.add(status);
                        }
                    } catch (Exception failed) {
                        others.add(-1);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(others).isEmpty();
        assertThat(refused.get()).isPositive();
        assertThat(created.get() + refused.get()).isEqualTo(clients * requests);
        await().until(() -> seen.size() >= 3 * created.get());
        assertThat(seen).hasSize(3 * created.get());
        assertThat(status().accepted()).isEqualTo(3L * created.get());
        assertThat(status().refused()).isEqualTo(3L * refused.get());
    }

    // ---------------------------------------------------------------- life

    @Test
    void aPortInUse_isTheReasonUntilItIsFree() throws Exception {
        start(time, DeliveryEngine.inMemory());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            events.drivers()
                    .create(EventDriver.builder("front")
                            .typeName("sidecar")
                            .setting("port", Integer.toString(taken.getLocalPort()))
                            .build());
            await().until(() -> status().state() == State.ERROR);

            assertThat(status().reason())
                    .contains("cannot listen at '127.0.0.1', port " + taken.getLocalPort(), "in use");
            assertThat(http.address("front")).isEmpty();
        }
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return status().state() == State.READY;
        });
    }

    @Test
    void update_restartsOnTheSamePort() throws Exception {
        URI uri = drive(driver -> driver.setting("token", "old"));
        for (int i = 0; i < 10; i++) {
            String token = "token" + i;
            events.drivers()
                    .update(events.drivers().find("front").orElseThrow().toBuilder()
                            .setting("port", Integer.toString(uri.getPort()))
                            .setting("token", token)
                            .build());
            await().until(() -> send(
                                    uri,
                                    request -> request.header("Authorization", "Bearer " + token)
                                            .POST(BodyPublishers.ofString(EVENT)))
                            .statusCode()
                    == 201);
        }
        assertThat(status().restarts()).isZero();
    }

    @Test
    void stop_letsRequestsEndAndRefusesNewOnes() throws Exception {
        URI uri = drive(
                TimeSource.system(),
                DeliveryEngine.inMemory(1, WhenFull.waitUpTo(Duration.ofSeconds(60))),
                driver -> driver);
        assertThat(post(uri, EVENT).statusCode()).isEqualTo(201);
        CompletableFuture<HttpResponse<String>> waiting = client.sendAsync(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(EVENT))
                        .build(),
                BodyHandlers.ofString());
        await().until(() -> validated.get() == 2);
        events.drivers().delete("front");

        await().until(() -> send(uri, request -> request).statusCode() == 503);
        gate.countDown();

        assertThat(waiting.join().statusCode()).isEqualTo(201);
        await().until(() -> seen.size() == 2);
        await().until(() -> events.drivers().status("front").isEmpty());
        assertThat(http.address("front")).isEmpty();
    }

    @Test
    void settings_areCheckedAllAtOnce() {
        start(TimeSource.system(), DeliveryEngine.inMemory());

        InvalidDriverException refused = catchThrowableOfType(
                InvalidDriverException.class,
                () -> create(driver -> driver.setting("port", "65536")
                        .setting("path", "events?")
                        .setting("token", "has blanks")
                        .setting("names", "other.corp.local:8080")
                        .setting("maxBody", "0")
                        .setting("threads", "0")
                        .setting("timeout", "0")));

        assertThat(refused.violations())
                .extracting(Violation::attribute)
                .containsExactly(
                        "settings.port",
                        "settings.path",
                        "settings.token",
                        "settings.names",
                        "settings.maxBody",
                        "settings.threads",
                        "settings.timeout");
        assertThat(refused).hasMessageNotContaining("has blanks");
    }

    @Test
    void elsewhereWithoutAToken_theStatusSaysSo() {
        drive(driver -> driver.setting("host", "0.0.0.0"));

        assertThat(status().reason()).contains("everybody who can reach", "token");
    }
}
