package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.testkit.ManualTime;
import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.dispatchframework.events.validation.EventRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver as the HTTP protocol binding and the web hooks of CloudEvents 1.0 have it. */
@Timeout(120)
class HttpDriverV1Test {

    private static final String V1 =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":{}}";
    private static final String V01 = CloudEventJson.create()
            .write(CloudEvent.builder("old").sourceId("disk-1").build());

    private final HttpClient client = HttpClient.newHttpClient();
    private final ManualTime time = new ManualTime();
    private Receiver receiver;

    private void receive(String... settings) {
        receive(EventRules.CLOUDEVENTS, settings);
    }

    private void receive(EventRules rules, String... settings) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        receiver = new Receiver(TimeSource.system(), BeanEventValidator.create(rules), all);
    }

    @AfterEach
    void close() {
        CompletableFuture<Void> closed = CompletableFuture.runAsync(receiver::close, task -> new Thread(task).start());
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return closed.isDone();
        });
    }

    private HttpResponse<String> send(UnaryOperator<HttpRequest.Builder> request) throws Exception {
        return client.send(
                request.apply(HttpRequest.newBuilder(receiver.address())).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> structured(String contentType, String body) throws Exception {
        return send(request -> request.header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder attributes(HttpRequest.Builder request) {
        return request.header("ce-specversion", "1.0")
                .header("ce-id", "1")
                .header("ce-source", "/s")
                .header("ce-type", "t");
    }

    private HttpResponse<String> binary(UnaryOperator<HttpRequest.Builder> more) throws Exception {
        return send(request -> more.apply(attributes(request).POST(BodyPublishers.ofString("{}"))));
    }

    // ---------------------------------------------------------------- structured and batched mode

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents+json",
                "application/cloudevents+json; charset=UTF-8",
                "application/json",
                "application/x-ndjson"
            })
    void structured_tellsItsVersionByItself(String type) throws Exception {
        receive();

        assertThat(structured(type, V1).statusCode()).isEqualTo(201);
        assertThat(receiver.next().cloudEventsVersion()).isEqualTo("1.0");
        assertThat(structured(type, V01).statusCode()).isEqualTo(201);
        assertThat(receiver.next()).isEqualTo(CloudEventJson.create().read(V01));
    }

    @Test
    void structured_mayRepeatAttributesAsHeaders() throws Exception {
        receive();

        assertThat(send(request -> attributes(request)
                                .header("ce-broken", "%")
                                .header("Content-Type", "application/cloudevents+json")
                                .POST(BodyPublishers.ofString(V01)))
                        .statusCode())
                .isEqualTo(201);
        assertThat(receiver.next().eventType()).isEqualTo("old");
    }

    @Test
    void batched_isAListOfEither() throws Exception {
        receive();

        assertThat(structured("application/cloudevents-batch+json", " [" + V1 + "," + V01 + "]")
                        .statusCode())
                .isEqualTo(201);
        assertThat(receiver.next()).isNotEqualTo(receiver.next());
        assertThat(structured("application/cloudevents-batch+json", "[]").statusCode())
                .isEqualTo(201);
        assertThat(receiver.status().accepted()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", V1, V1 + "\n" + V1, "[" + V1, "[1]", "[" + V1 + "]]"})
    void batched_mustBeAList(String body) throws Exception {
        receive();

        assertThat(structured("application/cloudevents-batch+json", body).statusCode())
                .isEqualTo(400);
        assertThat(receiver.status().accepted()).isZero();
    }

    @Test
    void batched_oneInvalid_refusesAll() throws Exception {
        receive();

        HttpResponse<String> response = structured(
                "application/cloudevents-batch+json", "[" + V1 + ",\n" + V1.replace("\"id\":\"1\",", "") + "]");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .startsWith("{\"error\":\"line 2, column 1: the event is invalid\",\"line\":2,\"column\":1,\"index\":1,"
                        + "\"violations\":[{\"attribute\":\"id\",");
        assertThat(receiver.status().accepted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type"})
    void structured_missingAttributes_areNamed(String attribute) throws Exception {
        receive();

        HttpResponse<String> response =
                structured("application/cloudevents+json", V1.replaceFirst("\"" + attribute + "\":\"[^\"]*\",", ""));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"violations\":[{\"attribute\":\"" + attribute + "\",");
    }

    @Test
    void structured_badBase64_isRefused() throws Exception {
        receive();

        HttpResponse<String> response =
                structured("application/cloudevents+json", V1.replace("\"data\":{}", "\"data_base64\":\"a-b_\""));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("must be base64").endsWith(",\"attribute\":\"data_base64\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/cloudevents+xml", "application/cloudevents", "application/cloudevents-batch+avro"})
    void otherFormats_areRefusedInBinaryModeToo(String type) throws Exception {
        receive();

        HttpResponse<String> response = binary(request -> request.header("Content-Type", type));
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.body()).contains("application/cloudevents-batch+json", "ce-specversion");
        assertThat(structured("application/cloudevents+json; charset=latin1", V1)
                        .statusCode())
                .isEqualTo(415);
    }

    // ---------------------------------------------------------------- binary mode

    @Test
    void binary_hasItsAttributesInHeaders() throws Exception {
        receive();

        HttpResponse<String> response = send(request -> request.header("CE-SpecVersion", "1.0")
                .header("ce-id", "caf%C3%A9%201")
                .header("Ce-Source", "/s?a=%2525")
                .header("ce-type", "\"a \\\"b\\\"\"")
                .header("ce-time", "2018-03-02T23:31:35.5+01:00")
                .header("ce-subject", "%F0%9F%98%80")
                .header("ce-sourcetype", "disk")
                .header("ce-Flag", "true")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString("{ \"a\" : 1 }")));

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEmpty();
        assertThat(receiver.next())
                .isEqualTo(CloudEvent.bare()
                        .cloudEventsVersion("1.0")
                        .eventId("café 1")
                        .sourceId("/s?a=%25")
                        .eventType("a \"b\"")
                        .eventTime(OffsetDateTime.parse("2018-03-02T23:31:35.5+01:00"))
                        .extension("subject", "😀")
                        .sourceType("disk")
                        .extension("flag", "true")
                        .contentType("application/json; charset=utf-8")
                        .data("{ \"a\" : 1 }", DataKind.JSON)
                        .build());
    }

    @Test
    void binary_takesAnyContentTypeAndNone() throws Exception {
        receive();

        assertThat(binary(request -> request).statusCode()).isEqualTo(201);
        CloudEvent without = receiver.next();
        assertThat(without.contentType()).isNull();
        assertThat(without.dataKind()).isEqualTo(DataKind.BINARY);
        assertThat(binary(request -> request.header("Content-Type", "text/plain"))
                        .statusCode())
                .isEqualTo(201);
        assertThat(receiver.next().dataKind()).isEqualTo(DataKind.TEXT);
        assertThat(binary(request -> request.header("Content-Type", "text/plain; charset=latin1")
                                .POST(BodyPublishers.ofByteArray(new byte[] {(byte) 0xE9})))
                        .statusCode())
                .isEqualTo(201);
        assertThat(receiver.next().dataBytes()).containsExactly(0xE9);
        assertThat(binary(request -> request.POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(201);
        assertThat(receiver.next().data()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "ce-time, yesterday, time, must be an RFC 3339 time",
        "ce-subject, %, subject, must have two hexadecimal digits behind each '%'",
        "ce-subject, %4g, subject, must have two hexadecimal digits behind each '%'",
        "ce-subject, %C0%A0, subject, must be UTF-8",
        "ce-subject, \"open, subject, must end with the quote",
        "ce-datacontenttype, text/plain, datacontenttype, there must be no ce-datacontenttype",
        "ce-dispatchdata, avro, dispatchdata, 'must be ''text'', ''json'' or ''binary'''"
    })
    void binary_malformedHeaders_areNamed(String header, String value, String attribute, String problem)
            throws Exception {
        receive();

        HttpResponse<String> response = binary(request -> request.header(header, value));

        String named = attribute.equals("datacontenttype") ? "Content-Type" : header;
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .startsWith("{\"error\":\"the header " + named + " ")
                .contains(problem)
                .endsWith("\"attribute\":\"" + attribute + "\"}");
        assertThat(receiver.status().accepted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "0.1", "1", ""})
    void binary_otherVersions_areRefused(String version) throws Exception {
        receive();

        HttpResponse<String> response = binary(request -> request.setHeader("ce-specversion", version));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("the header ce-specversion must be '1.0'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain"})
    void binary_withoutVersion_isRefused(String type) throws Exception {
        receive();

        HttpResponse<String> response = send(request ->
                request.header("ce-id", "1").header("Content-Type", type).POST(BodyPublishers.ofString(V1)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("the header ce-specversion is missing")
                .endsWith("\"attribute\":\"specversion\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type"})
    void binary_missingAttributes_areNamed(String attribute) throws Exception {
        receive();

        HttpResponse<String> response = binary(request -> request.setHeader("ce-" + attribute, ""));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .startsWith("{\"error\":\"the event is invalid\",\"index\":0,\"violations\":[{\"attribute\":\""
                        + attribute + "\",\"message\":\"" + attribute + " is required\"}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "'ce-id: 1\r\nce-id: 1', ce-id must be given once",
        "'ce-id: 1\r\nCE-ID: 2', ce-id must be given once",
        "'ce-id: caf\u00e9', ce-id must be printable ASCII",
        "'ce-id: 1\r\nContent-Type: text/plain\r\nContent-Type: text/plain', Content-Type must be given once"
    })
    void binary_headersThatNoClientSends_areRefused(String headers, String problem) throws Exception {
        receive();
        try (RawHttp raw = new RawHttp(receiver.address())) {
            raw.send(("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n"
                            + "ce-specversion: 1.0\r\nce-source: /s\r\nce-type: t\r\n" + headers + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));

            assertThat(raw.answer()).startsWith("HTTP/1.1 400 ").contains("the header " + problem);
        }
    }

    @Test
    void binary_namesThatAreNot1_areRefusedByTheRules() throws Exception {
        receive();

        HttpResponse<String> response = binary(request -> request.header("ce-my-name", "x"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"attribute\":\"my-name\"");
    }

    @Test
    void events_withRulesOf01_areRefusedWithTheOtherChoice() throws Exception {
        receive(EventRules.DISPATCH);

        assertThat(binary(request -> request).body()).contains("EventRules.CLOUDEVENTS");
        assertThat(structured("application/cloudevents+json", V1).body()).contains("EventRules.CLOUDEVENTS");
        assertThat(receiver.status().invalid()).isEqualTo(2);
    }

    // ---------------------------------------------------------------- source types

    @ParameterizedTest
    @CsvSource({"'', sidecar", "producers, producers"})
    void sourceType_isThatOfTheSettingsWhereNoneIsSaid(String setting, String expected) throws Exception {
        if (setting.isEmpty()) {
            receive();
        } else {
            receive("sourceType", setting);
        }

        structured("application/cloudevents+json", V1);
        assertThat(receiver.next().sourceType()).isEqualTo(expected);
        structured("application/cloudevents+json", V01.replaceFirst("\"source-type\":\"[^\"]*\",", ""));
        assertThat(receiver.next().sourceType()).isEqualTo(expected);
        binary(request -> request);
        assertThat(receiver.next().sourceType()).isEqualTo(expected);
        binary(request -> request.header("ce-sourcetype", "said"));
        assertThat(receiver.next().sourceType()).isEqualTo("said");
    }

    // ---------------------------------------------------------------- protection

    @Test
    void binary_isProtectedAsAllElse() throws Exception {
        receive("token", "s3cret", "maxBody", "1000");

        assertThat(binary(request -> request).statusCode()).isEqualTo(401);
        UnaryOperator<HttpRequest.Builder> token = request -> request.header("Authorization", "Bearer s3cret");
        assertThat(binary(token).statusCode()).isEqualTo(201);
        assertThat(binary(request -> token.apply(request).header("Origin", "http://evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(binary(request -> token.apply(request).header("Content-Encoding", "gzip"))
                        .statusCode())
                .isEqualTo(415);
        assertThat(binary(request -> token.apply(request).POST(BodyPublishers.ofString("x".repeat(1001))))
                        .statusCode())
                .isEqualTo(413);
        BodyPublisher ofUnknownLength = BodyPublishers.fromPublisher(BodyPublishers.ofString("x".repeat(1001)));
        assertThat(binary(request ->
                                token.apply(request).version(Version.HTTP_1_1).POST(ofUnknownLength))
                        .statusCode())
                .isEqualTo(413);
        assertThat(receiver.status().accepted()).isEqualTo(1);
    }

    private String begin() {
        return "POST / HTTP/1.1\r\nHost: " + receiver.address().getAuthority()
                + "\r\nce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\nce-type: t\r\nContent-Length: 100\r\n\r\n{";
    }

    @Test
    void binary_thatBreaksOff_isNeverTaken() throws Exception {
        receive();
        try (RawHttp raw = new RawHttp(receiver.address())) {
            raw.send(begin()).endOfInput();

            assertThat(raw.answer()).startsWith("HTTP/1.1 400 ").contains("the body is broken");
        }
        assertThat(receiver.status().accepted()).isZero();
    }

    @Test
    void binary_thatIsSlow_isCutOff() throws Exception {
        receiver = new Receiver(time, BeanEventValidator.create(EventRules.CLOUDEVENTS), Map.of());
        try (RawHttp slow = new RawHttp(receiver.address())) {
            slow.send(begin());
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> answerOf(slow));
            await().until(() -> {
                time.advance(Duration.ofSeconds(10));
                return answer.isDone();
            });

            assertThat(answer.join()).isEmpty();
        }
        assertThat(binary(request -> request).statusCode()).isEqualTo(201);
    }

    private static String answerOf(RawHttp raw) {
        try {
            return raw.answer();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    // ---------------------------------------------------------------- web hooks

    private HttpResponse<String> ask(String... headers) throws Exception {
        return send(request -> {
            HttpRequest.Builder asking = request.method("OPTIONS", BodyPublishers.noBody());
            return headers.length == 0 ? asking : asking.headers(headers);
        });
    }

    @Test
    void webHooks_areOffUnlessSendersAreListed() throws Exception {
        receive();

        HttpResponse<String> response = ask("WebHook-Request-Origin", "events.example.com");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, POST");
        assertThat(response.headers().map()).doesNotContainKey("webhook-allowed-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"events.example.com", "EVENTS.example.com", "events.example.com.", "other.example.com"})
    void webHooks_sendersOnTheListAreWelcome(String origin) throws Exception {
        receive("webHookOrigins", "Events.Example.com, other.example.com", "token", "s3cret");

        HttpResponse<String> response = ask(
                "WebHook-Request-Origin",
                origin,
                "WebHook-Request-Rate",
                "120",
                "WebHook-Request-Callback",
                "http://x/");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("WebHook-Allowed-Origin")).hasValue(origin);
        assertThat(response.headers().firstValue("WebHook-Allowed-Rate")).hasValue("*");
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, OPTIONS, POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "example.com", "x.events.example.com", "*", "events.example.com, evil"})
    void webHooks_othersAreNot(String origin) throws Exception {
        receive("webHookOrigins", "events.example.com");

        HttpResponse<String> response = ask("WebHook-Request-Origin", origin);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().map()).doesNotContainKey("webhook-allowed-origin");
    }

    @Test
    void webHooks_aRateNeedsSenders() {
        receive();
        HttpDriver driver = HttpDriver.create();
        DriverSettings settings = DriverSettings.of(driver.settings(), Map.of("port", "0", "webHookRate", "90"));

        assertThat(driver.violations(settings))
                .containsExactly(
                        new Violation("settings.webHookRate", "settings.webHookRate must come with webHookOrigins"));
    }

    @Test
    void webHooks_mayBeOpenToAllAtARate() throws Exception {
        receive("webHookOrigins", "*", "webHookRate", "90");

        HttpResponse<String> response = ask("WebHook-Request-Origin", "anybody.example");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("WebHook-Allowed-Origin")).hasValue("*");
        assertThat(response.headers().firstValue("WebHook-Allowed-Rate")).hasValue("90");
        assertThat(ask().statusCode()).isEqualTo(400);
        assertThat(ask("WebHook-Request-Origin", "").statusCode()).isEqualTo(400);
        assertThat(ask("WebHook-Request-Origin", "a", "WebHook-Request-Origin", "b")
                        .statusCode())
                .isEqualTo(400);
        assertThat(ask("WebHook-Request-Origin", "a", "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(binary(request -> request).statusCode()).isEqualTo(201);
    }
}
