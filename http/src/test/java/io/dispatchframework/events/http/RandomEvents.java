package io.dispatchframework.events.http;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventV1Mapping;
import io.dispatchframework.events.event.DataKind;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Valid events of one version, with text that headers cannot have as it is. */
final class RandomEvents {

    private static final String[] AWKWARD = {
        "a", "B", "7", " ", "  ", "\"", "\\", "%", "%41", "%zz", ",", ";", ":", "=", "é", "€", "語", "😀", "\u00a0",
        "\u2028", "{", "\\u0041"
    };

    private static final String[] SOURCES = {"/disks/1", "urn:x:y", "https://example.com/caf%C3%A9?a=b&c#d", "disk-1"};

    private static final @Nullable String[] CONTENT_TYPES = {
        null,
        "application/json",
        "application/json; charset=utf-8",
        "application/problem+json",
        "text/plain",
        "text/plain; charset=ISO-8859-1",
        "application/xml",
        "application/octet-stream"
    };

    private static final String[] JSON = {
        "\"\"", "\"é\\n\"", "1.50", "-0", "{ \"a\" : [ 1 , 2.50 ] }", "[]", "{\n\"a\":1}", "true"
    };

    private final String version;
    private final Random random;

    RandomEvents(String version, long seed) {
        this.version = version;
        random = new Random(seed);
    }

    CloudEvent next() {
        CloudEvent.Builder event = CloudEvent.bare()
                .cloudEventsVersion(version)
                .namespace(random.nextBoolean() ? "" : text())
                .eventId(text())
                .eventType(text())
                .eventTypeVersion(random.nextBoolean() ? null : text())
                .sourceType(random.nextInt(3) == 0 ? CloudEventV1Mapping.DEFAULT_SOURCE_TYPE : text())
                .sourceId(oneOf(SOURCES))
                .schemaUrl(random.nextBoolean() ? null : "https://example.com/schema%20s#part")
                .contentType(oneOf(CONTENT_TYPES));
        if (random.nextBoolean()) {
            event.eventTime(OffsetDateTime.of(
                    random.nextInt(10_000),
                    1 + random.nextInt(12),
                    1 + random.nextInt(28),
                    random.nextInt(24),
                    0,
                    1,
                    random.nextInt(1_000_000_000),
                    ZoneOffset.ofTotalSeconds(60 * (random.nextInt(2_000) - 1_000))));
        }
        extensions(event);
        switch (random.nextInt(5)) {
            case 0 -> event.data("~" + text()); // so that it is no JSON
            case 1 -> event.data("");
            case 2 -> event.data(oneOf(JSON), DataKind.JSON);
            case 3 -> {
                byte[] bytes = new byte[random.nextInt(5)];
                random.nextBytes(bytes);
                event.dataBytes(random.nextBoolean() ? bytes : text().getBytes(StandardCharsets.UTF_8));
            }
            default -> event.data(null);
        }
        return event.build();
    }

    private void extensions(CloudEvent.Builder event) {
        boolean isV1 = version.equals(CloudEventV1Mapping.SPEC_VERSION);
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = oneOf("subject", "traceparent", "a", "b2", isV1 ? "c" : "x-y", isV1 ? "d" : "É");
            switch (name.equals("subject") ? 0 : random.nextInt(isV1 ? 4 : 6)) {
                case 0, 1 -> event.extension(name, text());
                case 2 -> event.extension(name, random.nextBoolean());
                case 3 -> event.extension(name, random.nextInt());
                case 4 -> event.extension(name, List.of(text(), true, 1));
                default -> event.extension(name, Map.of(text(), List.of(Map.of())));
            }
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int parts = 1 + random.nextInt(random.nextInt(20) == 0 ? 300 : 6); parts > 0; parts--) {
            text.append(oneOf(AWKWARD));
        }
        return text.toString();
    }

    @SafeVarargs
    private <T> T oneOf(T... options) {
        return options[random.nextInt(options.length)];
    }

    /** Returns an event as it comes out at the other end, by what docs/cloudevents.md says of the mode. */
    static CloudEvent after(CloudEvent event, EventMode mode) {
        CloudEvent.Builder there =
                event.toBuilder().cloudEventsVersion(mode == EventMode.STRUCTURED_V01 ? "0.1" : "1.0");
        if (mode == EventMode.STRUCTURED_V01) {
            there.data(event.data()); // which says no kind
        }
        if (mode == EventMode.BINARY_V1) {
            if (event.dataKind() == DataKind.JSON && event.contentType() == null) {
                there.contentType("application/json");
            }
            if (event.hasExtensions()) {
                Map<String, Object> texts = new HashMap<>(event.extensions());
                texts.replaceAll((name, value) ->
                        name.matches("[a-z0-9]+") && (value instanceof Boolean || value instanceof Integer)
                                ? value.toString()
                                : value);
                there.extensions(texts);
            }
        }
        return there.build();
    }
}
