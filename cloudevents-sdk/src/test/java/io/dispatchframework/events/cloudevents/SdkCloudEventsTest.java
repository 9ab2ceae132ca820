package io.dispatchframework.events.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.data.PojoCloudEventData;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventV1Mapping;
import io.dispatchframework.events.event.DataKind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdkCloudEventsTest {

    private static final SdkCloudEvents SDK = SdkCloudEvents.create();
    private static final OffsetDateTime TIME = OffsetDateTime.parse("2018-04-05T17:31:00+02:00");

    private static CloudEventBuilder sdkEvent() {
        return CloudEventBuilder.v1().withId("1").withSource(URI.create("/a")).withType("com.example.some");
    }

    private static CloudEvent.Builder event() {
        return CloudEvent.bare()
                .cloudEventsVersion("1.0")
                .eventId("1")
                .sourceId("/a")
                .eventType("com.example.some")
                .sourceType("cloudevents");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void event_withEverything_isTheSameBothWays() {
        io.cloudevents.CloudEvent sdk = sdkEvent()
                .withSubject("s")
                .withTime(TIME)
                .withDataSchema(URI.create("https://example.com/schema"))
                .withExtension("namespace", "n")
                .withExtension("sourcetype", "erp")
                .withExtension("eventtypeversion", "2")
                .withExtension("count", (Number) 5)
                .withExtension("urgent", true)
                .withData("text/plain", utf8("h\u00f6re"))
                .build();
        CloudEvent event = event().extension("subject", "s")
                .eventTime(TIME)
                .schemaUrl("https://example.com/schema")
                .namespace("n")
                .sourceType("erp")
                .eventTypeVersion("2")
                .extension("count", 5)
                .extension("urgent", true)
                .contentType("text/plain")
                .data("h\u00f6re")
                .build();

        assertThat(SDK.fromSdk(sdk)).isEqualTo(event);
        assertThat(SDK.toSdk(event)).isEqualTo(sdk);
    }

    @Test
    void extensions_ofTypesThatJsonDoesNotHave_becomeText() {
        CloudEvent event = SDK.fromSdk(sdkEvent()
                .withExtension("uri", URI.create("urn:x"))
                .withExtension("at", TIME)
                .withExtension("raw", new byte[] {1})
                .build());

        assertThat(event.extensions())
                .isEqualTo(Map.of("uri", "urn:x", "at", "2018-04-05T17:31:00+02:00", "raw", "AQ=="));
        assertThat(SDK.toSdk(event).getExtension("raw")).isEqualTo("AQ==");
    }

    @Test
    void extensions_of01_goAndComeInTheCarrier() {
        CloudEvent event =
                event().cloudEventsVersion("0.1").extension("X-Y", 1L << 40).build();

        io.cloudevents.CloudEvent sdk = SDK.toSdk(event);

        assertThat(sdk.getExtension("dispatchextensions")).isEqualTo("{\"X-Y\":1099511627776}");
        assertThat(SDK.fromSdk(sdk).extensions()).containsOnlyKeys("dispatchextensions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | {\"a\" : 1} | JSON | ",
                "application/json | nope | TEXT | ",
                "text/plain | 1 | TEXT | ",
                "image/png | 1 | BINARY | ",
                " | \"x\" | JSON | ",
                " | nope | BINARY | ",
                " | 1 | TEXT | text",
                " | 1 | BINARY | binary",
                "text/plain | 1 | JSON | json",
            })
    void payload_isOfTheKindThatItsTypeTells_orThatIsNamed(
            @Nullable String contentType, String data, DataKind kind, @Nullable String mark) {
        CloudEventBuilder sdk = sdkEvent();
        if (mark != null) {
            sdk.withExtension("dispatchdata", mark);
        }
        io.cloudevents.CloudEvent built = sdk.withDataContentType(contentType)
                .withData(BytesCloudEventData.wrap(utf8(data)))
                .build();

        CloudEvent event = SDK.fromSdk(built);

        assertThat(event.dataKind()).isEqualTo(kind);
        assertThat(event.dataBytes()).isEqualTo(utf8(data));
        assertThat(SDK.toSdk(event)).isEqualTo(built);
    }

    @Test
    void payload_isAskedForOnce_andCopied() {
        AtomicInteger asked = new AtomicInteger();
        byte[] bytes = utf8("{}");
        CloudEvent event = SDK.fromSdk(sdkEvent()
                .withData("application/octet-stream", PojoCloudEventData.wrap("x", any -> {
                    asked.incrementAndGet();
                    return bytes;
                }))
                .build());
        bytes[0] = 0;

        assertThat(asked).hasValue(1);
        assertThat(event.dataBytes()).isEqualTo(utf8("{}"));
        assertThat(SDK.fromSdk(sdkEvent().withData(new byte[0]).build()).data()).isNull();
        assertThat(SDK.toSdk(event().build()).getData()).isNull();
    }

    @Test
    void payload_thatCannotBeHad_throwsWhatTheSdkThrows() {
        io.cloudevents.CloudEvent broken = sdkEvent()
                .withData("text/plain", PojoCloudEventData.wrap("x", any -> {
                    throw new IllegalStateException("no bytes");
                }))
                .build();

        assertThatThrownBy(() -> SDK.fromSdk(broken)).hasStackTraceContaining("no bytes");
    }

    @Test
    void with_aMapping_tellsTheSourceType() {
        SdkCloudEvents mapped = SdkCloudEvents.with(
                CloudEventV1Mapping.builder().sourceTypes(CloudEvent::sourceId).build());
        io.cloudevents.CloudEvent sdk = sdkEvent().build();

        assertThat(mapped.fromSdk(sdk).sourceType()).isEqualTo("/a");
        assertThat(mapped.toSdk(mapped.fromSdk(sdk))).isEqualTo(sdk);
    }

    @Test
    void fromSdk_ofVersion03_isRefusedWithTheWayOut() {
        io.cloudevents.CloudEvent old =
                CloudEventBuilder.v03(sdkEvent().build()).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SDK.fromSdk(old))
                .withMessage(
                        "specversion must be '1.0', was '0.3'; the SDK's CloudEventBuilder.v1(event) makes an event"
                                + " of 1.0 of it");
        assertThat(SDK.fromSdk(CloudEventBuilder.v1(old).build())).isEqualTo(event().build());
    }

    @ParameterizedTest
    @CsvSource({"id,source,type", "source,type,id", "type,id,source"})
    void toSdk_ofAnEventThatLacksWhatTheSdkAsksFor_isRefused(String missing, String one, String other) {
        CloudEvent.Builder event = CloudEvent.bare();
        for (String given : new String[] {one, other}) {
            switch (given) {
                case "id" -> event.eventId("1");
                case "source" -> event.sourceId("/a");
                default -> event.eventType("t");
            }
        }

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SDK.toSdk(event.build()))
                .withMessage(missing + " is missing, and the SDK has no events without; validate the event first");
    }

    @Test
    void toSdk_ofWhatIsNoUri_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SDK.toSdk(event().sourceId("a b").build()))
                .withMessage("source must be a URI that java.net.URI can hold: Illegal character in path");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SDK.toSdk(event().schemaUrl(":").build()))
                .withMessageStartingWith("dataschema must be a URI that java.net.URI can hold: ");
    }
}
