package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.Effort;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares reading with the scanner and without it: the same events, at the same places, and then the same error. */
class PlainEventScannerTest {

    /** What the documents are read as, and what most of their events are. */
    enum Format {
        V01,
        V1,
        ANY;

        Dialect dialect() {
            V1Format v1 = new V1Format(CloudEventV1Mapping.create());
            return switch (this) {
                case V01 -> new V01Format();
                case V1 -> v1;
                case ANY -> new AnyDialect(v1);
            };
        }

        List<EventMember[]> members() {
            return switch (this) {
                case V01 -> List.<EventMember[]>of(Attribute.values());
                case V1 -> List.<EventMember[]>of(V1Attribute.values());
                case ANY -> List.<EventMember[]>of(Attribute.values(), V1Attribute.values());
            };
        }
    }

    private static final int DOCUMENTS = Effort.of(50_000, 1_500);

    private static final JsonBounds USUAL = new JsonBounds(64, 10_000, 1_000_000);

    private static final List<JsonBounds> BOUNDS = List.of(
            USUAL,
            USUAL,
            new JsonBounds(1, 10_000, 1_000_000),
            new JsonBounds(2, 10_000, 1_000_000),
            new JsonBounds(64, 12, 1_000_000),
            new JsonBounds(64, 10_000, 90));

