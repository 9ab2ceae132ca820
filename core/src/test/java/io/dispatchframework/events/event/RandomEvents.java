package io.dispatchframework.events.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Events of all shapes, with awkward text, names that 1.0 uses itself, and every kind of payload under every type. */
final class RandomEvents {

    private static final String[] AWKWARD = {
        "", "a", " ", "\"", "\\", "\\u0041", "/", "\n", "\u0000", "\u007f", "é", "\u2028", "€", "\uffff", "😀", "語",
        "{}"
    };

    private static final String[] NAMES = {
        "",
        "a",
        "b2",
        "subject",
        "x-y",
        "É",
        "id",
        "specversion",
        "data",
        "data_base64",
        "time",
        "namespace",
        "sourcetype",
        "eventtypeversion",
        "dispatchdata",
        "dispatchextensions",
        "extensions",
        "Subject"
    };

    private static final @Nullable String[] CONTENT_TYPES = {
        null,
        "application/json",
        "application/json; charset=utf-8",
        "application/cloudevents+JSON",
        "text/plain",
        "application/xml",
        "application/octet-stream",
        "nonsense"
    };

    private static final String[] JSON = {
        "null", " null", "\"\"", "\"é\\n\"", " 1", "1.50", "-0", "{ \"a\" : [ 1 , 2.50 ] }", "[]", "{\n\"a\":1}", "true"
    };

    private final Random random;

    RandomEvents(long seed) {
        random = new Random(seed);
    }

    /** Returns an event, whose payload is as its kind says. */
    CloudEvent next() {
        CloudEvent.Builder event = CloudEvent.bare()
                .namespace(text())
                .eventType(text())
                .eventTypeVersion(text())
                .cloudEventsVersion(oneOf("0.1", "1.0"))
                .sourceType(random.nextInt(3) == 0 ? CloudEventV1Mapping.DEFAULT_SOURCE_TYPE : text())
                .sourceId(text())
                .eventId(text())
                .schemaUrl(text())
                .contentType(oneOf(CONTENT_TYPES));
        if (random.nextBoolean()) {
            event.eventTime(time());
        }
        if (random.nextBoolean()) {
            event.extensions(members(0));
        }
        switch (random.nextInt(6)) {
            case 0 -> event.data(text());
            case 1 -> event.data(json());
            case 2, 3 -> event.data(json(), DataKind.JSON);
            case 4 -> {
                byte[] bytes = new byte[random.nextInt(5)];
                random.nextBytes(bytes);
                event.dataBytes(
                        random.nextBoolean() ? bytes : text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            default -> event.data(null);
        }
        return event.build();
    }

    /** Text that is JSON is read as JSON, which 0.1 does not tell either. */
    static CloudEvent withoutKind(CloudEvent event) {
        return event.dataKind() == DataKind.JSON
                ? event.toBuilder().data(event.data()).build()
                : event;
    }

    OffsetDateTime time() {
        return OffsetDateTime.of(
                random.nextInt(10_000),
                1 + random.nextInt(12),
                1 + random.nextInt(28),
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(60),
                random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000_000),
                ZoneOffset.ofTotalSeconds(60 * (random.nextInt(36 * 60 + 1) - 18 * 60)));
    }

    String json() {
        return random.nextInt(3) == 0 ? JsonValues.toText(members(0), "data") : oneOf(JSON);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(random.nextInt(20) == 0 ? 3_000 : 6);
        for (int i = 0; i < parts; i++) {
            text.append(oneOf(AWKWARD));
        }
        return text.toString();
    }

    Number number() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> random.nextInt();
            case 2 -> Integer.MAX_VALUE + 1L + random.nextInt(1_000_000);
            case 3 -> new BigInteger(200, random).setBit(201);
            case 4 -> new BigDecimal(new BigInteger(100, random), 1 + random.nextInt(30));
            default -> new BigDecimal("1E+" + (1 + random.nextInt(500)));
        };
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth > 4 ? 3 : 5)) {
            case 0 -> text();
            case 1 -> random.nextBoolean();
            case 2 -> number();
            case 3 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(random.nextInt(5) == 0 ? null : value(depth + 1));
                }
                yield list;
            }
            default -> members(depth + 1);
        };
    }

    private Map<String, @Nullable Object> members(int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            String name = random.nextInt(3) == 0 ? text() : oneOf(NAMES);
            members.put(name, random.nextInt(12) == 0 ? null : value(depth));
        }
        return members;
    }

    @SafeVarargs
    final <T> T oneOf(T... options) {
        return options[random.nextInt(options.length)];
    }

    boolean nextBoolean() {
        return random.nextBoolean();
    }
}
