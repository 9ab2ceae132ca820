package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.FunctionResult.PermanentFailure;
import io.dispatchframework.events.function.FunctionResult.Retry;
import io.dispatchframework.events.function.FunctionResult.Success;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.function.UnknownFunctionException;
import io.dispatchframework.events.testkit.ManualTime;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The invoker before real servers, good ones and bad ones; waiting for their answers, and not. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
@Timeout(60)
class HttpFunctionInvokerTest {

    private static final CloudEvent EVENT =
            CloudEvent.builder("user.created").data("{\"name\":\"Jürgen\"}").build();

    private final boolean asynchronous;
    private final ManualTime time = new ManualTime();
    private final List<AutoCloseable> servers = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private URI base;

    HttpFunctionInvokerTest(boolean asynchronous) {
        this.asynchronous = asynchronous;
    }

    /** What the server does with a request. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void startServer() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var pool = Executors.newCachedThreadPool();
        server.setExecutor(pool);
        server.start();
        servers.add(() -> server.stop(0));
        servers.add(pool::shutdownNow);
        base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stopServers() throws Exception {
        for (AutoCloseable each : servers) {
            each.close();
        }
    }

    private HttpFunctionInvoker.Builder builder() {
        HttpFunctionInvoker.Builder builder = HttpFunctionInvoker.builder()
                .function("f", base.resolve("/s3cret-path?key=s3cret"))
                .allowAddresses("127.0.0.1")
                .timeSource(time);
        return asynchronous ? builder.asynchronous() : builder;
    }

    private void serve(Answer answer) {
        server.createContext("/", exchange -> {
            try (exchange) {
                answer.to(exchange);
            }
        });
    }

    private void serve(int status, String body, String... headers) {
        serve(exchange -> {
            exchange.getRequestBody().readAllBytes();
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    /** Calls as the manager does, which cancels what is asynchronous and interrupts what is not. */
    private CompletableFuture<FunctionResult> call(HttpFunctionInvoker invoker) {
        if (asynchronous) {
            return invoker.invoke(new Call("f", EVENT)).toCompletableFuture();
        }
        CompletableFuture<FunctionResult> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(invoker.invoke(new Call("f", EVENT))
                        .toCompletableFuture()
                        .join());
            } catch (RuntimeException | Error unforeseen) {
                result.completeExceptionally(unforeseen);
            }
        });
        thread.setDaemon(true);
        thread.start();
        var unused = result.whenComplete((any, failure) -> {
            if (failure instanceof CancellationException) {
                thread.interrupt();
            }
        });
        return result;
    }

    private FunctionResult result() {
        return call(builder().build()).join();
    }

    private static Throwable causeOf(FunctionResult result) {
        return result instanceof Retry retry ? retry.cause() : ((PermanentFailure) result).cause();
    }

    // ---------------------------------------------------------------- what is sent

    @Test
    void invoke_postsTheEventWithItsDeliveryId() {
        List<String> received = new CopyOnWriteArrayList<>();
        serve(exchange -> {
            received.add(exchange.getRequestMethod());
            received.add(exchange.getRequestURI().getRawPath() + "?"
                    + exchange.getRequestURI().getRawQuery());
            received.addAll(exchange.getRequestHeaders().get("Host"));
            received.addAll(exchange.getRequestHeaders().get("Content-Type"));
            received.addAll(exchange.getRequestHeaders().get("Idempotency-Key"));
            received.addAll(exchange.getRequestHeaders().get("Authorization"));
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
        });

        FunctionResult result = call(builder()
                        .headers(call -> Map.of("Authorization", "Bearer of " + call.functionName()))
                        .build())
                .join();

        assertThat(result).isEqualTo(FunctionResult.success(null));
        assertThat(received)
                .containsExactly(
                        "POST",
                        "/s3cret-path?key=s3cret",
                        base.getAuthority(),
                        "application/cloudevents+json",
                        "delivery-7",
                        "Bearer of f",
                        CloudEventJson.create().write(EVENT));
    }

    @Test
    void invocations_useTheirConnectionAgain() {
        List<InetSocketAddress> clients = new CopyOnWriteArrayList<>();
        serve(exchange -> {
            clients.add(exchange.getRemoteAddress());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
        });
        HttpFunctionInvoker invoker = builder().build();

        for (int i = 0; i < 5; i++) {
            call(invoker).join();
        }

        assertThat(clients).hasSize(5);
        assertThat(clients.stream().distinct()).hasSize(1);
    }

    @Test
    void names_areThoseGivenAndThoseFound() {
        serve(200, "found");
        HttpFunctionInvoker invoker = builder()
                .functions(name -> name.startsWith("http.") ? Optional.of(base.resolve("/" + name)) : Optional.empty())
                .build();

        assertThat(invoker.mayKnow("f")).isTrue();
        assertThat(invoker.mayKnow("http.x")).isTrue();
        assertThat(invoker.mayKnow("x")).isFalse();
        assertThat(invoker.invoke(new Call("http.x", EVENT))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(FunctionResult.success("found"));
        FunctionResult unknown =
                invoker.invoke(new Call("x", EVENT)).toCompletableFuture().join();
        assertThat(unknown).isInstanceOf(Retry.class);
        assertThat(causeOf(unknown)).isInstanceOf(UnknownFunctionException.class);
    }

    // ---------------------------------------------------------------- what comes back

    @Test
    void success_hasTheBodyAsValueByItsCharset() {
        serve(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=ISO-8859-1");
            exchange.sendResponseHeaders(202, 6);
            exchange.getResponseBody().write("Jürgen".getBytes(StandardCharsets.ISO_8859_1));
        });

        assertThat(result()).isEqualTo(FunctionResult.success("Jürgen"));
    }

    @Test
    void eventsInTheAnswer_areReturnedEvents() {
        CloudEvent other = EVENT.toBuilder().eventId("2").build();
        CloudEventJson json = CloudEventJson.create();
        serve(
                200,
                "[" + json.write(EVENT) + "," + json.write(other) + "]",
                "Content-Type",
                "application/cloudevents+json; charset=utf-8");

        assertThat(result()).isEqualTo(FunctionResult.emit(EVENT, other));
    }

    @Test
    void malformedEventsInTheAnswer_areAPermanentFailure() {
        serve(200, "{\"event-type\":", "Content-Type", "application/cloudevents+json");

        assertThat(result()).isInstanceOf(PermanentFailure.class);
        assertThat(causeOf(result()))
                .hasMessageContaining("malformed")
                .hasRootCauseMessage("line 1, column 15: the text ends too early");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 408, 409, 429, 500, 501, 502, 503, 504, 599})
    void statusesThatMayGoAway_areWorthRetrying(int status) {
        serve(status, "why");

        assertThat(result()).isInstanceOf(Retry.class);
        assertThat(causeOf(result()))
                .isInstanceOf(IOException.class)
                .hasMessage("the function 'f' at 127.0.0.1 answered with the HTTP status " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 400, 401, 403, 405, 407, 410, 413, 422})
    void otherStatuses_arePermanent(int status) {
        serve(status, "");

        assertThat(result()).isInstanceOf(PermanentFailure.class);
        assertThat(causeOf(result()))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("HTTP status " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirects_areNotFollowed(int status) {
        AtomicInteger requests = new AtomicInteger();
        serve(exchange -> {
            requests.incrementAndGet();
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
        });

        assertThat(causeOf(result())).hasMessageContaining("redirects are not followed");
        assertThat(requests).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "7, PT7S",
        "' 120 ', PT2M",
        "86401, PT24H",
        "99999999999999999999999, PT24H",
        "-1, PT0S",
        "1.5, PT0S",
        "soon, PT0S",
        "'Wed, 21 Oct 2015 07:28:00 GMT', PT0S",
        "'Wed, 21 Oct 2515 07:28:00 GMT', PT0S"
    })
    void retryAfter_isHeeded(String header, Duration notBefore) {
        serve(429, "", "Retry-After", header);

        assertThat(((Retry) result()).notBefore()).isEqualTo(notBefore);
    }

    @Test
    void retryAfter_mayBeADate() {
        String inAnHour = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                time.now().plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC));
        serve(503, "", "Retry-After", inAnHour);

        assertThat(((Retry) result()).notBefore())
                .isBetween(Duration.ofMinutes(59).plusSeconds(59), Duration.ofHours(1));
    }

    @Test
    void noContent_ofTheLengthZero_isASuccess() throws Exception {
        URI uri = raw(socket -> {
            socket.getInputStream().read();
            socket.getOutputStream()
                    .write("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            awaitEnd(socket);
        });

        assertThat(call(builder().function("f", uri).build()).join()).isEqualTo(FunctionResult.success(null));
    }

    /** After a 205 there is no content (RFC 9110, section 15.3.6), so its end need not be told. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n"})
    void resetContent_isASuccess(String header) throws Exception {
        String end = header.startsWith("Transfer") ? "0\r\n\r\n" : "";
        URI uri = raw(socket -> {
            socket.getInputStream().read();
            socket.getOutputStream()
                    .write(("HTTP/1.1 205 Reset Content\r\n" + header + "\r\n" + end)
                            .getBytes(StandardCharsets.US_ASCII));
            awaitEnd(socket);
        });

        assertThat(call(builder().function("f", uri).build()))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(FunctionResult.success(null));
    }

    @Test
    void requests_acceptNoCoding() {
        List<String> accepted = new CopyOnWriteArrayList<>();
        serve(exchange -> {
            accepted.addAll(exchange.getRequestHeaders().getOrDefault("Accept-Encoding", List.of("anything")));
            exchange.sendResponseHeaders(204, -1);
        });

        assertThat(result()).isEqualTo(FunctionResult.success(null));
        assertThat(accepted).containsExactly("identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/cloudevents+json"})
    void codedAnswers_areAPermanentFailureThatSaysSo(String type) {
        serve(
                200,
                "\u001f\u008b",
                "Content-Type",
                type,
                "Content-Encoding",
                "identity, GZip",
                "Content-Encoding",
                "br");

        FunctionResult result = result();
        assertThat(result).isInstanceOf(PermanentFailure.class);
        assertThat(causeOf(result))
                .hasMessage("the function 'f' at 127.0.0.1 answered with content in the coding 'GZip, br', which is not"
                        + " understood; it must answer without, as the request's Accept-Encoding says");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "Identity , identity", ""})
    void answersInTheCodingIdentity_areTakenAsTheyAre(String coding) {
        serve(200, "plain", "Content-Encoding", coding);

        assertThat(result()).isEqualTo(FunctionResult.success("plain"));
    }

    /** Of these nothing is read but the head. */
    @Test
    void codingOfNothing_doesNotMatter() {
        serve(200, "", "Content-Encoding", "gzip");

        assertThat(result()).isEqualTo(FunctionResult.success(null));
    }

    @ParameterizedTest
    @CsvSource({"503, true", "400, false"})
    void codedErrors_areWhatTheirStatusSays(int status, boolean worthRetrying) {
        serve(status, "\u001f\u008b", "Content-Encoding", "gzip");

        assertThat(result() instanceof Retry).isEqualTo(worthRetrying);
        assertThat(causeOf(result())).hasMessageContaining("HTTP status " + status);
    }

    // ---------------------------------------------------------------- bounds

    @Test
    void bodies_areBounded() {
        serve(200, "x".repeat(1000));

        assertThat(call(builder().maxAnswerBytes(1000).build()).join())
                .isEqualTo(FunctionResult.success("x".repeat(1000)));
        FunctionResult tooLong = call(builder().maxAnswerBytes(999).build()).join();
        assertThat(tooLong).isInstanceOf(PermanentFailure.class);
        assertThat(causeOf(tooLong)).hasMessageContaining("more than 999 bytes");
    }

    @ParameterizedTest
    @CsvSource({"200, false", "500, true"})
    void bodiesThatAreAnnouncedTooLong_areGivenUpBeforeTheyCome(int status, boolean worthRetrying) throws Exception {
        URI uri = raw(socket -> {
            String head = "HTTP/1.1 " + status + " Whatever\r\nContent-Length: 1000\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            awaitEnd(socket);
        });

        CompletableFuture<FunctionResult> result =
                call(builder().function("f", uri).maxAnswerBytes(999).build());

        assertThat(result).succeedsWithin(Duration.ofSeconds(30)); // the answer never comes to its end

        assertThat(result.join() instanceof Retry).isEqualTo(worthRetrying);
    }

    @ParameterizedTest
    @CsvSource({"200, false", "500, true"})
    void endlessBodies_areGivenUp(int status, boolean worthRetrying) {
        CompletableFuture<Void> gaveUp = new CompletableFuture<>();
        serve(exchange -> {
            exchange.sendResponseHeaders(status, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write(new byte[8192]);
                }
            } catch (IOException closed) {
                gaveUp.complete(null);
                throw closed;
            }
        });

        assertThat(result() instanceof Retry).isEqualTo(worthRetrying);
        gaveUp.join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx"})
    void answersThatDoNotEnd_areTimedOut(String begin) throws Exception {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        URI uri = raw(socket -> {
            connected.complete(null);
            socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
            awaitEnd(socket);
        });
        CompletableFuture<FunctionResult> result =
                call(builder().function("f", uri).timeout(Duration.ofSeconds(3)).build());
        connected.join();
        time.advance(Duration.ofSeconds(3));

        assertThat(result.join()).isInstanceOf(Retry.class);
        assertThat(causeOf(result.join()))
                .isInstanceOf(HttpTimeoutException.class)
                .hasMessageContaining("PT3S");
    }

    @ParameterizedTest
    @ValueSource(longs = {9_223_372_037L, Long.MAX_VALUE})
    void timeout_mayBeSoLongThatItIsNone(long seconds) {
        serve(204, "");

        assertThat(call(builder().timeout(Duration.ofSeconds(seconds)).build()).join())
                .isEqualTo(FunctionResult.success(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?a=%20b"})
    void urlsWithoutPath_meanTheRoot(String query) {
        serve(exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/plain");
            byte[] asked = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, asked.length);
            exchange.getResponseBody().write(asked);
        });

        String byName = "http://function.invalid:" + base.getPort();
        HttpFunctionInvoker.Builder builder = builder().resolver(host -> InetAddress.getAllByName("127.0.0.1"));

        assertThat(call(builder.function("f", URI.create(base + query)).build()).join())
                .isEqualTo(FunctionResult.success("/" + query));
        assertThat(call(builder.function("f", URI.create(byName + query)).build())
                        .join())
                .isEqualTo(FunctionResult.success(byName + "/" + query));
    }

    /** As if the host's own function had thrown it: it may be worth retrying, and is not about the address. */
    @Test
    void headersThatCannotBeHad_areNotTakenForARequestThatCannotBeMade() {
        for (RuntimeException own : List.of(
                new IllegalArgumentException("no token"), new UncheckedIOException(new IOException("no token")))) {
            HttpFunctionInvoker invoker = builder()
                    .headers(call -> {
                        throw own;
                    })
                    .build();

            assertThatThrownBy(() -> invoker.invoke(new Call("f", EVENT))).isSameAs(own);
        }
    }

    @Test
    void unforeseenFaults_areNotTakenForARequestThatCannotBeMade() {
        serve(503, "", "Retry-After", "7");
        TimeSource broken = new ForwardingTime(time) {
            @Override
            public Instant now() {
                throw new IllegalArgumentException("broken");
            }
        };

        assertThat(call(builder().timeSource(broken).build()))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withRootCauseInstanceOf(IllegalArgumentException.class)
                .withMessageContaining("broken");
    }

    @Test
    void cancelling_endsTheRequest() throws Exception {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        URI uri = raw(socket -> {
            connected.complete(null);
            awaitEnd(socket);
            ended.complete(null);
        });
        CompletableFuture<FunctionResult> result =
                call(builder().function("f", uri).build());
        connected.join();
        result.cancel(true);

        ended.join();
    }

    // ---------------------------------------------------------------- faults

    /** What a server without manners does with a connection. */
    private interface Rude {
        void with(Socket socket) throws IOException;
    }

    private URI raw(Rude rude) throws IOException {
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
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");
    }

    private static void awaitEnd(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // what comes does not matter
            }
        } catch (IOException reset) {
            // which is an end too
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reset",
                "close",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\nx",
                "HTTP/1.1 204 No Content\r\nContent-Length: 1\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void brokenConnections_areWorthRetrying(String how) throws Exception {
        URI uri = raw(socket -> {
            socket.getInputStream().read();
            if (how.equals("reset")) {
                socket.setSoLinger(true, 0);
            } else if (!how.equals("close")) {
                socket.getOutputStream().write(how.getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                awaitEnd(socket);
            }
        });

        FunctionResult result = call(builder().function("f", uri).build()).join();
        assertThat(result).isInstanceOf(Retry.class);
        assertThat(causeOf(result)).hasMessage("the function 'f' at 127.0.0.1 cannot be reached");
    }

    @Test
    void nobodyThere_isWorthRetrying() throws Exception {
        server.stop(0);

        assertThat(result()).isInstanceOf(Retry.class);
        FunctionResult unknown = call(builder()
                        .function("f", URI.create("http://no-such-host.invalid/"))
                        .build())
                .join();
        assertThat(unknown).isInstanceOf(Retry.class);
        assertThat(causeOf(unknown)).hasCauseInstanceOf(UnknownHostException.class);
    }

    // ---------------------------------------------------------------- forgery, secrets

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0"})
    void addressesThatAreNotAllowed_areNotConnectedTo(String host) {
        AtomicInteger requests = new AtomicInteger();
        serve(exchange -> requests.incrementAndGet());
        HttpFunctionInvoker invoker = HttpFunctionInvoker.builder()
                .function("f", URI.create("http://" + host + ":" + base.getPort() + "/"))
                .build();

        FunctionResult result = call(invoker).join();

        assertThat(result).isInstanceOf(PermanentFailure.class);
        assertThat(causeOf(result)).hasMessageContaining("not one of the public internet", ".allowAddresses(");
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h/",
                "file:///etc/passwd",
                "http:/no-host",
                "http://user@h/",
                "http://h/#f",
                "http://127.1/",
                "https://h:65536/",
                "relative"
            })
    void urlsThatAreNotUsable_areRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().function("g", URI.create(url)));
        HttpFunctionInvoker invoker =
                builder().functions(name -> Optional.of(URI.create(url))).build();
        FunctionResult result =
                invoker.invoke(new Call("g", EVENT)).toCompletableFuture().join();
        assertThat(result).isInstanceOf(PermanentFailure.class);
    }

    @Test
    void secrets_areInNoMessage() {
        serve(500, "");
        HttpFunctionInvoker good =
                builder().headers(call -> Map.of("Authorization", "s3cret")).build();
        HttpFunctionInvoker broken =
                builder().headers(call -> Map.of("Authorization", "s3cret\nx")).build();

        assertThat(good.toString()).isEqualTo("HttpFunctionInvoker[f]");
        assertThat(call(good).join().toString()).doesNotContain("s3cret");
        FunctionResult refused = call(broken).join();
        assertThat(refused).isInstanceOf(PermanentFailure.class);
        assertThat(causeOf(refused)).hasMessageContaining("'Authorization'").hasNoCause();
        assertThat(refused.toString()).doesNotContain("s3cret");
    }

    @Test
    void https_isSpokenWithWhomTheCertificateNames(@TempDir Path folder) throws Exception {
        SSLContext context = TestTls.context(folder);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        AtomicInteger requests = new AtomicInteger();
        https.createContext("/", exchange -> {
            try (exchange) {
                requests.incrementAndGet();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        https.start();
        servers.add(() -> https.stop(0));
        int port = https.getAddress().getPort();
        HttpFunctionInvoker.Builder invoker = builder().allowAddresses("::1").sslContext(context);

        assertThat(call(invoker.function("f", URI.create("https://localhost:" + port + "/"))
                                .build())
                        .join())
                .isEqualTo(FunctionResult.success(null));
        assertThat(call(invoker.function("f", URI.create("https://127.0.0.1:" + port + "/"))
                                .build())
                        .join())
                .isInstanceOf(Retry.class);
        assertThat(requests).hasValue(1);
        assertThat(call(HttpFunctionInvoker.builder()
                                .sslContext(context)
                                .function("f", URI.create("https://localhost:" + port + "/"))
                                .build())
                        .join())
                .isInstanceOf(PermanentFailure.class);
    }

    @Test
    void manyAtOnce_allEnd() {
        AtomicInteger number = new AtomicInteger();
        serve(exchange -> {
            exchange.getRequestBody().readAllBytes();
            int n = number.incrementAndGet();
            exchange.sendResponseHeaders(n % 3 == 0 ? 503 : 200, -1);
        });
        HttpFunctionInvoker invoker = builder().build();
        List<CompletableFuture<FunctionResult>> all = new ArrayList<>();
        // The JDK's server keeps 200 idle connections: those beyond it closes, perhaps just as they are used again.
        for (int i = 0; i < 150; i++) {
            all.add(call(invoker));
        }
        await().until(() -> all.stream().allMatch(CompletableFuture::isDone));

        assertThat(all.stream().filter(one -> one.join() instanceof Success)).hasSize(100);
    }
}
