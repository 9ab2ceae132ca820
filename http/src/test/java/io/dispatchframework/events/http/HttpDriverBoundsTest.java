package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.testkit.ManualTime;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens where something has an end, or fails, on the driver's side. */
@Timeout(120)
class HttpDriverBoundsTest {

    private static final String EVENT =
            CloudEventJson.create().write(CloudEvent.builder("e").eventId("1").build());
    private static final DeliveryEngine.WhenFull PATIENT = WhenFull.waitUpTo(Duration.ofDays(1));

    private final ManualTime time = new ManualTime();
    private final HttpClient client = HttpClient.newHttpClient();
    private FrontDoor door;

    private URI open(Map<String, String> settings, DeliveryEngine engine, TimeSource by) {
        door = new FrontDoor(by, engine, settings);
        return door.address();
    }

    private URI open() {
        return open(Map.of(), DeliveryEngine.inMemory(), TimeSource.system());
    }

    @AfterEach
    void close() {
        if (door != null) {
            door.open();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(door::close, task -> new Thread(task).start());
            await().until(() -> {
                time.advance(Duration.ofSeconds(1));
                return closed.isDone();
            });
        }
    }

    private CompletableFuture<HttpResponse<String>> post(URI to) {
        return post(to, EVENT);
    }

    private CompletableFuture<HttpResponse<String>> post(URI to, String body) {
        return client.sendAsync(
                HttpRequest.newBuilder(to)
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    // ---------------------------------------------------------------- requests

    @Test
    void requestsOnTopOfThoseThatWait_areTurnedAway() {
        URI uri =
                open(Map.of("threads", "1", "waiting", "2"), DeliveryEngine.inMemory(1, PATIENT), TimeSource.system());
        List<CompletableFuture<HttpResponse<String>>> all = saturate(uri, 6);

        List<HttpResponse<String>> away = all.stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .toList();
        assertThat(away).hasSize(4).allSatisfy(each -> {
            assertThat(each.statusCode()).isEqualTo(429);
            assertThat(each.body()).isEqualTo("{\"error\":\"too many requests are waiting\"}");
            assertThat(each.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(each.headers().firstValue("Connection")).hasValue("close");
        });
        door.open();

        assertThat(all.stream().map(CompletableFuture::join).filter(each -> each.statusCode() == 201))
                .hasSize(3);
        assertThat(door.status().accepted()).isEqualTo(4);
    }

    /** Fills the engine and the one thread, and then the places where requests wait; returns the latter. */
    private List<CompletableFuture<HttpResponse<String>>> saturate(URI uri, int requests) {
        door.shut();
        assertThat(post(uri).join().statusCode()).isEqualTo(201);
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        all.add(post(uri));
        await().until(() -> door.statistics().emitted() == 2); // it has the thread and waits for room
        for (int i = 0; i < requests; i++) {
            all.add(post(uri));
        }
        await().until(() -> all.stream().filter(CompletableFuture::isDone).count() == requests - 2);
        return all;
    }

    @Test
    void slowClientsAmongThoseOnTop_areCutOffSoon() throws Exception {
        URI uri = open(Map.of("threads", "1", "waiting", "2"), DeliveryEngine.inMemory(1, PATIENT), time);
        List<CompletableFuture<HttpResponse<String>>> all = saturate(uri, 2);
        try (RawHttp one = new RawHttp(uri);
                RawHttp two = new RawHttp(uri)) {
            one.send("POST / HTT");
            two.send("POST / HTTP/1.1\r\nHost: localhost\r\nX: ");
            List<CompletableFuture<String>> ends = List.of(endOf(one), endOf(two));
            await().until(() -> {
                time.advance(Duration.ofMillis(200));
                return ends.stream().allMatch(CompletableFuture::isDone);
            });

            assertThat(ends).allSatisfy(end -> assertThat(end.join()).isEmpty());
        }
        assertThat(post(uri).join().statusCode()).isEqualTo(429);
        door.open();
        assertThat(all).allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(201));
    }

    private static CompletableFuture<String> endOf(RawHttp raw) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return raw.answer();
                    } catch (IOException failed) {
                        return failed.toString();
                    }
                },
                task -> new Thread(task).start());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "POST / HTTP/1.1\r\nHost: localhost\r\nX: ", "LINES"})
    void endlessHeads_areCutOff(String begin) throws Exception {
        URI uri = open();
        byte[] more =
                (begin.equals("LINES") ? "X: y\r\n" : "xxxxxx").repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        try (RawHttp raw = new RawHttp(uri)) {
            raw.send(begin.equals("LINES") ? "POST / HTTP/1.1\r\n" : begin);

            assertThat(sendUntilCutOff(raw, more, 1L << 28)).isLessThan(1L << 26);
        }
        assertThat(post(uri).join().statusCode()).isEqualTo(201);
    }

    @Test
    void aGigabyte_isCutOffSoonAfterItsBound() throws Exception {
        URI uri = open();
        byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (RawHttp raw = new RawHttp(uri)) {
            raw.send(head("Transfer-Encoding: chunked"));

            assertThat(sendUntilCutOff(raw, chunk, 1L << 30)).isLessThan(1L << 26); // there are buffers on the way
        }
        assertThat(post(uri).join().statusCode()).isEqualTo(201);
        assertThat(door.status().accepted()).isEqualTo(1);
    }

    private static String head(String header) {
        return String.join(
                "\r\n", "POST / HTTP/1.1", "Host: localhost", "Content-Type: application/json", header, "", "");
    }

    private static long sendUntilCutOff(RawHttp raw, byte[] again, long most) {
        long sent = 0;
        try {
            while (sent < most) {
                raw.send(again);
                sent += again.length;
            }
        } catch (IOException cutOff) {
            return sent;
        }
        return sent;
    }

    @Test
    void threadsOfHalfRequests_areFreeWhenTheClientsGo() throws Exception {
        URI uri = open(Map.of("threads", "2"), DeliveryEngine.inMemory(), time);
        for (int i = 0; i < 20; i++) {
            try (RawHttp raw = new RawHttp(uri)) {
                raw.send(head("Content-Length: 100") + "{");
            }
        }

        assertThat(post(uri).join().statusCode()).isEqualTo(201); // without any time to pass
    }

    @Test
    void bodiesAtOnce_areBounded() {
        URI uri = open(Map.of("maxBody", "1000"), DeliveryEngine.inMemory(1, PATIENT), TimeSource.system());
        String longest = EVENT + " ".repeat(1000 - EVENT.length());
        door.shut();
        assertThat(post(uri, longest).join().statusCode()).isEqualTo(201);
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            held.add(post(uri, longest));
        }
        await().until(() -> door.statistics().emitted() == 17); // which wait for room, with their bodies

        HttpResponse<String> onTop = post(uri, longest).join();
        assertThat(onTop.statusCode()).isEqualTo(429);
        assertThat(onTop.body()).isEqualTo("{\"error\":\"too many requests are being read\"}");
        door.open();
        assertThat(held).allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(201));
        assertThat(post(uri, longest).join().statusCode()).isEqualTo(201);
    }

    @Test
    void timeThatTheManagerTakes_isNoFaultOfTheClient() {
        URI uri = open(Map.of("timeout", "1"), DeliveryEngine.inMemory(1, PATIENT), time);
        door.shut();
        assertThat(post(uri).join().statusCode()).isEqualTo(201);
        CompletableFuture<HttpResponse<String>> waiting = post(uri);
        await().until(() -> door.statistics().emitted() == 2);

        time.advance(Duration.ofMinutes(1));
        door.open();

        assertThat(waiting.join().statusCode()).isEqualTo(201);
    }

    @Test
    void clientsThatTakeNoAnswer_areCutOff() throws Exception {
        URI uri = open(Map.of(), DeliveryEngine.inMemory(), time);
        String invalid = "{\"event-id\":\"" + "x".repeat(100) + "\"}";
        byte[] many = (head("Content-Length: " + invalid.length()) + invalid)
                .repeat(100)
                .getBytes(StandardCharsets.US_ASCII);
        try (RawHttp raw = new RawHttp(uri)) {
            CompletableFuture<Long> sent = CompletableFuture.supplyAsync(
                    () -> sendUntilCutOff(raw, many, 1L << 28), task -> new Thread(task).start());
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                time.advance(Duration.ofSeconds(1));
                return sent.isDone();
            });

            assertThat(sent.join()).isLessThan(1L << 28);
        }
        assertThat(post(uri).join().statusCode()).isEqualTo(201);
    }

    // ---------------------------------------------------------------- failures inside

    @Test
    void aFaultInside_isA500AndShown() {
        URI uri = open();
        door.fault = new AssertionError("s3cret of the host");

        HttpResponse<String> response = post(uri).join();

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body())
                .isEqualTo("{\"error\":\"the driver failed at this request; the events may have been emitted\"}");
        assertThat(response.headers().firstValue("Connection")).hasValue("close");
        assertThat(post(uri).join().statusCode()).isEqualTo(500);
        door.fault = null;
        assertThat(post(uri).join().statusCode()).isEqualTo(201);
        assertThat(door.status().state()).isEqualTo(State.READY);
        assertThat(door.status().reason())
                .isEqualTo("2 requests were answered with 500, the last for AssertionError: s3cret of the host");
    }

    @Test
    void aManagerThatFails_isA503UntilItWorks() {
        URI uri = open();
        door.fault = new IllegalStateException("s3cret of the host");

        HttpResponse<String> response = post(uri).join();

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(response.body())
                .isEqualTo("{\"error\":\"the event manager failed; the events may have been emitted\"}");
        assertThat(door.status().reason()).contains("could not be emitted", "s3cret of the host");
        assertThat(door.status().refused()).isEqualTo(1);
        door.fault = null;
        assertThat(post(uri).join().statusCode()).isEqualTo(201);
        assertThat(door.status().reason()).isEmpty();
    }
}
