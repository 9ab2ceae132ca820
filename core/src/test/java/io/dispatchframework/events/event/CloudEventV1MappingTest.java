package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dispatchframework.events.Effort;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventV1MappingTest {

    private static final CloudEventV1Mapping MAPPING = CloudEventV1Mapping.create();
    private static final CloudEventJson V01 = CloudEventJson.create();

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static CloudEvent read(Map<String, ?> attributes) {
        return MAPPING.fromAttributes(attributes, null);
    }

    /** What comes back of an event that is sent as attributes and bytes. */
    private static CloudEvent sent(CloudEvent event) {
        return MAPPING.fromAttributes(MAPPING.toAttributes(event), event.dataBytes());
    }

    // Attributes

    @Test
    void fromAttributes_setsEveryAttribute() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", "A234-1234-1234");
        attributes.put("source", "/mycontext/4");
        attributes.put("type", "com.example.someevent");
        attributes.put("subject", "larger-context");
        attributes.put("time", "2018-04-05T17:31:00+02:00");
        attributes.put("datacontenttype", "text/plain");
        attributes.put("dataschema", "https://example.com/schema");
        attributes.put("namespace", "com.example");
        attributes.put("sourcetype", "erp");
        attributes.put("eventtypeversion", "2");
        attributes.put("count", 5);
        attributes.put("urgent", true);
        attributes.put("unset", null);

        CloudEvent event = MAPPING.fromAttributes(attributes, utf8("höre"));

        assertThat(event)
                .isEqualTo(CloudEvent.bare()
                        .cloudEventsVersion("1.0")
                        .eventId("A234-1234-1234")
                        .sourceId("/mycontext/4")
                        .eventType("com.example.someevent")
                        .eventTime(OffsetDateTime.of(2018, 4, 5, 17, 31, 0, 0, ZoneOffset.ofHours(2)))
                        .contentType("text/plain")
                        .schemaUrl("https://example.com/schema")
                        .namespace("com.example")
                        .sourceType("erp")
                        .eventTypeVersion("2")
                        .extension("subject", "larger-context")
                        .extension("count", 5)
                        .extension("urgent", true)
                        .data("höre")
                        .build());
        attributes.remove("unset");
        assertThat(MAPPING.toAttributes(event)).containsExactlyInAnyOrderEntriesOf(attributes);
    }

    @Test
    void fromAttributes_ofNothing_isAnEventWithNothingButASourceType() {
        assertThat(read(Map.of()))
                .isEqualTo(CloudEvent.bare().sourceType("cloudevents").build());
        assertThat(MAPPING.toAttributes(CloudEvent.bare().build()))
                .containsExactly(Map.entry("specversion", "1.0"), Map.entry("sourcetype", ""));
        assertThat(sent(CloudEvent.bare().build()).sourceType()).isEmpty();
    }

    @Test
    void fromAttributes_ofTypesOfOtherLibraries_areTheirText() {
        OffsetDateTime time = OffsetDateTime.of(2018, 4, 5, 17, 31, 0, 0, ZoneOffset.UTC);

        CloudEvent event = read(Map.of(
                "source", URI.create("/a"), "time", time, "at", time, "uri", URI.create("urn:x"), "raw", new byte[] {1
                }));

        assertThat(event.sourceId()).isEqualTo("/a");
        assertThat(event.eventTime()).isEqualTo(time);
        assertThat(event.extensions()).isEqualTo(Map.of("at", "2018-04-05T17:31:00Z", "uri", "urn:x", "raw", "AQ=="));
    }

    @Test
    void fromAttributes_ofWhatIsNo1_isRefusedByName() {
        assertRefused("specversion", "0.3", "specversion must be '1.0', was '0.3'");
        assertRefused("specversion", "", "specversion must be '1.0', was ''");
        assertRefused("id", 5, "id must be text, was a java.lang.Integer");
        assertRefused("subject", true, "subject must be text, was a java.lang.Boolean");
        assertRefused("time", "today", "time must be an RFC 3339 time such as 2018-03-02T23:31:35Z, was 'today'");
        assertRefused("at", OffsetDateTime.MAX, "at must be in a year from 0 to 9999");
        assertRefused("x", new Object(), "x is a java.lang.Object, which JSON cannot say");
        assertRefused("dispatchdata", "yaml", "dispatchdata must be 'text', 'json' or 'binary', was 'yaml'");
        assertRefused("dispatchdata", "json", "dispatchdata says 'json', but the data is not one JSON value");
    }

    private static void assertRefused(String name, Object value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of(name, value)))
                .withMessageStartingWith(message);
    }

    @Test
    void fromAttributes_ofAnExtensionThat1DoesNotHave_leavesItToTheValidator() {
        CloudEvent event = read(Map.of("sourcetype", "s", "Odd-Name", "x", "deep", Map.of("a", 1), "data", "x"));

        assertThat(event.extensions()).isEqualTo(Map.of("Odd-Name", "x", "deep", Map.of("a", 1), "data", "x"));
        assertThat(as01(sent(event)))
                .isEqualTo(event.toBuilder().cloudEventsVersion("0.1").build());
    }

    @Test
    void toAttributes_ofWhat1CannotSay_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        MAPPING.toAttributes(CloudEvent.bare().eventId("\ud800").build()))
                .withMessageStartingWith("id has half of a surrogate pair");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        MAPPING.toAttributes(CloudEvent.bare().data("\ud800").build()))
                .withMessageStartingWith("data has half of a surrogate pair");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MAPPING.toAttributes(
                        CloudEvent.bare().eventTime(OffsetDateTime.MAX).build()))
                .withMessageStartingWith("time must be in a year from 0 to 9999");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MAPPING.toAttributes(
                        CloudEvent.bare().data("{", DataKind.JSON).build()))
                .withMessageStartingWith("data is said to be JSON and is none: line 1, column 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MAPPING.toAttributes(
                        CloudEvent.bare().data("%", DataKind.BINARY).build()))
                .withMessageStartingWith("data is said to be BINARY and is no base64");
    }

    // The source type and other carriers

    @Test
    void sourceType_thatIsNotGiven_isTheMappersElseTheConstant() {
        CloudEventV1Mapping mapping = CloudEventV1Mapping.builder()
                .sourceType("else")
                .sourceTypes(event -> switch (event.sourceId()) {
                    case "/erp" -> "erp";
                    case "/empty" -> "";
                    default -> null;
                })
                .build();

        assertThat(mapping.fromAttributes(Map.of("source", "/erp"), null).sourceType())
                .isEqualTo("erp");
        for (String other : List.of("/empty", "/crm")) {
            assertThat(mapping.fromAttributes(Map.of("source", other), null).sourceType())
                    .isEqualTo("else");
        }
        assertThat(mapping.fromAttributes(Map.of("source", "/erp", "sourcetype", "given"), null)
                        .sourceType())
                .isEqualTo("given");
    }

    @Test
    void mapper_seesTheSameEventInBothDirections() {
        Map<String, Object> attributes =
                Map.of("specversion", "1.0", "id", "1", "source", "/a", "subject", "s", "sourcetype", "t");
        Map<CloudEvent, Integer> seen = new HashMap<>();
        CloudEventV1Mapping mapping = CloudEventV1Mapping.builder()
                .sourceTypes(event -> {
                    seen.merge(event, 1, Integer::sum);
                    return "t";
                })
                .build();

        CloudEvent event = mapping.fromAttributes(attributes, new byte[] {1});
        assertThat(mapping.toAttributes(event)).isEqualTo(attributes);

        assertThat(seen)
                .isEqualTo(Map.of(
                        CloudEvent.bare()
                                .cloudEventsVersion("1.0")
                                .eventId("1")
                                .sourceId("/a")
                                .extension("subject", "s")
                                .build(),
                        2));
    }

    @ParameterizedTest
    @CsvSource({"namespace,''", "sourcetype,cloudevents", "eventtypeversion,''"})
    void carrier_thatChangesNothing_isWrittenAgain(String name, String value) {
        CloudEvent plain = read(Map.of("specversion", "1.0"));
        CloudEvent event = read(Map.of("specversion", "1.0", name, value));

        assertThat(event).isEqualTo(plain.toBuilder().extension(name, value).build());
        assertThat(MAPPING.toAttributes(event)).isEqualTo(Map.of("specversion", "1.0", name, value));
        assertThat(MAPPING.toAttributes(plain)).isEqualTo(Map.of("specversion", "1.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespace", "sourcetype", "eventtypeversion", "dispatchextensions"})
    void carrier_thatIsNoText_isAnExtensionOfSomebodyElse(String name) {
        Map<String, Object> attributes = Map.of("specversion", "1.0", name, 5);

        assertThat(read(attributes).extensions()).isEqualTo(Map.of(name, 5));
        assertThat(MAPPING.toAttributes(read(attributes))).isEqualTo(attributes);
    }

    // Extensions

    @Test
    void toAttributes_packsExtensionsThat1CannotSay() {
        Map<String, @Nullable Object> extensions = new LinkedHashMap<>();
        extensions.put("plain", "x");
        extensions.put("x-y", "x");
        extensions.put("id", "x");
        extensions.put("namespace", "x");
        extensions.put("subject", 1);
        extensions.put("long", 1L << 31);
        extensions.put("int", -1);
        extensions.put("decimal", new BigDecimal("1.50"));
        extensions.put("nothing", null);
        extensions.put("list", Arrays.asList(1, null, "é\n"));
        CloudEvent event = read(Map.of("specversion", "1.0")).toBuilder()
                .extensions(extensions)
                .build();

        assertThat(MAPPING.toAttributes(event))
                .isEqualTo(Map.of(
                        "specversion",
                        "1.0",
                        "plain",
                        "x",
                        "int",
                        -1,
                        "dispatchextensions",
                        "{\"x-y\":\"x\",\"id\":\"x\",\"namespace\":\"x\",\"subject\":1,\"long\":2147483648,"
                                + "\"decimal\":1.50,\"nothing\":null,\"list\":[1,null,\"é\\n\"]}"));
        assertThat(as01(sent(event)))
                .isEqualTo(event.toBuilder().cloudEventsVersion("0.1").build());
    }

    @Test
    void toAttributes_packsTextOf01That1DoesNotAllow_withEscapes() {
        CloudEvent event = read(Map.of("specversion", "1.0")).toBuilder()
                .extension("subject", "")
                .extension("bell", "a\u0007")
                .extension("del", "\u007f\u009f\ufdd0\ud83f\udfff\ud83d\ude00")
                .extension("n".repeat(129), "x")
                .extension("plain", "\u00a0\ufffd")
                .build();
        CloudEvent old = event.toBuilder().cloudEventsVersion("0.1").build();

        assertThat(MAPPING.toAttributes(old))
                .isEqualTo(Map.of(
                        "specversion",
                        "1.0",
                        "plain",
                        "\u00a0\ufffd",
                        "dispatchextensions",
                        "{\"subject\":\"\",\"bell\":\"a\\u0007\","
                                + "\"del\":\"\\u007F\\u009F\\uFDD0\\uD83F\\uDFFF\ud83d\ude00\",\""
                                + "n".repeat(129) + "\":\"x\"}"));
        assertThat(as01(sent(old))).isEqualTo(old);
        // One of 1.0 is written as it came.
        assertThat(sent(event)).isEqualTo(event);
        assertThat(MAPPING.toAttributes(event)).doesNotContainKey("dispatchextensions");
    }

    @Test
    void toAttributes_ofAnEventOf1_addsWhat1CannotSayToWhatIsCarried() {
        CloudEvent event = read(Map.of("specversion", "1.0", "dispatchextensions", " {\"a-b\":1}"));
        CloudEvent mixed = event.toBuilder().extension("c-d", 2).build();
        CloudEvent clash = event.toBuilder().extension("a-b", 2).build();

        assertThat(MAPPING.toAttributes(event)).containsEntry("dispatchextensions", " {\"a-b\":1}");
        assertThat(MAPPING.toAttributes(mixed)).containsEntry("dispatchextensions", "{\"c-d\":2,\"a-b\":1}");
        assertThat(as01(sent(mixed)).extensions()).isEqualTo(Map.of("a-b", 1, "c-d", 2));
        assertThat(as01(sent(clash)).extensions()).isEqualTo(Map.of("a-b", 2, "dispatchextensions", " {\"a-b\":1}"));
    }

    @Test
    void mapper_seesExtensionsAs01HasThem() {
        List<Map<String, Object>> seen = new ArrayList<>();
        CloudEventV1Mapping mapping = CloudEventV1Mapping.builder()
                .sourceTypes(event -> {
                    seen.add(event.extensions());
                    return "t";
                })
                .build();
        CloudEvent event = CloudEvent.builder("user.created")
                .sourceType("t")
                .extension("x-y", 1)
                .extension("sourcetype", "s")
                .build();

        Map<String, Object> attributes = mapping.toAttributes(event);
        mapping.toAttributes(mapping.fromAttributes(attributes, null));

        assertThat(attributes).containsKey("dispatchextensions").doesNotContainKey("sourcetype");
        assertThat(seen).hasSize(3).containsOnly(Map.of("x-y", 1));
    }

    @Test
    void toAttributes_ofNoExtensionsButAMapOfThem_saysSo() {
        CloudEvent event = read(Map.of("specversion", "1.0")).toBuilder()
                .extensions(Map.of())
                .build();

        assertThat(MAPPING.toAttributes(event)).containsEntry("dispatchextensions", "{}");
        assertThat(as01(sent(event)).hasExtensions()).isTrue();
        assertThat(as01(sent(event)).extensions()).isEmpty();
    }

    // Payloads in bytes

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | {\"a\":1} | JSON",
                "application/json; charset=utf-8 | {\"a\":1} | JSON",
                "APPLICATION/JSON ;x=y | \"é\" | JSON",
                "application/vnd.x+json | [1] | JSON",
                "text/json | null | JSON",
                "application/json | {\"a\":1,\"a\":2} | TEXT",
                "application/json | nope | TEXT",
                "application/jsonx | {} | BINARY",
                "json | {} | BINARY",
                "/json | {} | BINARY",
                "a;+json | {} | BINARY",
                "text/plain | {} | TEXT",
                "Text/Plain;charset=utf-8 | é | TEXT",
                "application/xml | <a/> | TEXT",
                "image/svg+xml | <a/> | TEXT",
                "application/octet-stream | {} | BINARY",
                " | {} | BINARY",
            })
    void payload_isOfTheKindThatItsTypeTells(@Nullable String contentType, String data, DataKind kind) {
        CloudEvent event = MAPPING.fromAttributes(
                contentType == null ? Map.of() : Map.of("datacontenttype", contentType), utf8(data));

        assertThat(event.dataKind()).isEqualTo(kind);
        assertThat(event.dataBytes()).isEqualTo(utf8(data));
        assertThat(MAPPING.toAttributes(event)).doesNotContainKey("dispatchdata");
    }

    @Test
    void payload_thatIsNotUtf8_isBinaryUnlessItIsSaidToBeText() {
        byte[] latin1 = {(byte) 0xE9};
        assertThat(MAPPING.fromAttributes(Map.of("datacontenttype", "text/plain"), latin1)
                        .dataKind())
                .isEqualTo(DataKind.BINARY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MAPPING.fromAttributes(Map.of("dispatchdata", "text"), latin1))
                .withMessage("dispatchdata says 'text', but the data is not UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | {} | TEXT | text",
                "'' | {} | BINARY | ",
                "application/json | '' | TEXT | text",
                "text/plain | '' | BINARY | binary",
                "text/plain | é | TEXT | ",
                "text/plain | {} | JSON | json",
                "text/plain | {} | BINARY | binary",
                "application/json | ' {} ' | JSON | ",
                "application/json | {} | BINARY | binary",
                "application/json | { | BINARY | binary",
                "application/json | { | TEXT | ",
                "application/octet-stream | x | TEXT | text",
                "application/octet-stream | 1 | JSON | json",
            })
    void payload_whoseTypeTellsAnotherKind_isMarked(
            String contentType, String data, DataKind kind, @Nullable String mark) {
        CloudEvent.Builder builder = CloudEvent.bare().sourceType("s").contentType(contentType);
        CloudEvent event = (kind == DataKind.BINARY ? builder.dataBytes(utf8(data)) : builder.data(data, kind)).build();

        assertThat(MAPPING.toAttributes(event).get("dispatchdata")).isEqualTo(mark);
        assertThat(sent(event))
                .isEqualTo(event.toBuilder().cloudEventsVersion("1.0").build());
    }

    @Test
    void payload_ofJsonWithoutAType_getsTheTypeThat1Asks() {
        CloudEvent event = CloudEvent.bare().data("1", DataKind.JSON).build();

        assertThat(MAPPING.toAttributes(event))
                .containsEntry("datacontenttype", "application/json")
                .doesNotContainKey("dispatchdata");
    }

    @Test
    void payload_thatAnotherTookFromJsonToBytes_isTheTextItWas() {
        Map<String, Object> attributes = Map.of("datacontenttype", "application/json", "dispatchdata", "text");

        assertThat(MAPPING.fromAttributes(attributes, utf8("\"a \\\"text\\\"\""))
                        .data())
                .isEqualTo("a \"text\"");
        assertThat(MAPPING.fromAttributes(attributes, utf8("a text")).data()).isEqualTo("a text");
    }

    // All together

    private static CloudEvent as01(CloudEvent event) {
        return V01.read(V01.write(event));
    }

    private static CloudEvent withoutExtensions(CloudEvent event) {
        return event.toBuilder().cloudEventsVersion("1.0").extensions(null).build();
    }

    @RepeatedTest(200)
    void fromAttributes_ofWhatToAttributesGave_isEqual(RepetitionInfo repetition) {
        long seed = 0xCE10L + repetition.getCurrentRepetition();
        RandomEvents random = new RandomEvents(seed);
        for (int i = 0; i < Effort.of(20, 4); i++) {
            CloudEvent event = random.next();
            CloudEvent expected = event;
            if (event.dataKind() == DataKind.JSON && event.contentType() == null) {
                expected = expected.toBuilder().contentType("application/json").build();
            }

            Map<String, Object> attributes = MAPPING.toAttributes(event);
            CloudEvent back = MAPPING.fromAttributes(attributes, event.dataBytes());

            assertThat(as01(back)).as("seed " + seed).isEqualTo(as01(expected));
            assertThat(withoutExtensions(RandomEvents.withoutKind(back)))
                    .as("seed " + seed)
                    .isEqualTo(withoutExtensions(RandomEvents.withoutKind(expected)));
            assertThat(MAPPING.toAttributes(back)).as("seed " + seed).isEqualTo(attributes);
            assertThat(attributes.keySet()).as("seed " + seed).allMatch(name -> name.matches("[a-z0-9]+"));
        }
    }
}
