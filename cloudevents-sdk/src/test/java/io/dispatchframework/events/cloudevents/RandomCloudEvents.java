package io.dispatchframework.events.cloudevents;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DataKind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Events of either library that are valid, with every type of attribute and every kind of payload. */
final class RandomCloudEvents {

    private static final List<String> AWKWARD =
            List.of("a", "Z", "7", " ", "\"", "\\", "/", "%41", "\u00e9", "\u2028", "\ud83d\ude00", "{}", "<", "'");
    private static final List<String> PLAIN = List.of("a", "Z", "7", "/", "-", "_", ".", "~", ":", "=");

    private static final List<String> NAMES = List.of(
            "traceparent",
            "a",
            "0",
            "x1",
            "partitionkey",
            "namespace",
            "sourcetype",
            "eventtypeversion",
            "dispatchextensions",
            "verylongnameofanextensionattribute");

    private static final List<String> JSON_TYPES =
            List.of("application/json", "application/json; charset=utf-8", "text/json", "application/x+json");
    private static final List<String> TEXT_TYPES = List.of("text/plain", "application/xml", "text/csv;charset=utf-8");
    private static final List<String> JSON = List.of(
            "{}",
            "[]",
            "\"\"",
            "\"\u00e9 \\\"x\\\"\"",
            "0",
            "-12",
            "1.50",
            "true",
            "{\"a\":[1,2.5,null,{\"b\":\"\ud83d\ude00\"}],\"c\":false}");

    private final Random random;
    private final List<String> alphabet;

    private RandomCloudEvents(long seed, List<String> alphabet) {
        this.random = new Random(seed);
        this.alphabet = alphabet;
    }

    static RandomCloudEvents withAnyText(long seed) {
        return new RandomCloudEvents(seed, AWKWARD);
    }

    /** For headers, which have bytes of their own rules, and where the SDK leaves a percent sign as it is. */
    static RandomCloudEvents withPlainText(long seed) {
        return new RandomCloudEvents(seed, PLAIN);
    }

    /** An event of the SDK. */
    io.cloudevents.CloudEvent nextOfSdk() {
        CloudEventBuilder event = CloudEventBuilder.v1()
                .withId(text())
                .withSource(URI.create(uriReference()))
                .withType(text())
                .withSubject(random.nextBoolean() ? text() : null)
                .withTime(random.nextBoolean() ? time() : null)
                .withDataSchema(random.nextBoolean() ? URI.create("https://example.com/schema#v1") : null);
        for (int i = random.nextInt(7); i > 0; i--) {
            extend(event, oneOf(NAMES));
        }
        switch (random.nextInt(6)) {
            case 0 -> {}
            case 1, 2 -> event.withData(oneOf(JSON_TYPES), utf8(oneOf(JSON)));
            case 3 -> event.withData(oneOf(TEXT_TYPES), utf8(text()));
            case 4 -> event.withData("application/octet-stream", bytes());
            default -> event.withData(utf8(oneOf(JSON)));
        }
        return event.build();
    }

    private void extend(CloudEventBuilder event, String name) {
        switch (random.nextInt(7)) {
            case 0 -> event.withExtension(name, (Number) random.nextInt());
            case 1 -> event.withExtension(name, random.nextBoolean());
            case 2 -> event.withExtension(name, URI.create(uriReference()));
            case 3 -> event.withExtension(name, time());
            case 4 -> event.withExtension(name, bytes());
            default -> event.withExtension(name, text());
        }
    }

    /** An event of this library, of either version. */
    CloudEvent next() {
        boolean isOf1 = random.nextBoolean();
        CloudEvent.Builder event = CloudEvent.bare()
                .cloudEventsVersion(isOf1 ? "1.0" : "0.1")
                .eventId(text())
                .sourceId(uriReference())
                .eventType(text())
                .sourceType(random.nextBoolean() ? "cloudevents" : text())
                .namespace(random.nextBoolean() ? text() : null)
                .eventTypeVersion(random.nextBoolean() ? text() : null)
                .eventTime(random.nextBoolean() ? time() : null)
                .schemaUrl(random.nextBoolean() ? "https://example.com/schema#v1" : null);
        for (int i = random.nextInt(6); i > 0; i--) {
            String name = oneOf(NAMES);
            switch (random.nextInt(isOf1 ? 4 : 6)) {
                case 0 -> event.extension(name, random.nextInt());
                case 1 -> event.extension(name, random.nextBoolean());
                case 2 -> event.extension("subject", text());
                case 3 -> event.extension(name, text());
                case 4 -> event.extension(name, List.of(text(), 1L << 40));
                default -> event.extension("X-" + text(), text());
            }
        }
        switch (random.nextInt(8)) {
            case 0 -> event.contentType(oneOf(JSON_TYPES));
            case 1, 2 -> event.contentType(contentType()).data(oneOf(JSON), DataKind.JSON);
            case 3 -> event.contentType(oneOf(JSON_TYPES)).data(oneOf(JSON), DataKind.JSON);
            case 4 -> event.contentType(contentType()).data(text());
            case 5 -> event.contentType(contentType()).dataBytes(utf8(oneOf(JSON)));
            default -> event.contentType(contentType()).dataBytes(bytes());
        }
        return event.build();
    }

    private @Nullable String contentType() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> oneOf(JSON_TYPES);
            case 2 -> oneOf(TEXT_TYPES);
            default -> "application/octet-stream";
        };
    }

    private OffsetDateTime time() {
        return OffsetDateTime.of(
                1 + random.nextInt(9_999),
                1 + random.nextInt(12),
                1 + random.nextInt(28),
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(60),
                random.nextBoolean() ? 0 : random.nextInt(1_000_000_000),
                ZoneOffset.ofTotalSeconds(60 * (random.nextInt(36 * 60 + 1) - 18 * 60)));
    }

    private String uriReference() {
        String reference = oneOf(List.of(
                        "/sensors/7", "https://example.com/a?b=c", "urn:x:1", "a", "//host/%20x", "mailto:a@b.org"))
                + random.nextInt(10);
        return alphabet.equals(PLAIN) ? reference.replace("%20", "") : reference;
    }

    private String text() {
        StringBuilder text = new StringBuilder("t");
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(oneOf(alphabet));
        }
        return text.append('.').toString();
    }

    /** At least one, as a payload of none is no payload here. */
    private byte[] bytes() {
        byte[] bytes = new byte[1 + random.nextInt(9)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private <T> T oneOf(List<T> options) {
        return options.get(random.nextInt(options.size()));
    }
}
