package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CloudEventTest {

    @Test
    void builder_fillsInWhatTheOriginalFillsIn() {
        OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC).minusMinutes(1);

        CloudEvent event = CloudEvent.builder("user.created").build();

        assertThat(event.namespace()).isEqualTo("dispatchframework.io");
        assertThat(event.sourceType()).isEqualTo("dispatch");
        assertThat(event.sourceId()).isEqualTo("dispatch");
        assertThat(event.cloudEventsVersion()).isEqualTo("0.1");
        assertThat(event.eventId())
                .hasSize(36)
                .isNotEqualTo(CloudEvent.builder("a").build().eventId());
        assertThat(event.eventTime()).isAfter(before);
        assertThat(event.hasExtensions()).isFalse();
        assertThat(event.data()).isNull();
    }

    @Test
    void bare_fillsInNothing() {
        CloudEvent event = CloudEvent.bare().build();

        assertThat(event.namespace()).isEmpty();
        assertThat(event.eventType()).isEmpty();
        assertThat(event.eventId()).isEmpty();
        assertThat(event.cloudEventsVersion()).isEmpty();
        assertThat(event.eventTime()).isNull();
    }

    @Test
    void optionalText_thatIsEmpty_isAbsent() {
        CloudEvent event = CloudEvent.bare()
                .eventTypeVersion("")
                .schemaUrl("")
                .contentType("")
                .data("")
                .build();

        assertThat(event.eventTypeVersion()).isNull();
        assertThat(event.schemaUrl()).isNull();
        assertThat(event.contentType()).isNull();
        assertThat(event.data()).isEmpty();
    }

    @Test
    void extensions_areCopiedDeeply() {
        List<Object> list = new ArrayList<>(List.of("a"));
        Map<String, Object> given = new HashMap<>(Map.of("list", list));
        CloudEvent event = CloudEvent.builder("a").extensions(given).build();

        list.add("b");
        given.put("more", 1);

        assertThat(event.extensions()).isEqualTo(Map.of("list", List.of("a")));
        assertThat(event.toBuilder().extension("x", 1).build().extensions()).hasSize(2);
        assertThat(event.extensions()).hasSize(1);
    }

    @Test
    void extensions_thatAreEmpty_areToldFromAbsentOnes() {
        CloudEvent empty = CloudEvent.builder("a").extensions(Map.of()).build();

        assertThat(empty.hasExtensions()).isTrue();
        assertThat(empty.extensions()).isEmpty();
        assertThat(empty).isNotEqualTo(empty.toBuilder().extensions(null).build());
    }

    @Test
    void extensions_thatJsonCannotSay_areRefusedWithTheirPath() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CloudEvent.builder("a")
                        .extension("deep", Map.of("nan", Double.NaN))
                        .build())
                .withMessageContaining("extensions.deep.nan");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CloudEvent.builder("a")
                        .extension("object", new Object())
                        .build())
                .withMessageContaining("extensions.object");
        Map<String, Object> circle = new HashMap<>();
        circle.put("self", circle);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CloudEvent.builder("a").extensions(circle).build())
                .withMessageContaining("circle");
    }

    @Test
    void dataBytes_followTheKind() {
        byte[] bytes = {0, 1, (byte) 0xFF};

        assertThat(CloudEvent.builder("a").dataBytes(bytes).build().dataBytes()).isEqualTo(bytes);
        assertThat(CloudEvent.builder("a").dataBytes(bytes).build().dataKind()).isEqualTo(DataKind.BINARY);
        assertThat(CloudEvent.builder("a").data("é").build().dataBytes())
                .isEqualTo("é".getBytes(StandardCharsets.UTF_8));
        assertThat(CloudEvent.builder("a").build().dataBytes()).isEmpty();
    }

    @Test
    void toBuilder_keepsEverything() {
        CloudEvent event = CloudEvent.builder("a")
                .eventTypeVersion("1")
                .schemaUrl("/s")
                .contentType("text/plain")
                .extension("k", "v")
                .data("[1]", DataKind.JSON)
                .build();

        assertThat(event.toBuilder().build()).isEqualTo(event).hasSameHashCodeAs(event);
        assertThat(event.toBuilder().data("[1]").build()).isNotEqualTo(event);
    }

    @Test
    void toString_leavesThePayloadOutAndEscapesControlCharacters() {
        CloudEvent event = CloudEvent.builder("a\nforged log line")
                .sourceId("\u202Eright to left")
                .eventId("id-1")
                .data("secret")
                .build();

        assertThat(event.toString())
                .contains("a\\u000aforged", "\\u202e", "id-1")
                .doesNotContain("secret", "\n", "\u202E");
    }

    @Test
    void toBuilder_ofAnEventWithExtensions_leavesTheEventAlone() {
        CloudEvent event = CloudEventJson.create().read("{\"extensions\":{\"a\":[1,{\"b\":null}]}}");

        CloudEvent more = event.toBuilder().extension("c", true).build();

        assertThat(event.extensions()).containsOnlyKeys("a");
        assertThat(more.extensions()).containsOnlyKeys("a", "c");
        assertThatThrownBy(() -> event.extensions().put("d", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) event.extensions().get("a")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void dataBytes_ofBinaryThatIsNoBase64_saysSo() {
        CloudEvent event = CloudEvent.bare().data("%%", DataKind.BINARY).build();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(event::dataBytes)
                .withMessage("data is said to be BINARY and is no base64; give bytes to dataBytes(...) of the builder");
    }

    @Test
    void fromMap_ofDataThatIsNoJson_doesNotSpeakOfExtensions() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CloudEvent.fromMap(Map.of("data", new Object())))
                .withMessage(
                        "data is a java.lang.Object, which JSON cannot say; give text, booleans, numbers, lists or maps");
    }
}
