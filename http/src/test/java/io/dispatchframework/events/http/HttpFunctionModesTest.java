package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.CloudEventV1Json;
import io.dispatchframework.events.event.CloudEventV1Mapping;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.FunctionResult.PermanentFailure;
import io.dispatchframework.events.function.FunctionResult.Retry;
import io.dispatchframework.events.testkit.ManualTime;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The invoker in each mode, before servers that answer in each mode, or badly. */
@Timeout(120)
class HttpFunctionModesTest {

    private static final CloudEvent EVENT = CloudEvent.bare()
            .cloudEventsVersion("1.0")
            .eventId("a 1%")
            .sourceId("/s")
            .eventType("käse.erstellt")
            .sourceType(CloudEventV1Mapping.DEFAULT_SOURCE_TYPE)
            .extension("subject", "\"😀\"")
            .contentType("application/json")
            .data("{\"name\":\"Jürgen\"}", DataKind.JSON)
            .build();

    private final ManualTime time = new ManualTime();
    private final List<AutoCloseable> servers = new CopyOnWriteArrayList<>();
    private final AtomicReference<Headers> headers = new AtomicReference<>();
    private final AtomicReference<byte[]> body = new AtomicReference<>();
    private HttpServer server;
    private URI uri;

    @BeforeEach
    void startServer() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        servers.add(() -> server.stop(0));
        uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @AfterEach
    void stopServers() throws Exception {
        for (AutoCloseable each : servers) {
            each.close();
        }
    }

