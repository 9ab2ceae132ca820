package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class EventMapTest {

    private static final CloudEvent EVENT = CloudEvent.builder("user.created")
            .eventTypeVersion("1")
            .sourceType("vcenter")
            .sourceId("vcenter1.corp.local")
            .eventId("43252363")
            .eventTime(OffsetDateTime.parse("1996-12-19T16:39:57.5-08:00"))
            .schemaUrl("http://example.com/user.json")
            .contentType("application/json")
            .extension("trace", "abc")
            .extension("deep", Map.of("list", Arrays.asList(1, 9007199254740993L, null, true, 2.5)))
            .data("{\"name\":\"Jon\"}")
            .build();

    private static final Subscription SUBSCRIPTION = Subscription.builder("welcome")
            .eventType("user.#")
            .sourceType("vcenter")
            .functionName("hello")
            .tag("team", "blue")
            .policy(DeliveryPolicy.builder()
                    .maxAttempts(5)
                    .backoff(Duration.ofMillis(10))
                    .build())
            .expiresAt(Instant.parse("2030-01-01T00:00:00Z"))
            .build();

    @Test
    void fromMap_ofItsOwnMap_isEqual() {
        assertThat(CloudEvent.fromMap(EVENT.toMap())).isEqualTo(EVENT);
        assertThat(CloudEvent.bare().build().toMap()).isEmpty();
        assertThat(CloudEvent.fromMap(Map.of())).isEqualTo(CloudEvent.bare().build());
        assertThat(CloudEvent.fromMap(Map.of("extensions", Map.of())).hasExtensions())
                .isTrue();
    }

    @Test
    void toMap_isInTheOrderOfTheSpecification_withTextForTheTime() {
        assertThat(EVENT.toMap().keySet())
                .containsExactlyElementsOf(Arrays.stream(Attribute.values())
                        .map(Attribute::jsonName)
                        .toList());
        assertThat(EVENT.toMap()).containsEntry("event-time", "1996-12-19T16:39:57.5-08:00");
    }

    @Test
    void fromMap_ofUnknownMembersAndNulls_ignoresThem() {
        Map<String, Object> map = new HashMap<>();
        map.put("event-id", null);
        map.put("data", null);
        map.put("other", new Object());

        assertThat(CloudEvent.fromMap(map)).isEqualTo(CloudEvent.bare().build());
    }

    @Test
    void fromMap_ofAPayloadThatIsNoText_makesItJson() {
        CloudEvent event = CloudEvent.fromMap(Map.of("data", Map.of("a", Arrays.asList(1, null, "/é"))));

        assertThat(event.data()).isEqualTo("{\"a\":[1,null,\"/é\"]}");
        assertThat(event.dataKind()).isEqualTo(DataKind.JSON);
        assertThat(CloudEvent.fromMap(Map.of("data", 1.5)).data()).isEqualTo("1.5");
        assertThat(CloudEvent.fromMap(Map.of("data", false)).data()).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "namespace",
                "event-type",
                "event-type-version",
                "cloud-events-version",
                "source-type",
                "source-id",
                "event-id",
                "event-time",
                "schema-url",
                "content-type",
                "extensions"
            })
    void fromMap_ofTheWrongType_namesTheAttribute(String attribute) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CloudEvent.fromMap(Map.of(attribute, 1)))
                .withMessageStartingWith(attribute + " must be ")
                .withMessageEndingWith(", was a java.lang.Integer");
    }

    @Test
    void fromMap_ofWhatJsonCannotSay_namesTheAttribute() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CloudEvent.fromMap(Map.of("data", Double.NaN)))
                .withMessageStartingWith("data is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CloudEvent.fromMap(Map.of("data", List.of(new Object()))))
                .withMessageStartingWith("data[] is a java.lang.Object");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CloudEvent.fromMap(Map.of("event-time", "2018-03-02T23:31Z")))
                .withMessageStartingWith("event-time must be an RFC 3339 time");
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CloudEvent.fromMap(Map.of("data", circle)))
                .withMessageContaining("in a circle");
    }

    @Test
    void jackson2_writesAndReadsTheModel() throws JsonProcessingException {
        var jackson = new com.fasterxml.jackson.databind.ObjectMapper();

        assertThat(jackson.readValue(jackson.writeValueAsString(EVENT), CloudEvent.class))
                .isEqualTo(EVENT);
        assertThat(jackson.readValue(jackson.writeValueAsString(SUBSCRIPTION), Subscription.class))
                .isEqualTo(SUBSCRIPTION);
        assertThat(CloudEventJson.create()
                        .read(jackson.writeValueAsString(EVENT))
                        .data())
                .isEqualTo(EVENT.data());
        assertThat(jackson.readValue("{\"data\":{\"a\":[1]}}", CloudEvent.class).data())
                .isEqualTo("{\"a\":[1]}");
        assertThatThrownBy(() -> jackson.readValue("{\"event-type\":1}", CloudEvent.class))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("event-type must be text");
    }

    @Test
    void jackson3_writesAndReadsTheModel() {
        JsonMapper jackson = JsonMapper.builder().build();

        assertThat(jackson.readValue(jackson.writeValueAsString(EVENT), CloudEvent.class))
                .isEqualTo(EVENT);
        assertThat(jackson.readValue(jackson.writeValueAsString(SUBSCRIPTION), Subscription.class))
                .isEqualTo(SUBSCRIPTION);
        assertThat(jackson.readValue(CloudEventJson.create().write(EVENT), CloudEvent.class))
                .isEqualTo(EVENT);
        assertThat(jackson.readValue("{\"data\":{\"a\":[1]}}", CloudEvent.class).data())
                .isEqualTo("{\"a\":[1]}");
        assertThatThrownBy(() -> jackson.readValue("{\"event-type\":1}", CloudEvent.class))
                .isInstanceOf(tools.jackson.core.JacksonException.class)
                .hasMessageContaining("event-type must be text");
    }
}