    private static final List<String> FRAGMENTS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            " ",
            "\n",
            "\r",
            "\t",
            "\f",
            "\0",
            "a",
            "0",
            "-",
            "1.",
            "e5",
            "9".repeat(20),
            "null",
            "true",
            "false",
            "nul",
            "\"\"",
            "{}",
            "[]",
            "{\"a\":",
            ",\"a\":1",
            ",\"a\":1,\"a\":2",
            ",\"data\":\"x\"",
            "\"event-time\":",
            "\"x\":null,",
            "\\u00e9",
            "\\u0041",
            "\\u0000",
            "\\ud83d",
            "\\ud83d\\ude00",
            "\\ude00",
            "\\uD7FF",
            "\\u12",
            "\\u12G4",
            "\\x",
            "\\\"",
            "\\\\",
            "\\/",
            "\\n\\t\\r\\b\\f",
            "ä",
            "速",
            "😀",
            "\uFEFF",
            "\u2028",
            "//c",
            "/*c*/");

    /** Overlong forms, halves, what is beyond Unicode, a lone start and a lone rest. */
    private static final List<String> MALFORMED_UTF_8 = List.of(
            "\u00C0\u0080",
            "\u00E0\u0080\u00AF",
            "\u00ED\u00A0\u0080",
            "\u00F4\u0090\u0080\u0080",
            "\u00C3",
            "\u00BF",
            "\u00E9\u0080",
            "\u00FF");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "dispatch",
            "vm.powered.on",
            "0.1",
            "2018-03-02T23:31:35.123Z",
            "2018-03-02T23:31:35+01:00",
            "2018-02-30T00:00:00Z",
            "https://example.com/a.json",
            "application/json",
            "null",
            "12345678",
            "äöü",
            "速度速度",
            "😀😀😀😀😀😀😀",
            "a\\\"b",
            "{\\\"vm\\\":\\\"web\\\"}",
            "\\u003cb\\u003e",
            "\\u901f\\u5ea6",
            "gr\\u00fc\\n",
            "\\ud83d\\ude00",
            "tail\\\\",
            "just twelve!",
            "thirteen char",
            "just twelv\\u00e9!",
            "thirteen ch\\u00e4r",
            "thirteen\\\\char",
            "thirtéén char",
            "Größe 速度 \\\"😀\\u00e9\\\" ночь",
            "\\u007f\\u0080\\u07ff\\u0800\\uffff\\u0000",
            "a longer text, of fifty characters in all, no more.");

    private static final List<String> VALUES = List.of(
            "0",
            "-0",
            "7",
            "-12",
            "007",
            "2147483647",
            "2147483648",
            "-2147483648",
            "999999999999999999",
            "-999999999999999999",
            "9223372036854775807",
            "9223372036854775808",
            "1.0",
            "1e3",
            "true",
            "false",
            "null",
            "{}",
            "[]",
            "{\"a\":{\"b\":[1,null]}}",
            "{\"a\":1,\"a\":2}",
            "[1,\"x\"]");

    /** What most events do not have, and what changes how others are read. */
    private static final Set<EventMember> RARE = Set.of(V1Attribute.DATA_BASE64, V1Attribute.DISPATCHDATA);

    private static final List<String> OTHER_NAMES = List.of(
            "id",
            "\\u0069d",
            "specversion",
            "cloud-events-version",
            "trace1",
            "retries",
            "tenant",
            "thirteenchars",
            "a".repeat(KnownNames.LONGEST),
            "a".repeat(KnownNames.LONGEST + 1),
            "",
            "Data",
            "datas",
            "dat",
            "event_type",
            "event-typ",
            "event-type-versio",
            "\\u0064ata",
            "x",
            "é");

    private static List<byte[]> corpus = List.of();

    private final long seed = Long.getLong("events.scanner.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @BeforeAll
    static void readCases() throws IOException {
        corpus = CloudEventJsonCasesTest.cases()
                .map(each -> each.input().getBytes(StandardCharsets.UTF_8))
                .filter(input -> input.length < 2_000)
                .toList();
    }

    /** All that can be told of a reading, as text. */
    private static String outcome(CloudEventReader reader) {
        StringBuilder outcome = new StringBuilder();
        try {
            for (CloudEvent event = reader.next(); event != null; event = reader.next()) {
                describe(outcome, event, reader.line(), reader.column());
            }
            outcome.append("end");
        } catch (MalformedJsonException fault) {
            describe(outcome, fault);
        }
        assertThat(reader.next()).isNull();
        return outcome.toString();
    }

    private static void describe(StringBuilder outcome, CloudEvent event, long line, long column) {
        outcome.append(line).append(':').append(column).append(' ').append(event.toMap());
        event.extensions().values().forEach(value -> outcome.append(value == null ? null : value.getClass()));
        outcome.append(event.hasExtensions())
                .append(event.extensions().getClass())
                .append(event.dataKind())
                .append('\n');
    }

    private static void describe(StringBuilder outcome, MalformedJsonException fault) {
        outcome.append(fault.getMessage())
                .append(fault.line())
                .append(':')
                .append(fault.column())
                .append(fault.attribute());
    }

    @ParameterizedTest
    @EnumSource
    void bytes_areReadAsByTheStrictReaderAlone(Format format) {
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] document = mutated(event(format));
            compare(format, i, document, documents -> outcome(documents.open(document)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyEvent_isReadAsByTheStrictReaderAlone(Format format) {
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] document = mutated(event(format));
            compare(format, i, document, documents -> only(documents, document));
        }
    }

    /** One reader for all documents, as a host has it, so that names are known and expected from the ones before. */
    @ParameterizedTest
    @EnumSource
    void onlyEventsOneAfterAnother_areReadAsByTheStrictReaderAlone(Format format) {
        Documents scanning = new Documents(format.dialect(), USUAL, true);
        Documents strict = new Documents(format.dialect(), USUAL, false);
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] event = event(format);
            byte[] document = random.nextInt(30) == 0 ? mutated(event) : event;
            assertThat(only(scanning, document))
                    .as("%s, seed %d, document %d: %s", format, seed, i, new String(document, StandardCharsets.UTF_8))
                    .isEqualTo(only(strict, document));
        }
    }

    private static String only(Documents documents, byte[] document) {
        StringBuilder outcome = new StringBuilder();
        try {
            describe(outcome, documents.only(document), 0, 0);
        } catch (MalformedJsonException fault) {
            describe(outcome, fault);
        }
        return outcome.toString();
    }

    @ParameterizedTest
    @EnumSource
    void manyEventsInParts_areReadAsByTheStrictReaderAlone(Format format) {
        for (int i = 0; i < DOCUMENTS / 10; i++) {
            byte[] document = {};
            for (int events = 1 + random.nextInt(60); events > 0; events--) {
                byte[] event = random.nextInt(60) == 0 ? mutated(event(format)) : event(format);
                document = joined(document, event, oneOf(List.of("", "\n", " \r\n\t", "  ")));
            }
            byte[] whole = document;
            int part = 1 + random.nextInt(2 * whole.length);
            compare(format, i, whole, documents -> outcome(documents.open(inParts(whole, part))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void lines_areReadAsByTheStrictReaderAlone(Format format) {
        for (int i = 0; i < DOCUMENTS / 10; i++) {
            byte[] document = {};
            for (int line = 1; line <= 10; line++) {
                document = joined(document, mutated(event(format)), "\n");
            }
            byte[] whole = document;
            int part = 1 + random.nextInt(2 * whole.length);
            compare(format, i, whole, documents -> {
                StringBuilder faults = new StringBuilder();
                CloudEventReader reader =
                        new LineReader(inParts(whole, part), documents, fault -> describe(faults, fault));
                return outcome(reader) + faults;
            });
        }
    }

    @Test
    void usualEvent_isTaken() {
        byte[] event = """
                {"namespace": "dispatchframework.io", "event-type": "user.created", "event-type-version": null,
                "cloud-events-version": "0.1", "source-type": "dispatch", "source-id": "dispatch", "event-id": "1",
                "event-time": "2018-03-02T23:31:35Z", "schema-url": "/user", "content-type": "application/json",
                "extensions": {"a": "\\u00e4\\n", "b": -12, "c": 12345678901, "d": true, "e": false, "f": null},
                "data": "{\\"name\\":\\"J\u00f6n\\"}"}""".getBytes(StandardCharsets.UTF_8);
        assertThat(new PlainEventScanner<>(new V01Format(), new Documents(USUAL)).scan(event, 0, event.length))
                .isEqualTo(new Documents(USUAL, false).open(event).only());
    }

    @Test
    void usualEvents_ofAnyOrder_areTaken() {
        V1Format format = new V1Format(CloudEventV1Mapping.create());
        Documents documents = new Documents(format, USUAL, true);
        Documents strict = new Documents(format, USUAL, false);
        List<String> members = new ArrayList<>(List.of(
                "\"specversion\":\"1.0\"",
                "\"id\":\"1\"",
                "\"source\":\"/a\"",
                "\"type\":\"t\"",
                "\"subject\":\"s\"",
                "\"trace\":\"4bf9\"",
                "\"tenant\":\"acme\"",
                "\"retries\":2",
                "\"data\":{}"));
        for (int i = 0; i < 1_000; i++) {
            Collections.shuffle(members, random);
            byte[] event = ("{" + String.join(",", members) + "}").getBytes(StandardCharsets.UTF_8);
            assertThat(format.scanner(documents).scan(event, 0, event.length))
                    .as("seed %d, event %d: %s", seed, i, members)
                    .isNotNull()
                    .isEqualTo(strict.only(event));
        }
    }

    @Test
    void usualEventOf1_isTaken() {
        byte[] event = """
                {"specversion": "1.0", "type": "com.example.someevent", "source": "/mycontext", "subject": null,
                "id": "C234-1234-1234", "time": "2018-04-05T17:31:00Z", "trace1": "\\u00e4\\n", "count": -12, "on": true,
                "datacontenttype": "application/json", "namespace": "x", "sourcetype": 5, "dispatchextensions": "{}",
                "data": {"name": "J\u00f6n\\t", "list": [ 1, -0.5e+3, null, true, false, {"name": "\\u00e9"}, [] ]}}""".getBytes(StandardCharsets.UTF_8);
        for (Dialect dialect : List.of(Format.V1.dialect(), Format.ANY.dialect())) {
            assertThat(dialect.scanner(new Documents(USUAL)).scan(event, 0, event.length))
                    .isNotNull()
                    .isEqualTo(new Documents(dialect, USUAL, false).open(event).only());
        }
    }

    @Test
    void extensionNames_thatAreTooLong_areLeftToTheStrictReader() {
        assertThat(takes(Format.V1, USUAL, "{\"%s\":1}".formatted("a".repeat(KnownNames.LONGEST))))
                .isTrue();
        assertThat(takes(Format.V1, USUAL, "{\"%s\":1}".formatted("a".repeat(KnownNames.LONGEST + 1))))
                .isFalse();

        JsonBounds twelve = new JsonBounds(64, 12, 1_000_000);
        assertThat(takes(Format.V01, twelve, "{\"extensions\":{\"just twelve!\":1}}"))
                .isTrue();
        assertThat(takes(Format.V01, twelve, "{\"extensions\":{\"thirteen char\":1}}"))
                .isFalse();
        assertThat(takes(Format.V1, twelve, "{\"justatwelve1\":1}")).isTrue();
        assertThat(takes(Format.V1, twelve, "{\"thirteenchars\":1}")).isFalse();
    }

    private static boolean takes(Format format, JsonBounds bounds, String json) {
        byte[] event = json.getBytes(StandardCharsets.UTF_8);
        return format.dialect().scanner(new Documents(bounds)).scan(event, 0, event.length) != null;
    }

    private void compare(Format format, int number, byte[] document, Function<Documents, String> reading) {
        JsonBounds bounds = random.nextInt(6) > 0
                ? oneOf(BOUNDS)
                : new JsonBounds(64, 10_000, Math.max(1, document.length - random.nextInt(4)));
        assertThat(reading.apply(new Documents(format.dialect(), bounds, true)))
                .as(() -> "%s, seed %d, document %d, %s: %s"
                        .formatted(format, seed, number, bounds, new String(document, StandardCharsets.UTF_8)))
                .isEqualTo(reading.apply(new Documents(format.dialect(), bounds, false)));
    }

    /** Gives the bytes in parts of the same length. */
    private static InputStream inParts(byte[] document, int part) {
        return new ByteArrayInputStream(document) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, part - pos % part));
            }
        };
    }

    private static byte[] joined(byte[] first, byte[] second, String last) {
        byte[] end = last.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(first, first.length + second.length + end.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        System.arraycopy(end, 0, all, first.length + second.length, end.length);
        return all;
    }

    private byte[] event(Format format) {
        return random.nextInt(4) == 0
                ? oneOf(corpus)
                : generated(oneOf(format.members())).getBytes(StandardCharsets.UTF_8);
    }

    private String generated(EventMember[] attributes) {
        List<String> members = new ArrayList<>();
        for (EventMember attribute : attributes) {
            if (random.nextInt(3) > 0 && (!RARE.contains(attribute) || random.nextInt(6) == 0)) {
                members.add('"' + attribute.jsonName() + '"' + blank() + ":" + blank() + value(attribute));
            }
        }
        while (random.nextInt(3) == 0) {
            members.add('"' + oneOf(OTHER_NAMES) + "\":" + anyValue());
        }
        if (random.nextInt(4) == 0) {
            Collections.shuffle(members, random);
        }
        return blank() + "{" + blank() + String.join(blank() + "," + blank(), members) + blank() + "}" + blank();
    }

    private String value(EventMember attribute) {
        if (random.nextInt(20) == 0) {
            return anyValue();
        }
        String text = switch (attribute.jsonName()) {
            case "event-time", "time" -> TEXTS.get(6 + random.nextInt(2));
            case "specversion" -> "1.0";
            case "datacontenttype" -> oneOf(List.of("application/json", "text/plain", "a/b+json"));
            case "data_base64" -> oneOf(List.of("", "AQID", "AQ==", "AQI"));
            case "dispatchdata" -> oneOf(List.of("text", "json", "binary"));
            default -> oneOf(TEXTS);
        };
        return switch (attribute.value()) {
            case EXTENSIONS -> extensions();
            case PAYLOAD -> random.nextInt(3) > 0 ? json(0) : '"' + text + '"';
            default -> '"' + text + '"';
        };
    }

    /** A value of any shape, most of them sound. */
    private String json(int depth) {
        return switch (random.nextInt(depth > 5 ? 2 : 5)) {
            case 0 -> '"' + oneOf(TEXTS) + '"';
            case 1 -> oneOf(VALUES);
            case 2 -> {
                List<String> elements = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    elements.add(json(depth + 1));
                }
                yield "[" + blank() + String.join(blank() + "," + blank(), elements) + blank() + "]";
            }
            default -> {
                List<String> members = new ArrayList<>();
                for (int i = random.nextInt(random.nextInt(40) == 0 ? 200 : 6); i > 0; i--) {
                    String name = random.nextInt(8) == 0 ? oneOf(TEXTS) : "name" + random.nextInt(30 * i);
                    members.add('"' + name + '"' + blank() + ":" + blank() + json(depth + 2));
                }
                yield "{" + blank() + String.join(blank() + "," + blank(), members) + blank() + "}";
            }
        };
    }

    private String extensions() {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = random.nextInt(3) == 0 ? oneOf(TEXTS) : "name" + i;
            members.add('"' + name + '"' + blank() + ":" + blank() + anyValue());
        }
        return "{" + blank() + String.join(blank() + "," + blank(), members) + blank() + "}";
    }

    private String anyValue() {
        return random.nextInt(3) == 0 ? oneOf(VALUES) : '"' + oneOf(TEXTS) + '"';
    }

    private String blank() {
        return random.nextInt(8) == 0 ? oneOf(List.of(" ", "\n", "\t", "\r\n  ")) : "";
    }

    /** Changes some places; one document in four stays as it is. */
    private byte[] mutated(byte[] given) {
        byte[] document = given;
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int from = random.nextInt(document.length + 1);
            int dropped = random.nextInt(3) == 0
                    ? random.nextInt(Math.min(20, document.length - from) + 1)
                    : random.nextInt(2);
            byte[] inserted = switch (random.nextInt(5)) {
                case 0 -> new byte[0];
                case 1 -> oneOf(MALFORMED_UTF_8).getBytes(StandardCharsets.ISO_8859_1);
                case 2 -> {
                    int start = random.nextInt(document.length + 1);
                    yield Arrays.copyOfRange(document, start, Math.min(document.length, start + random.nextInt(40)));
                }
                default -> oneOf(FRAGMENTS).getBytes(StandardCharsets.UTF_8);
            };
            byte[] head = Arrays.copyOf(document, from);
            byte[] tail = Arrays.copyOfRange(document, Math.min(document.length, from + dropped), document.length);
            document = joined(joined(head, inserted, ""), tail, "");
        }
        return document;
    }

    private <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
