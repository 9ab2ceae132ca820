package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dispatchframework.events.Effort;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventJsonTest {

    private static final CloudEventJson JSON = CloudEventJson.create();
    private static final CloudEventJson INLINE =
            CloudEventJson.builder().inlineJson(true).build();

    private static InputStream utf8(String document) {
        return new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8));
    }

    private static CloudEvent withId(String id) {
        return CloudEvent.bare().eventId(id).build();
    }

    /** Fails the test if it is read. */
    private static InputStream unreadable() {
        return new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("was read too far");
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return read();
            }
        };
    }

    /** Remembers whether it was closed. */
    private static final class Input extends ByteArrayInputStream {

        private boolean closed;

        Input(String document) {
            super(document.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    // Reading

    @Test
    void read_ofAWholeEvent_setsEveryAttribute() {
        CloudEvent event = JSON.read("""
                {"namespace": "com.vmware.vsphere", "event-type": "user.created", "event-type-version": "VMODL6.5",
                 "cloud-events-version": "0.1", "source-type": "vcenter", "source-id": "vcenter1.corp.local",
                 "event-id": "43252363", "event-time": "1985-04-12T23:20:50.52-08:00",
                 "schema-url": "http://schemas.example.com/user.json", "content-type": "application/json",
                 "extensions": {"trace": "abc", "deep": {"list": [1, null, true, "é"]}}, "data": "{\\"name\\":\\"Jon\\"}"}
                """);

        assertThat(event)
                .isEqualTo(CloudEvent.bare()
                        .namespace("com.vmware.vsphere")
                        .eventType("user.created")
                        .eventTypeVersion("VMODL6.5")
                        .cloudEventsVersion("0.1")
                        .sourceType("vcenter")
                        .sourceId("vcenter1.corp.local")
                        .eventId("43252363")
                        .eventTime(OffsetDateTime.of(1985, 4, 12, 23, 20, 50, 520_000_000, ZoneOffset.ofHours(-8)))
                        .schemaUrl("http://schemas.example.com/user.json")
                        .contentType("application/json")
                        .extension("trace", "abc")
                        .extension("deep", Map.of("list", Arrays.asList(1, null, true, "é")))
                        .data("{\"name\":\"Jon\"}")
                        .build());
    }

    @Test
    void read_ofBytes_isAsOfText() {
        assertThat(JSON.read("{\"event-id\":\"é😀\"}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(JSON.read("{\"event-id\":\"é😀\"}"))
                .isEqualTo(withId("é😀"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\r\n\t", "[]", " [ ] "})
    void read_ofNoEvent_isRefused(String document) {
        assertThat(JSON.readAll(utf8(document))).isEmpty();
        assertThatThrownBy(() -> JSON.read(document))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("line 1, column 1: there is no event in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}\n {}", "[{},\n {}]", "{}\n {}{}"})
    void read_ofMoreThanOneEvent_isRefusedWithThePlaceOfTheSecond(String document) {
        assertThatThrownBy(() -> JSON.read(document))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("line 2, column 2: there is a second event in it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{A}{B}{C}",
                "{A}\n{B}\n{C}\n",
                "{A}\r\n{B}\r\n{C}",
                " {A}\t{B}  {C} ",
                "[{A},{B},{C}]",
                "\n[\n{A} ,\n{B},{C} ]\n"
            })
    void readAll_ofEveryForm_readsEventsInOrder(String form) {
        String document = form.replaceAll("\\{([ABC])}", "{\"event-id\":\"$1\"}");

        assertThat(JSON.readAll(utf8(document))).containsExactly(withId("A"), withId("B"), withId("C"));
        assertThat(JSON.readAll(CloudEventJsonStrictnessTest.trickle(document.getBytes(StandardCharsets.UTF_8))))
                .containsExactly(withId("A"), withId("B"), withId("C"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ \"a\" : [ 1 , 2.50 ] }",
                "[]",
                "[\n{\"ä\":\"\\u00e4😀\"},\n1]",
                "0",
                "-0",
                "-0.0",
                "1.000",
                "1E+400",
                "123456789012345678901234567890.123456789012345678901234567890",
                "true",
                "false"
            })
    void read_ofAPayloadThatIsJson_keepsItAsItStood(String value) {
        for (String document :
                List.of("{\"data\":" + value + "}", "{ \"data\" : " + value + " , \"event-id\":\"1\" }")) {
            CloudEvent event = JSON.read(document);

            assertThat(event.data()).isEqualTo(value);
            assertThat(event.dataKind()).isEqualTo(DataKind.JSON);
            assertThat(JSON.readAll(CloudEventJsonStrictnessTest.trickle(document.getBytes(StandardCharsets.UTF_8))))
                    .containsExactly(event);
        }
    }

    @Test
    void read_ofNumbersInExtensions_keepsTheirValue() {
        Map<String, Object> numbers = JSON.read(
                        "{\"extensions\":{\"a\":1,\"b\":-0,\"c\":2147483648,\"d\":9007199254740993,"
                                + "\"e\":9223372036854775808,\"f\":1.10,\"g\":1e3,\"h\":-0.0,\"i\":1E-400,\"j\":1e10000}}")
                .extensions();

        assertThat(numbers)
                .containsExactly(
                        Map.entry("a", 1),
                        Map.entry("b", 0),
                        Map.entry("c", 2147483648L),
                        Map.entry("d", 9007199254740993L),
                        Map.entry("e", new BigInteger("9223372036854775808")),
                        Map.entry("f", new BigDecimal("1.10")),
                        Map.entry("g", new BigDecimal("1e3")),
                        Map.entry("h", new BigDecimal("0.0")),
                        Map.entry("i", new BigDecimal("1e-400")),
                        Map.entry("j", new BigDecimal("1e10000")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e10001", "1e-10001", "1e2147483648", "-1e99999999999999999999", "1.5e-2147483649"})
    void read_ofAnExponentBeyondTheBound_isRefused(String number) {
        assertThatThrownBy(() -> JSON.read("{\"extensions\":{\"a\":" + number + "}}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("exponent");
        assertThat(JSON.read("{\"data\":" + number + "}").data()).isEqualTo(number);
    }

    @Test
    void read_ofANumberOfManyDigits_isRefusedBeyondAThousand() {
        for (String start : List.of("", "1.", "-")) {
            String longest = start + "7".repeat(1_000 - start.length());
            assertThat(JSON.read("{\"extensions\":{\"a\":" + longest + "}}")
                            .extensions()
                            .get("a"))
                    .hasToString(longest);
            assertThatThrownBy(() -> JSON.read("{\"extensions\":{\"a\":" + longest + "7}}"))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageContaining("1001 characters");
        }
    }

    // Bounds

    @Test
    void maxDepth_countsTheEventAsTheFirst() {
        CloudEventJson three = CloudEventJson.builder().maxDepth(3).build();
        for (String name : List.of("extensions", "data", "other")) {
            String fits = "{\"" + name + "\":{\"a\":[]}}";
            assertThatCode(() -> three.read(fits)).doesNotThrowAnyException();
            assertThatCode(() -> three.read("[" + fits + "]")).doesNotThrowAnyException();
            assertThatThrownBy(() -> three.read("{\"" + name + "\":{\"a\":[[]]}}"))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageContaining("nested more than 3 deep");
        }
        CloudEventJson most = CloudEventJson.builder().maxDepth(1_000).build();
        for (String name : List.of("extensions", "data", "other")) {
            String deep = "{\"" + name + "\":{\"a\":" + "[".repeat(998) + "]".repeat(998) + "}}";
            assertThatCode(() -> most.read("[" + deep + "]")).doesNotThrowAnyException();
        }
    }

    @Test
    void read_ofEndlessNesting_isRefused() {
        for (String opening : List.of("[", "{\"a\":", "{\"data\":[", "{\"extensions\":{\"a\":")) {
            assertThatThrownBy(() -> JSON.read(opening.repeat(100_000))).isInstanceOf(MalformedJsonException.class);
        }
    }

    @Test
    void maxTextLength_boundsTextsAndNames() {
        CloudEventJson ten = CloudEventJson.builder().maxTextLength(20).build();
        String longest = "x".repeat(20);
        for (String form : List.of(
                "{'namespace':'T'}",
                "{'data':'T'}",
                "{'data':['T']}",
                "{'data':{'T':1}}",
                "{'extensions':{'a':'T'}}",
                "{'extensions':{'T':1}}",
                "{'other':'T'}",
                "{'T':1}")) {
            String document = form.replace('\'', '"');
            assertThatCode(() -> ten.read(document.replace("T", longest))).doesNotThrowAnyException();
            assertThatThrownBy(() -> ten.read(document.replace("T", longest + "x")))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageContaining("text of 21 characters; at most 20 are taken");
        }
    }

    @Test
    void maxEventBytes_isPerEventAndExact() {
        String fits = "{\"data\":\"" + "é".repeat(20_000) + "\"}";
        int length = fits.getBytes(StandardCharsets.UTF_8).length;
        CloudEventJson exact = CloudEventJson.builder().maxEventBytes(length).build();
        CloudEventJson less = CloudEventJson.builder().maxEventBytes(length - 1).build();

        String blanks = " ".repeat(3 * length);
        for (String document :
                List.of(fits, fits.repeat(3), "[" + fits + blanks + "," + fits + blanks + "]", blanks + fits)) {
            assertThatCode(() -> exact.readAll(utf8(document))).doesNotThrowAnyException();
            assertThatThrownBy(() -> less.readAll(utf8(document)))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageContaining("longer than " + (length - 1) + " bytes");
        }
        assertThatThrownBy(() -> less.read(fits)).isInstanceOf(MalformedJsonException.class);
        assertThat(exact.read(fits).data()).hasSize(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.", "[1", "{\"data\":1", "{\"data\":\"a", "{\"a", "{ ", "{\"a\":[", "[{},1", "1e1"})
    void readAll_ofSomethingEndless_stopsAtTheBound(String start) {
        long[] read = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                int at = (int) Math.min(read[0]++, start.length() - 1);
                return start.charAt(at);
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                for (int i = offset; i < offset + length; i++) {
                    target[i] = (byte) read();
                }
                return length;
            }
        };
        CloudEventJson bounded = CloudEventJson.builder().maxEventBytes(100_000).build();

        assertThatThrownBy(() -> bounded.readAll(endless)).isInstanceOf(MalformedJsonException.class);
        assertThat(read[0]).isLessThan(300_000);
    }

    @Test
    void builder_ofABoundOutOfRange_throws() {
        CloudEventJson.Builder builder = CloudEventJson.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxDepth(0))
                .withMessage("maxDepth must be from 1 to 1000, was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxDepth(1_001));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxTextLength(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxEventBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxEventBytes(Integer.MAX_VALUE));
    }

    // Readers and streams

    @Test
    void reader_tellsWhereEachEventBegan() {
        String line = "{\"event-id\":\"äöü😀\"}";
        CloudEventReader reader = JSON.reader(utf8("[\n" + line + ", " + line + ",\r\n\t" + line + "]"));

        assertThat(List.of(reader.line(), reader.column())).containsExactly(0L, 0L);
        List<List<Long>> places = new ArrayList<>();
        while (reader.next() != null) {
            places.add(List.of(reader.line(), reader.column()));
        }
        assertThat(places).containsExactly(List.of(2L, 1L), List.of(2L, 22L), List.of(3L, 2L));
        assertThat(List.of(reader.line(), reader.column())).containsExactly(3L, 2L);
    }

    @Test
    void reader_afterAFault_isAtItsEndAndStillTellsTheLastEvent() {
        CloudEventReader reader = JSON.reader(utf8("{}\n {\"event-id\":\"1\"} x {}"));

        assertThat(reader.next()).isNotNull();
        assertThat(reader.next()).isEqualTo(withId("1"));
        assertThatThrownBy(reader::next)
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("line 2, column 19: Unrecognized token 'x'");
        assertThat(reader.next()).isNull();
        assertThat(List.of(reader.line(), reader.column())).containsExactly(2L, 2L);
    }

    @Test
    void reader_returnsAnEventBeforeMalformedUtf8BehindIt() {
        byte[] document = "{\"event-id\":\"1\"}?".getBytes(StandardCharsets.UTF_8);
        document[document.length - 1] = (byte) 0xFF;
        CloudEventReader reader = JSON.reader(new ByteArrayInputStream(document));

        assertThat(reader.next()).isEqualTo(withId("1"));
        assertThatThrownBy(reader::next).hasMessageContaining("UTF-8");
    }

    @Test
    void stream_readsNoFurtherThanItIsAsked() {
        InputStream input = new SequenceInputStream(utf8("{\"event-id\":\"1\"}"), unreadable());

        assertThat(JSON.stream(input).findFirst()).contains(withId("1"));
        assertThatCode(() -> JSON.stream(unreadable()).map(CloudEvent::eventId)).doesNotThrowAnyException();
    }

    @Test
    void reader_ofAList_returnsAnEventAtItsLastBrace() {
        CloudEventReader reader = JSON.reader(new SequenceInputStream(utf8("[{\"event-id\":\"1\"}"), unreadable()));

        assertThat(reader.next()).isEqualTo(withId("1"));
    }

    @Test
    void stream_thatIsClosed_closesTheInput() {
        Input input = new Input("{\"event-id\":\"1\"}{}");
        try (Stream<CloudEvent> events = JSON.stream(input)) {
            Iterator<CloudEvent> iterator = events.iterator();
            assertThat(iterator.next()).isEqualTo(withId("1"));
            assertThat(input.closed).isFalse();
        }
        assertThat(input.closed).isTrue();
    }

    @Test
    void readAll_leavesTheInputOpen() {
        Input input = new Input("{}");

        assertThat(JSON.readAll(input)).hasSize(1);
        assertThat(input.closed).isFalse();
    }

    @Test
    void reader_thatIsClosed_closesTheInputAndEnds() {
        for (CloudEventJson json :
                List.of(JSON, CloudEventJson.builder().lines(fault -> {}).build())) {
            Input input = new Input("{}\n{}");
            CloudEventReader reader = json.reader(input);
            assertThat(reader.next()).isNotNull();
            reader.close();
            assertThat(input.closed).isTrue();
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void reader_ofAnInputThatFails_passesTheFailureOnAndEnds() {
        IOException failure = new IOException("cable cut");
        for (CloudEventJson json :
                List.of(JSON, CloudEventJson.builder().lines(fault -> {}).build())) {
            InputStream input = new SequenceInputStream(utf8("{}\n{"), new InputStream() {
                @Override
                public int read() throws IOException {
                    throw failure;
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    throw failure;
                }
            });
            CloudEventReader reader = json.reader(input);
            assertThat(reader.next()).isNotNull();
            assertThatThrownBy(reader::next)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCause(failure);
            assertThat(reader.next()).isNull();
        }
    }

    // Lines

    @Test
    void lines_goOnBehindALineAtFault() {
        List<String> faults = new ArrayList<>();
        CloudEventJson lines = CloudEventJson.builder()
                .maxEventBytes(50)
                .lines(fault -> faults.add(fault.line() + ":" + fault.column() + " " + fault.attribute()))
                .build();
        String document = String.join(
                "\n",
                " {\"event-id\":\"1\"}\r",
                "",
                "{\"event-id\":2}",
                "\t \r",
                "{\"event-id\":\"3\"",
                "{\"event-id\":\"4\"} ",
                "{}{}",
                "nonsense",
                "{\"data\":\"" + "x".repeat(100_000) + "\"}",
                "{\"event-id\":\"\u00ff\"}",
                "{\"event-id\":\"5\"}",
                "{\"a\":[");
        byte[] bytes = document.getBytes(StandardCharsets.ISO_8859_1);

        for (InputStream input :
                List.of(new ByteArrayInputStream(bytes), CloudEventJsonStrictnessTest.trickle(bytes))) {
            faults.clear();
            CloudEventReader reader = lines.reader(input);
            List<String> events = new ArrayList<>();
            for (CloudEvent event = reader.next(); event != null; event = reader.next()) {
                events.add(reader.line() + ":" + reader.column() + " " + event.eventId());
            }
            assertThat(events).containsExactly("1:2 1", "6:1 4", "11:1 5");
            assertThat(faults)
                    .containsExactly(
                            "3:13 event-id",
                            "5:16 null",
                            "7:3 null",
                            "8:1 null",
                            "9:1 null",
                            "10:14 event-id",
                            "12:7 a");
        }
    }

    @Test
    void lines_whoseConsumerThrows_goOnAtTheNextCall() {
        CloudEventJson lines = CloudEventJson.builder()
                .lines(fault -> {
                    throw new IllegalStateException(fault);
                })
                .build();
        CloudEventReader reader = lines.reader(utf8("x\n{\"event-id\":\"1\"}"));

        assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
        assertThat(reader.next()).isEqualTo(withId("1"));
    }

    @Test
    void lines_ofAnInputThatIsStillOpen_returnALineWhenItHasEnded() {
        CloudEventJson lines = CloudEventJson.builder().lines(fault -> {}).build();

        assertThat(lines.stream(new SequenceInputStream(utf8("\n{\"event-id\":\"1\"}\n"), unreadable()))
                        .findFirst())
                .contains(withId("1"));
    }

    @Test
    void lines_keepWhatIsWrittenOnOneLine() {
        CloudEventJson lines =
                CloudEventJson.builder().lines(fault -> {}).inlineJson(true).build();
        CloudEvent event = CloudEvent.bare()
                .eventId("a\nb")
                .data("{\r\n\"a\":\n\"\\n\"}", DataKind.JSON)
                .build();

        assertThat(lines.write(event)).isEqualTo("{\"event-id\":\"a\\nb\",\"data\":{  \"a\": \"\\n\"}}");
        assertThat(INLINE.read(INLINE.write(event))).isEqualTo(event);
    }

    // Writing

    @Test
    void write_isPlainAndInTheOrderOfTheSpecification() {
        CloudEvent event = CloudEvent.builder("user.created")
                .eventId("1")
                .eventTime(OffsetDateTime.of(2018, 3, 2, 23, 31, 35, 0, ZoneOffset.UTC))
                .schemaUrl("http://example.com/é\u2028")
                .extension("a", List.of(1, 2.5, "x"))
                .data("{\"a\":1}", DataKind.JSON)
                .build();

        assertThat(JSON.write(event))
                .isEqualTo("{\"namespace\":\"dispatchframework.io\",\"event-type\":\"user.created\","
                        + "\"cloud-events-version\":\"0.1\",\"source-type\":\"dispatch\",\"source-id\":\"dispatch\","
                        + "\"event-id\":\"1\",\"event-time\":\"2018-03-02T23:31:35Z\","
                        + "\"schema-url\":\"http://example.com/é\u2028\",\"extensions\":{\"a\":[1,2.5,\"x\"]},"
                        + "\"data\":\"{\\\"a\\\":1}\"}");
        assertThat(INLINE.write(event)).endsWith(",\"data\":{\"a\":1}}");
        assertThat(JSON.write(CloudEvent.bare().build())).isEqualTo("{}");
        assertThat(JSON.write(CloudEvent.bare().extensions(Map.of()).build())).isEqualTo("{\"extensions\":{}}");
    }

    @Test
    void write_ofBytes_isBase64() {
        CloudEvent event = CloudEvent.bare().dataBytes(new byte[] {1, 2, 3}).build();

        assertThat(INLINE.write(event)).isEqualTo("{\"data\":\"AQID\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{} {}",
                "1,\"event-id\":\"x\"",
                "1}{",
                "}",
                "nope",
                "{\"a\":1,\"a\":2}",
                "\"\\ud800\"",
                "\"\ud800\"",
                "[1,]",
                "\ufeff1"
            })
    void write_ofAPayloadInlineThatIsNoJson_isRefused(String json) {
        CloudEvent event = CloudEvent.bare().data(json, DataKind.JSON).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> INLINE.write(event))
                .withMessageStartingWith("data is said to be JSON and is none: line 1, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "null", " null "})
    void write_ofAPayloadInlineThatWouldBeReadAsAnother_staysText(String json) {
        CloudEvent event = CloudEvent.bare().data(json, DataKind.JSON).build();

        assertThat(INLINE.read(INLINE.write(event)).data()).isEqualTo(json);
    }

    @Test
    void write_ofWhatJsonCannotSay_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JSON.write(withId("a\udc00")))
                .withMessageStartingWith("event-id has half of a surrogate pair");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JSON.write(CloudEvent.bare()
                        .extension("a", Map.of("b", List.of("\ud800")))
                        .build()))
                .withMessageStartingWith("extensions.a.b[] has half");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JSON.write(
                        CloudEvent.bare().eventTime(OffsetDateTime.MAX).build()))
                .withMessageStartingWith("event-time must be in a year from 0 to 9999");
    }

    @RepeatedTest(200)
    void read_ofWhatWasWritten_isEqual(RepetitionInfo repetition) {
        long seed = 0xD15BA7C4L + repetition.getCurrentRepetition();
        List<CloudEvent> events = new ArrayList<>();
        RandomEvents random = new RandomEvents(new Random(seed));
        for (int i = 0; i < Effort.of(20, 4); i++) {
            events.add(random.next());
        }

        for (CloudEvent event : events) {
            assertThat(INLINE.read(INLINE.write(event))).as("seed " + seed).isEqualTo(event);
        }
        List<String> written = events.stream().map(INLINE::write).toList();
        assertThat(INLINE.readAll(utf8("[" + String.join(",", written) + "]")))
                .as("seed " + seed)
                .isEqualTo(events);
        assertThat(INLINE.readAll(utf8(String.join("\n", written))))
                .as("seed " + seed)
                .isEqualTo(events);
    }

    /** Events of all shapes, with awkward text. */
    private static final class RandomEvents {

        private static final String[] AWKWARD = {
            "", "a", " ", "\"", "\\", "\\u0041", "/", "\n", "\u0000", "\u007f", "é", "\u2028", "€", "\uffff", "😀", "語",
            "{}"
        };

        private final Random random;

        RandomEvents(Random random) {
            this.random = random;
        }

        CloudEvent next() {
            CloudEvent.Builder event = CloudEvent.bare()
                    .namespace(text())
                    .eventType(text())
                    .eventTypeVersion(text())
                    .cloudEventsVersion(text())
                    .sourceType(text())
                    .sourceId(text())
                    .eventId(text())
                    .schemaUrl(text())
                    .contentType(text());
            if (random.nextBoolean()) {
                event.eventTime(OffsetDateTime.of(
                        random.nextInt(10_000),
                        1 + random.nextInt(12),
                        1 + random.nextInt(28),
                        random.nextInt(24),
                        random.nextInt(60),
                        random.nextInt(60),
                        random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000_000),
                        ZoneOffset.ofTotalSeconds(60 * (random.nextInt(36 * 60 + 1) - 18 * 60))));
            }
            if (random.nextBoolean()) {
                event.extensions(members(0));
            }
            switch (random.nextInt(4)) {
                case 0 -> event.data(text());
                case 1 -> event.data(JsonValues.toText(members(0), "data"), DataKind.JSON);
                case 2 -> event.data(number().toString(), DataKind.JSON);
                default -> event.data(null);
            }
            return event.build();
        }

        private String text() {
            StringBuilder text = new StringBuilder();
            int parts = random.nextInt(random.nextInt(20) == 0 ? 3_000 : 6);
            for (int i = 0; i < parts; i++) {
                text.append(AWKWARD[random.nextInt(AWKWARD.length)]);
            }
            return text.toString();
        }

        private Number number() {
            return switch (random.nextInt(5)) {
                case 0 -> random.nextInt();
                case 1 -> Integer.MAX_VALUE + 1L + random.nextInt(1_000_000);
                case 2 -> new BigInteger(200, random).setBit(201);
                case 3 -> new BigDecimal(new BigInteger(100, random), 1 + random.nextInt(30));
                default -> new BigDecimal("1E+" + (1 + random.nextInt(500)));
            };
        }

        private Object value(int depth) {
            return switch (random.nextInt(depth > 4 ? 3 : 5)) {
                case 0 -> text();
                case 1 -> random.nextBoolean();
                case 2 -> number();
                case 3 -> {
                    List<Object> list = new ArrayList<>();
                    for (int i = random.nextInt(4); i > 0; i--) {
                        list.add(random.nextInt(5) == 0 ? null : value(depth + 1));
                    }
                    yield list;
                }
                default -> members(depth + 1);
            };
        }

        private Map<String, Object> members(int depth) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                members.put(text(), value(depth));
            }
            return members;
        }
    }
}