    private void serve(int status, byte[] answer, String... answerHeaders) {
        server.createContext("/", exchange -> {
            try (exchange) {
                headers.set(exchange.getRequestHeaders());
                body.set(exchange.getRequestBody().readAllBytes());
                for (int i = 0; i < answerHeaders.length; i += 2) {
                    exchange.getResponseHeaders().add(answerHeaders[i], answerHeaders[i + 1]);
                }
                exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
    }

    private void serve(int status, String answer, String... answerHeaders) {
        serve(status, answer.getBytes(StandardCharsets.UTF_8), answerHeaders);
    }

    private HttpFunctionInvoker.Builder invoker(EventMode mode) {
        return HttpFunctionInvoker.builder()
                .function("f", uri)
                .allowAddresses("127.0.0.1")
                .eventMode(mode)
                .timeSource(time);
    }

    private static FunctionResult send(HttpFunctionInvoker.Builder invoker, CloudEvent event) {
        return invoker.build()
                .invoke(new Call("f", event))
                .toCompletableFuture()
                .join();
    }

    private static Throwable causeOf(FunctionResult result) {
        return result instanceof Retry retry ? retry.cause() : ((PermanentFailure) result).cause();
    }

    // ---------------------------------------------------------------- what is sent

    @ParameterizedTest
    @EnumSource(
            value = EventMode.class,
            names = {"STRUCTURED_V01", "STRUCTURED_V1"})
    void structured_isJsonOfItsVersion(EventMode mode) {
        serve(204, "");

        assertThat(send(invoker(mode), EVENT)).isEqualTo(FunctionResult.success(null));
        assertThat(headers.get().get("Content-Type")).containsExactly("application/cloudevents+json");
        assertThat(headers.get().get("Idempotency-Key")).containsExactly("delivery-7");
        assertThat(headers.get()).doesNotContainKey("Ce-specversion");
        assertThat(new String(body.get(), StandardCharsets.UTF_8))
                .isEqualTo(
                        mode == EventMode.STRUCTURED_V01
                                ? CloudEventJson.create().write(EVENT)
                                : CloudEventV1Json.create().write(EVENT));
    }

    @Test
    void binary_isHeadersAndThePayload() {
        serve(204, "");

        assertThat(send(invoker(EventMode.BINARY_V1), EVENT)).isEqualTo(FunctionResult.success(null));
        Headers got = headers.get();
        assertThat(got.get("Ce-specversion")).containsExactly("1.0");
        assertThat(got.get("Ce-id")).containsExactly("a%201%25");
        assertThat(got.get("Ce-source")).containsExactly("/s");
        assertThat(got.get("Ce-type")).containsExactly("k%C3%A4se.erstellt");
        assertThat(got.get("Ce-subject")).containsExactly("%22%F0%9F%98%80%22");
        assertThat(got.get("Content-Type")).containsExactly("application/json");
        assertThat(got.get("Idempotency-Key")).containsExactly("delivery-7");
        assertThat(got).doesNotContainKeys("Ce-sourcetype", "Ce-datacontenttype");
        assertThat(body.get()).isEqualTo(EVENT.dataBytes());
    }

    @Test
    void mapping_tellsWhichSourceTypeNeedNotBeSaid() {
        serve(204, "");
        CloudEventV1Mapping other =
                CloudEventV1Mapping.builder().sourceType("other").build();

        send(invoker(EventMode.BINARY_V1).mapping(other), EVENT);
        assertThat(headers.get().get("Ce-sourcetype")).containsExactly("cloudevents");
        send(invoker(EventMode.STRUCTURED_V1).mapping(other), EVENT);
        assertThat(new String(body.get(), StandardCharsets.UTF_8)).contains("\"sourcetype\":\"cloudevents\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/käse", "text/plain\r\nx: y", " text/plain", "text/plain\u0000"})
    void binary_contentTypesThatAreNoHeader_areAPermanentFailure(String type) {
        serve(204, "");

        FunctionResult result = send(
                invoker(EventMode.BINARY_V1),
                EVENT.toBuilder().contentType(type).build());

        assertThat(result).isInstanceOf(PermanentFailure.class);
        assertThat(causeOf(result)).hasMessageContaining("datacontenttype must be printable ASCII");
        assertThat(headers.get()).isNull();
    }

    @Test
    void binary_badBase64_isAPermanentFailure() {
        serve(204, "");

        FunctionResult result = send(
                invoker(EventMode.BINARY_V1),
                EVENT.toBuilder().data("no base64", DataKind.BINARY).build());

        assertThat(result).isInstanceOf(PermanentFailure.class);
        assertThat(causeOf(result)).hasMessageContaining("no base64");
    }

    // ---------------------------------------------------------------- what comes back

    @ParameterizedTest
    @EnumSource(EventMode.class)
    void structuredAnswers_areOfEitherVersion(EventMode mode) {
        CloudEvent old = CloudEvent.builder("old").data("x").build();
        serve(
                200,
                CloudEventV1Json.create().write(EVENT) + "\n"
                        + CloudEventJson.create().write(old),
                "Content-Type",
                "application/cloudevents+json");

        assertThat(send(invoker(mode), EVENT)).isEqualTo(FunctionResult.emit(EVENT, old));
    }

    @Test
    void batchedAnswers_areEvents() {
        serve(
                200,
                CloudEventV1Json.create().writeAll(List.of(EVENT, EVENT)),
                "Content-Type",
                "application/cloudevents-batch+json; charset=utf-8");

        assertThat(send(invoker(EventMode.BINARY_V1), EVENT)).isEqualTo(FunctionResult.emit(EVENT, EVENT));
    }

    private void serveBinary(CloudEvent event, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        new BinaryMode(CloudEventV1Mapping.create()).write(event, (header, value) -> {
            all.add(header);
            all.add(value);
        });
        serve(200, event.dataBytes(), all.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource(EventMode.class)
    void binaryAnswers_areAnEvent(EventMode mode) {
        serveBinary(EVENT);

        assertThat(send(invoker(mode), EVENT)).isEqualTo(FunctionResult.emit(EVENT));
    }

    @Test
    void binaryAnswers_withoutPayload_areAnEvent() {
        CloudEvent empty = EVENT.toBuilder().data(null).contentType(null).build();
        serveBinary(empty);

        assertThat(send(invoker(EventMode.BINARY_V1), EVENT)).isEqualTo(FunctionResult.emit(empty));
    }

    @Test
    void randomBinaryAnswers_areTheEventsThatWereMeant() {
        long seed = System.nanoTime();
        RandomEvents random = new RandomEvents("1.0", seed);
        AtomicReference<CloudEvent> next = new AtomicReference<>();
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                CloudEvent event = next.get();
                new BinaryMode(CloudEventV1Mapping.create()).write(event, exchange.getResponseHeaders()::add);
                byte[] bytes = event.dataBytes();
                exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        HttpFunctionInvoker invoker = invoker(EventMode.BINARY_V1).build();
        for (int i = 0; i < 300; i++) {
            next.set(random.next());

            assertThat(invoker.invoke(new Call("f", EVENT))
                            .toCompletableFuture()
                            .join())
                    .as("seed %d, number %d", seed, i)
                    .isEqualTo(FunctionResult.emit(RandomEvents.after(next.get(), EventMode.BINARY_V1)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ce-subject, %zz, ce-subject must have two hexadecimal digits",
        "ce-time, now, ce-time must be an RFC 3339 time",
        "ce-id, 2, ce-id must be given once"
    })
    void malformedBinaryAnswers_areAPermanentFailure(String header, String value, String problem) {
        serveBinary(EVENT.toBuilder().extensions(null).build(), header, value);

        FunctionResult result = send(invoker(EventMode.STRUCTURED_V1), EVENT);

        assertThat(result).isInstanceOf(PermanentFailure.class);
        assertThat(causeOf(result)).hasMessageContaining("malformed").cause().hasMessageContaining(problem);
    }

    @Test
    void answersWithoutVersion_areValues() {
        serve(200, "value", "ce-id", "1", "Content-Type", "text/plain");

        assertThat(send(invoker(EventMode.BINARY_V1), EVENT)).isEqualTo(FunctionResult.success("value"));
    }

    @Test
    void binaryAnswersThatAreTooLong_areAPermanentFailure() {
        serveBinary(EVENT);

        FunctionResult result = send(invoker(EventMode.BINARY_V1).maxAnswerBytes(5), EVENT);

        assertThat(result).isInstanceOf(PermanentFailure.class);
        assertThat(causeOf(result)).hasMessageContaining("more than 5 bytes");
    }

    // ---------------------------------------------------------------- faults

    @ParameterizedTest
    @CsvSource({
        "STRUCTURED_V1, 429, PT7S",
        "STRUCTURED_V1, 500, PT7S",
        "BINARY_V1, 429, PT7S",
        "BINARY_V1, 500, PT7S",
        "BINARY_V1, 503, PT7S"
    })
    void retryAfter_isHeeded_alsoWithAnEventInTheAnswer(EventMode mode, int status, Duration notBefore) {
        serve(status, "{}", "Retry-After", "7", "ce-specversion", "1.0", "ce-id", "%");

        assertThat(send(invoker(mode), EVENT))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.notBefore()).isEqualTo(notBefore));
    }

    /** What a server without manners does with a connection. */
    private interface Rude {
        void with(Socket socket) throws IOException;
    }

    private void raw(Rude rude) throws IOException {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        servers.add(listening);
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    try (Socket socket = listening.accept()) {
                        rude.with(socket);
                    }
                }
            } catch (IOException closed) {
                // the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
        uri = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");
    }

    @ParameterizedTest
    @EnumSource(EventMode.class)
    void resets_areWorthRetrying(EventMode mode) throws Exception {
        raw(socket -> {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        });

        FunctionResult result = send(invoker(mode), EVENT);

        assertThat(result).isInstanceOf(Retry.class);
        assertThat(causeOf(result)).hasMessageContaining("cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nce-specversion: 1.0\r\nce-id: 1\r\n",
                "HTTP/1.1 200 OK\r\nce-specversion: 1.0\r\nce-id: 1\r\nContent-Length: 10\r\n\r\nx"
            })
    void slowAnswers_areTimedOut(String begin) throws Exception {
        CompletableFuture<Void> answering = new CompletableFuture<>();
        raw(socket -> {
            socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
            answering.complete(null);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
        CompletableFuture<FunctionResult> result = invoker(EventMode.BINARY_V1)
                .timeout(Duration.ofSeconds(3))
                .asynchronous()
                .build()
                .invoke(new Call("f", EVENT))
                .toCompletableFuture();
        answering.join();
        time.advance(Duration.ofSeconds(3));

        assertThat(causeOf(result.join())).isInstanceOf(HttpTimeoutException.class);
    }
}
