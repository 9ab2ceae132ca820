package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dispatchframework.events.Effort;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventV1JsonTest {

    private static final CloudEventV1Json V1 = CloudEventV1Json.create();
    private static final CloudEventJson V01 = CloudEventJson.create();
    private static final CloudEventAnyJson ANY = CloudEventAnyJson.create();

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    ;

    /** What the examples of the specification have in common. */
    private static final String CONTEXT = """
            "specversion" : "1.0",
            "type" : "com.example.someevent",
            "source" : "/mycontext",
            "id" : "A234-1234-1234",
            "time" : "2018-04-05T17:31:00Z",
            "comexampleextension1" : "value",
            "comexampleothervalue" : 5,
            "unsetextension": null,
            "subject": null""";

    private static InputStream utf8(String document) {
        return new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(json, malformed);
        }
    }

    /** Returns the document without what is null, which is as good as absent. */
    private static JsonNode treeOfWhatIsThere(String json) {
        ObjectNode tree = (ObjectNode) tree(json);
        List<String> names = new ArrayList<>();
        tree.fieldNames().forEachRemaining(names::add);
        names.stream().filter(name -> tree.get(name).isNull()).forEach(tree::remove);
        return tree;
    }

    private static CloudEvent.Builder example() {
        return CloudEvent.bare()
                .cloudEventsVersion("1.0")
                .sourceType("cloudevents")
                .eventType("com.example.someevent")
                .sourceId("/mycontext")
                .eventId("A234-1234-1234")
                .eventTime(OffsetDateTime.of(2018, 4, 5, 17, 31, 0, 0, ZoneOffset.UTC))
                .extension("comexampleextension1", "value")
                .extension("comexampleothervalue", 5);
    }

    // The examples of the specification

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/vnd.apache.thrift.binary | \"data_base64\": \"q80=\" | q80= | BINARY",
                "application/xml | \"data\": \"<much wow=\\\"xml\\\"/>\" | <much wow=\"xml\"/> | TEXT",
                "application/json | \"data\": { \"appinfoA\" : \"abc\",  \"appinfoC\" : true } |"
                        + " { \"appinfoA\" : \"abc\",  \"appinfoC\" : true } | JSON",
                "application/json | \"data\": 1.50 | 1.50 | JSON",
                " | \"data\": \"I'm just a \\u0073tring\" | \"I'm just a \\u0073tring\" | JSON",
                " | \"data_base64\": \"eyAieHl6IjogMTIzIH0=\" | eyAieHl6IjogMTIzIH0= | BINARY",
            })
    void example_isReadAndWrittenAgain(@Nullable String contentType, String member, String data, DataKind kind) {
        String document = "{" + CONTEXT + (contentType == null ? "" : ", \"datacontenttype\": \"" + contentType + "\"")
                + ", " + member + "}";

        CloudEvent event = V1.read(document);

        assertThat(event)
                .isEqualTo(example().contentType(contentType).data(data, kind).build())
                .isEqualTo(ANY.read(document));
        assertThat(treeOfWhatIsThere(V1.write(event))).isEqualTo(treeOfWhatIsThere(document));
        assertThat(ANY.write(event)).isEqualTo(V1.write(event));
        String batch = "[" + document + ",\n" + document + "]";
        assertThat(V1.readAll(utf8(batch))).containsExactly(event, event);
        assertThat(tree(V1.writeAll(List.of(event, event)))).hasSize(2);
        assertThat(V1.readAll(utf8(V1.writeAll(List.of(event, event))))).containsExactly(event, event);
    }

    @Test
    void batch_maybeEmpty() {
        assertThat(V1.readAll(utf8("[]"))).isEmpty();
        assertThat(V1.writeAll(List.of())).isEqualTo("[]");
    }

    // Reading

    @Test
    void read_inAnyOrder_isTheSame() {
        String document = "{\"data\":\"{}\",\"dispatchdata\":\"text\",\"datacontenttype\":\"a/json\",\"id\":\"1\","
                + "\"dispatchextensions\":\"{\\\"x-y\\\":[1.50]}\",\"specversion\":\"1.0\"}";

        assertThat(V1.read(document).data()).isEqualTo("{}");
        assertThat(V1.read(document).dataKind()).isEqualTo(DataKind.TEXT);
        assertThat(V1.read(document).extensions()).isEqualTo(Map.of("dispatchextensions", "{\"x-y\":[1.50]}"));
        assertThat(V01.write(V1.read(document))).contains("\"extensions\":{\"x-y\":[1.50]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"specversion\":\"0.3\"} | specversion | 1:16 | must be '1.0', was '0.3'",
                "{\"id\":1} | id | 1:7 | must be text, was a number",
                "{\"subject\":{}} | subject | 1:12 | must be text, was an object",
                "{\"time\":\"now\"} | time | 1:9 | must be an RFC 3339 time",
                "{\"trace\":{\"a\":1,\"a\":2}} | trace.a | 1:17 | the name 'a' is given twice",
                "{\"id\":\"1\",\"\\u0069d\":\"1\"} | id | 1:11 | the name 'id' is given twice",
                "{\"x\":null,\"x\":1} | x | 1:11 | the name 'x' is given twice",
                "{\"x\":1e99999} | x | 1:6 | the number '1e99999' has an exponent beyond 10000",
                "{\"data\":{},\"datacontenttype\":\"text/plain\"} | data | 1:9 | must be text where datacontenttype is no",
                "{\"data\":{},\"dispatchdata\":\"text\"} | data | 1:9 | must be text where dispatchdata is given",
                "{\"data\":{\"a\":[1,{\"b\":1,\"b\":2}]}} | data.a[1].b | 1:24 | the name 'b' is given twice",
                "{\"data\":\"\",\"dispatchdata\":\"json\"} | dispatchdata | 1:27 | says 'json', but the data is not",
                "{\"data\":\"\",\"dispatchdata\":\"x\"} | dispatchdata | 1:27 | must be 'text', 'json' or 'binary'",
                "{\"dispatchdata\":\"text\"} | dispatchdata | 1:17 | says how to read data, and there is none",
                "{\"data_base64\":\"AQI\"} | data_base64 | 1:16 | must be base64",
                "{\"data_base64\":\"A===\"} | data_base64 | 1:16 | must be base64",
                "{\"data_base64\":\"A-_A\"} | data_base64 | 1:16 | must be base64",
                "{\"data_base64\":\"\",\"data\":1} | data_base64 | 1:16 | stands beside data",
            })
    void read_ofAFault_tellsItsPlaceAndTheNameOf1(String document, String attribute, String place, String problem) {
        assertFault(V1, document, attribute, place, problem);
        if (!document.contains("specversion")) {
            // In the detecting reader the same, further on.
            String versioned = "{\"specversion\":\"1.0\"," + document.substring(1);
            int column = Integer.parseInt(place.substring(2)) + versioned.length() - document.length();
            assertFault(ANY, versioned, attribute, "1:" + column, problem);
            assertFault(ANY, "[\n " + versioned + "]", attribute, "2:" + (column + 1), problem);
        }
    }

    private static void assertFault(
            CloudEventFormat format, String document, String attribute, String place, String problem) {
        assertThatThrownBy(() -> format.readAll(utf8(document)))
                .isInstanceOfSatisfying(MalformedJsonException.class, fault -> {
                    assertThat(fault.attribute()).isEqualTo(attribute);
                    assertThat(fault.line() + ":" + fault.column()).isEqualTo(place);
                    assertThat(fault.getMessage()).contains(": " + problem);
                });
    }

    @Test
    void read_ofBounds_areThoseOf01() {
        CloudEventV1Json bounded = CloudEventV1Json.builder()
                .maxDepth(3)
                .maxTextLength(30)
                .maxEventBytes(100)
                .build();

        assertThat(bounded.read("{\"data\":[[]]}").data()).isEqualTo("[[]]");
        for (String document : List.of(
                "{\"data\":[[[]]]}",
                "{\"x\":[[[]]]}",
                "{\"data\":[\"" + "x".repeat(31) + "\"]}",
                "{\"" + "x".repeat(31) + "\":1}",
                "{\"data\":[" + " ".repeat(100) + "]}")) {
            assertThatThrownBy(() -> bounded.read(document)).isInstanceOf(MalformedJsonException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1} | {\"x\":1,\"a\":1}",
                "{} | {\"x\":1}",
                "{\"dispatchextensions\":\"y\",\"X\":null} | {\"x\":1,\"dispatchextensions\":\"y\",\"X\":null}",
                "{\"a\":[[]]} | ",
                "{\"x\":2} | ",
                "{\"a\":1,\"a\":2} | ",
                "{ | ",
                "[] | ",
                "`` | ",
            })
    void carriedExtensions_areExtensionsIn01_unlessTheyCannotBe(String carried, @Nullable String extensions) {
        CloudEventJson bounded = CloudEventJson.builder().maxDepth(3).build();
        CloudEventAnyJson boundedAny = CloudEventAnyJson.builder().maxDepth(3).build();
        CloudEvent event = CloudEvent.bare()
                .cloudEventsVersion("1.0")
                .sourceType("s")
                .extension("x", 1)
                .extension("dispatchextensions", carried)
                .build();

        JsonNode expected = tree(
                extensions == null
                        ? V01.write(event.toBuilder().cloudEventsVersion("0.1").build())
                        : "{}");
        JsonNode written = tree(bounded.write(event)).get("extensions");
        assertThat(written).isEqualTo(extensions == null ? expected.get("extensions") : tree(extensions));
        assertThat(bounded.read(bounded.write(event)).extensions()).hasSize(written.size());
        assertThat(tree(boundedAny.write(event)).get("dispatchextensions").textValue())
                .isEqualTo(carried);
        assertThat(V1.read(V1.write(event))).isEqualTo(event);
    }

    @Test
    void carriedExtensions_ofAnEventOf01_areItsOwn() {
        CloudEvent event = CloudEvent.builder("user.created")
                .extension("dispatchextensions", "{\"a\":1}")
                .build();

        assertThat(V01.read(V01.write(event))).isEqualTo(event);
        assertThat(V01.read(V01.write(V1.read(V1.write(event))))).isEqualTo(event);
        assertThat(V1.read(V1.write(event)).extensions())
                .isEqualTo(Map.of("dispatchextensions", "{\"dispatchextensions\":\"{\\\"a\\\":1}\"}"));
    }

    @Test
    void lines_goOnBehindAFault_andAreWrittenAsLines() {
        List<String> faults = new ArrayList<>();
        CloudEventV1Json lines = CloudEventV1Json.builder()
                .lines(fault -> faults.add(fault.line() + ":" + fault.attribute()))
                .build();
        CloudEvent event =
                example().data("{\r\n\"a\":\n\"\\n\"}", DataKind.JSON).build();
        String written = lines.writeAll(List.of(event, event));

        assertThat(written.split("\n")).hasSize(2).allMatch(line -> line.endsWith(",\"data\":{  \"a\": \"\\n\"}}"));
        assertThat(lines.readAll(utf8(written + "{\"id\":1}\n\n" + written))).hasSize(4);
        assertThat(faults).containsExactly("3:id");
    }

    @Test
    void mapping_tellsTheSourceType() {
        CloudEventV1Mapping mapping =
                CloudEventV1Mapping.builder().sourceTypes(CloudEvent::sourceId).build();
        String document = "{\"specversion\":\"1.0\",\"source\":\"erp\"}";

        for (CloudEventFormat format : List.of(
                CloudEventV1Json.builder().mapping(mapping).build(),
                CloudEventAnyJson.builder().mapping(mapping).build())) {
            assertThat(format.read(document).sourceType()).isEqualTo("erp");
            assertThat(format.write(format.read(document))).isEqualTo(document);
        }
    }

    // Which format it is

    @Test
    void any_readsEachEventInItsFormat() {
        CloudEvent old = CloudEvent.builder("user.created").build();
        CloudEvent event = example().data("{}", DataKind.JSON).build();
        List<CloudEvent> events = List.of(event, old, old, event, old);

        assertThat(ANY.readAll(utf8(ANY.writeAll(events)))).isEqualTo(events);
        assertThat(ANY.readAll(
                        utf8(String.join("\n", events.stream().map(ANY::write).toList()))))
                .isEqualTo(events);
        assertThat(ANY.write(old)).isEqualTo(V01.write(old));
        assertThat(CloudEventAnyJson.builder()
                        .inlineJson(true)
                        .build()
                        .write(old.toBuilder().data("{}", DataKind.JSON).build()))
                .endsWith("\"data\":{}}");
    }

    @Test
    void any_findsTheMemberAtTheEnd_andTakesNullForAbsent() {
        assertThat(ANY.read("{\"namespace\":\"a\",\"data\":{},\"x\":{},\"specversion\":\"1.0\"}")
                        .extensions())
                .isEqualTo(Map.of("x", Map.of()));
        assertThat(ANY.read("{\"namespace\":\"a\",\"data\":{},\"x\":{},\"cloud-events-version\":\"\"}")
                        .hasExtensions())
                .isFalse();
        assertThat(ANY.read("{\"cloud-events-version\":\"0.1\",\"specversion\":null}")
                        .cloudEventsVersion())
                .isEqualTo("0.1");
    }

    @Test
    void any_ofNeitherOrBoth_isRefusedWithTheWayOut() {
        assertThatThrownBy(() -> ANY.read(" {\"id\":\"1\"}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("line 1, column 2: the event has neither 'specversion' (CloudEvents 1.0) nor "
                        + "'cloud-events-version' (0.1), so that its format is not known");
        assertThatThrownBy(() -> ANY.read("{\"specversion\":\"1.0\",\"cloud-events-version\":\"0.1\"}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("the event has both 'specversion' (CloudEvents 1.0) and 'cloud-events-version'");
    }

    @Test
    void any_ofAFaultOf01_tellsTheNameOf01() {
        assertFault(
                ANY,
                "[{\"cloud-events-version\":\"0.1\",\"event-time\":\"now\"}]",
                "event-time",
                "1:45",
                "must be an RFC 3339 time");
        assertFault(ANY, "[{\"cloud-events-version\":\"0.1\",}]", null, "1:32", "");
    }

    // Writing

    @Test
    void write_isPlainAndInTheOrderOfTheSpecification() {
        CloudEvent event = CloudEvent.builder("user.created")
                .eventId("1")
                .eventTime(OffsetDateTime.of(2018, 3, 2, 23, 31, 35, 0, ZoneOffset.UTC))
                .eventTypeVersion("2")
                .contentType("application/json")
                .schemaUrl("http://example.com/é\u2028\u007f")
                .extension("x-y", "\"\\\b\f\n\r\t\u0001\u001f/")
                .extension("a", "\"\\")
                .extension("b", true)
                .data("{\"a\": 1}")
                .build();

        assertThat(V1.write(event))
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"dispatch\",\"type\":\"user.created\","
                        + "\"time\":\"2018-03-02T23:31:35Z\",\"datacontenttype\":\"application/json\","
                        + "\"dataschema\":\"http://example.com/é\u2028\u007f\",\"namespace\":\"dispatchframework.io\","
                        + "\"sourcetype\":\"dispatch\",\"eventtypeversion\":\"2\","
                        + "\"a\":\"\\\"\\\\\",\"b\":true,"
                        + "\"dispatchextensions\":\"{\\\"x-y\\\":\\\"\\\\\\\"\\\\\\\\\\\\b\\\\f\\\\n\\\\r\\\\t\\\\u0001\\\\u001F/\\\"}\","
                        + "\"data\":{\"a\": 1}}");
        assertThat(ANY.write(event)).isEqualTo(V01.write(event));
        assertThat(V01.write(event.toBuilder().cloudEventsVersion("1.0").build()))
                .isEqualTo(V01.write(event));
        assertThat(V01.write(event.toBuilder().cloudEventsVersion("0.2").build()))
                .contains("\"0.2\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                " | {} | TEXT | \"data\":{}",
                " | {} | JSON | \"data\":{}",
                " | a b | TEXT | \"dispatchdata\":\"text\",\"data\":\"a b\"",
                " | `` | TEXT | \"dispatchdata\":\"text\",\"data\":\"\"",
                " | ` {}` | TEXT | \"dispatchdata\":\"text\",\"data\":\" {}\"",
                " | ` {}` | JSON | \"dispatchdata\":\"json\",\"data\":\" {}\"",
                "a/x+json | null | JSON | \"dispatchdata\":\"json\",\"data\":\"null\"",
                "a/x+json | null | TEXT | \"dispatchdata\":\"text\",\"data\":\"null\"",
                "a/json | \"x\" | JSON | \"data\":\"x\"",
                "text/plain | {} | TEXT | \"data\":\"{}\"",
                "text/plain | {} | JSON | \"dispatchdata\":\"json\",\"data\":\"{}\"",
                "application/json | AQ== | BINARY | \"data_base64\":\"AQ==\"",
                "application/json | AQ | BINARY | \"data_base64\":\"AQ==\"",
            })
    void write_ofAPayload_isReadAgainAsItWas(@Nullable String contentType, String data, DataKind kind, String end) {
        CloudEvent event = CloudEvent.bare()
                .cloudEventsVersion("1.0")
                .sourceType("s")
                .contentType(contentType)
                .data(data, kind)
                .build();

        assertThat(V1.write(event)).endsWith("\"s\"," + end + "}");
        CloudEvent back = V1.read(V1.write(event));
        assertThat(back.dataBytes()).isEqualTo(event.dataBytes());
        assertThat(RandomEvents.withoutKind(back).dataKind())
                .isEqualTo(RandomEvents.withoutKind(event).dataKind());
    }

    @Test
    void write_ofWhatJsonCannotSay_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> V1.write(CloudEvent.bare().eventId("\ud800").build()))
                .withMessageStartingWith("id has half of a surrogate pair");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> V1.write(CloudEvent.bare().data("\"\ud800\"").build()))
                .withMessageStartingWith("data has half of a surrogate pair");
        for (String contentType : Arrays.asList(null, "text/plain")) {
            for (String none : List.of("", "{", "{} ,", "[1,]", "{\"a\":1,\"a\":2}", "1}")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> V1.write(CloudEvent.bare()
                                .contentType(contentType)
                                .data(none, DataKind.JSON)
                                .build()))
                        .withMessageStartingWith("data is said to be JSON and is none: line 1, column ");
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        V1.write(CloudEvent.bare().data("%", DataKind.BINARY).build()))
                .withMessageStartingWith("data is said to be BINARY and is no base64");
    }

    @Test
    void write_ofAPayloadThatWasSetAnew_isCheckedThoughTheOldOneWasRead() {
        CloudEvent read = V1.read("{" + CONTEXT + ", \"data\": {\"a\": [1.50, null]}}");
        CloudEvent moved = read.toBuilder().eventType("moved").build();
        assertThat(V1.write(moved)).contains("\"data\":{\"a\": [1.50, null]}");
        assertThat(V1.write(moved.toBuilder().contentType("text/plain").build()))
                .contains("\"dispatchdata\":\"json\",\"data\":\"{\\\"a\\\": [1.50, null]}\"");

        for (CloudEvent event : List.of(read, V01.read(V01.write(read)), CloudEvent.fromMap(moved.toMap()))) {
            CloudEvent broken = event.toBuilder()
                    .data("{\"a\": [1.50, null}", DataKind.JSON)
                    .build();
            for (CloudEventFormat format :
                    List.of(V1, CloudEventJson.builder().inlineJson(true).build())) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> format.write(broken))
                        .withMessageStartingWith("data is said to be JSON and is none");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CloudEventV1Mapping.create().toAttributes(broken));
        }
    }

    /** Whether text is plain is found by its length: escapes and what is beyond ASCII must not make up for each other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain, \u007f?",
                "",
                "a \\\"quote\\\", a \\\\, a \\/ and a line\\n",
                "\\u0041\\u00e9\\ud83d\\ude00",
                "\u00e9\u65e5\ud83d\ude00",
                "\u00e9\\t\u00e9\\t"
            })
    void text_thatWasRead_isWrittenAsTheSameText(String inJson) {
        String of1 = "{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"/s\",\"type\":\"t\","
                + "\"datacontenttype\":\"text/plain\",\"data\":\"" + inJson + "\"}";
        String of01 = "{\"event-type\":\"t\",\"event-id\":\"i\",\"data\":\"" + inJson + "\"}";
        String text = tree(of1).get("data").asText();

        // Formats that have seen nothing doubtful yet, which they would read the next events more strictly for.
        for (CloudEvent event : List.of(
                CloudEventV1Json.create().read(of1), CloudEventJson.create().read(of01))) {
            assertThat(event.data()).isEqualTo(text);
            assertThat(tree(V1.write(event)).get("data").asText()).isEqualTo(text);
            assertThat(tree(V01.write(event)).get("data").asText()).isEqualTo(text);
            assertThat(V1.read(V1.write(event)).data()).isEqualTo(text);
        }
    }

    @Test
    void text_inPlaceOfPlainTextThatWasRead_isEscaped() {
        CloudEvent read = CloudEventJson.create().read("{\"event-type\":\"t\",\"event-id\":\"i\",\"data\":\"plain\"}");
        CloudEvent other = read.toBuilder().data("\"\u00e9").build();

        assertThat(tree(V01.write(other)).get("data").asText()).isEqualTo("\"\u00e9");
        assertThat(tree(V1.write(other)).get("data").asText()).isEqualTo("\"\u00e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {" {}", "{}\n", "null"})
    void write_ofBytesThatAreNotQuiteAPlainValue_keepsThemToTheByte(String json) {
        CloudEventV1Mapping mapping = CloudEventV1Mapping.create();
        Map<String, String> attributes =
                Map.of("specversion", "1.0", "id", "1", "source", "/", "type", "t", "datacontenttype", "text/json");
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        CloudEvent back = V1.read(V1.write(mapping.fromAttributes(attributes, bytes)));

        assertThat(back.dataBytes()).isEqualTo(bytes);
        assertThat(back.dataKind()).isEqualTo(DataKind.JSON);
    }

    @Test
    void write_afterAndBesideOthers_leavesNothingOfThemBehind() throws Exception {
        List<CloudEvent> all = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        RandomEvents random = new RandomEvents(0x5BA4EL);
        for (int i = 0; i < 300; i++) {
            CloudEvent event = random.next().toBuilder()
                    .data("x".repeat(i % 7 == 0 ? 20_000 : i))
                    .build();
            all.add(event);
            expected.add(CloudEventV1Json.create().write(event)); // whose buffer is fresh
        }
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<String>>> written = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                written.add(pool.submit(() -> all.stream()
                        .map(event -> new String(V1.writeBytes(event), StandardCharsets.UTF_8))
                        .toList()));
            }
            for (Future<List<String>> each : written) {
                assertThat(each.get()).isEqualTo(expected);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    // There and back

    @RepeatedTest(200)
    void documentsOf01_come_backAsTheyWere(RepetitionInfo repetition) {
        long seed = 0x01CEL + repetition.getCurrentRepetition();
        RandomEvents random = new RandomEvents(seed);
        for (int i = 0; i < Effort.of(20, 4); i++) {
            CloudEvent event =
                    random.next().toBuilder().cloudEventsVersion("0.1").build();
            String old = V01.write(event);

            String document = V1.write(V01.read(old));
            CloudEvent back = V1.read(document);

            // The order of extensions is none that JSON tells.
            assertThat(V01.read(V01.write(back))).as("seed " + seed).isEqualTo(V01.read(old));
            assertThat(tree(V01.write(back))).as("seed " + seed).isEqualTo(tree(old));
            assertThat(tree(V01.write(V1.read(V1.write(event)))))
                    .as("seed " + seed)
                    .isEqualTo(tree(old));
            assertThat(V1.write(back)).as("seed " + seed).isEqualTo(document);
        }
    }

    @RepeatedTest(200)
    void documentsOf1_comeBackAsTheyWere(RepetitionInfo repetition) {
        long seed = 0x10CEL + repetition.getCurrentRepetition();
        RandomDocuments random = new RandomDocuments(seed);
        for (int i = 0; i < Effort.of(20, 4); i++) {
            RandomDocuments.Document document = random.next();

            CloudEvent event = V1.read(document.json());
            String back = V1.write(event);

            assertThat(treeOfWhatIsThere(back))
                    .as("seed %d: %s", seed, document)
                    .isEqualTo(treeOfWhatIsThere(document.json()));
            assertThat(event.data()).as("seed %d: %s", seed, document).isEqualTo(document.data());
            assertThat(back).as("seed %d: %s", seed, document).contains(document.dataMember());
            assertThat(V1.read(back)).as("seed %d: %s", seed, document).isEqualTo(event);
            assertThat(ANY.read(document.json()))
                    .as("seed %d: %s", seed, document)
                    .isEqualTo(event);
            // By way of 0.1 it is an event of 0.1, and stays the same as such.
            String old = V01.write(event);
            assertThat(tree(V01.write(V1.read(V1.write(V01.read(old))))))
                    .as("seed %d: %s", seed, document)
                    .isEqualTo(tree(old));
        }
    }
}
