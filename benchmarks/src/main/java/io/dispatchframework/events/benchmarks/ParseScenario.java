package io.dispatchframework.events.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events of 600 bytes, as this library's JSON and as that of CloudEvents 1.0, and the plain records to bind them to. */
public final class ParseScenario {

    static final int EVENT_BYTES = 600;

    /** What the event has besides its attributes; all are of one size. */
    public enum Content {
        /** Nothing. */
        PLAIN(""),
        /** Three extensions. */
        EXTENSIONS(""),
        /** A payload beyond ASCII. */
        BEYOND_ASCII("Größe Überlänge señal façade ночь 速度 😀 ");

        private final String words;

        Content(String words) {
            this.words = words;
        }
    }

    private final Content content;

    ParseScenario(Content content) {
        this.content = content;
    }

    /** Returns the event as CloudEvents 0.1 has it. */
    String event() {
        String extensions = content == Content.EXTENSIONS
                ? "\"extensions\":{\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"tenant\":\"acme\",\"retries\":2},"
                : "";
        return padded("{\"namespace\":\"com.vmware.vsphere\",\"event-type\":\"vm.powered.on\","
                + "\"event-type-version\":\"6.5\",\"cloud-events-version\":\"0.1\",\"source-type\":\"vcenter\","
                + "\"source-id\":\"vcenter1.corp.local\",\"event-id\":\"0c2b9a3e-5f2c-4b1e-9a57-7d1f6c3e8b42\","
                + "\"event-time\":\"2018-03-02T23:31:35.123Z\","
                + "\"schema-url\":\"https://schemas.example.com/vcenter/vm.powered.on.json\","
                + "\"content-type\":\"application/json\"," + extensions);
    }

    /** Returns the same information as CloudEvents 1.0 has it, where extensions stand beside the attributes. */
    String cloudEventsEvent() {
        String extensions = content == Content.EXTENSIONS
                ? "\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"tenant\":\"acme\",\"retries\":2,"
                : "";
        return padded("{\"specversion\":\"1.0\",\"namespace\":\"com.vmware.vsphere\",\"type\":\"vm.powered.on\","
                + "\"typeversion\":\"6.5\",\"source\":\"/vcenter/vcenter1.corp.local\","
                + "\"id\":\"0c2b9a3e-5f2c-4b1e-9a57-7d1f6c3e8b42\",\"time\":\"2018-03-02T23:31:35.123Z\","
                + "\"dataschema\":\"https://schemas.example.com/vcenter/vm.powered.on.json\","
                + "\"datacontenttype\":\"application/json\"," + extensions);
    }

    /** Ends an event with a payload, JSON as text, that makes it as long as all are. */
    private String padded(String begin) {
        String before = begin + "\"data\":\"{\\\"vm\\\":\\\"web-042\\\",\\\"note\\\":\\\"" + content.words;
        String after = "\\\"}\"}";
        int missing = EVENT_BYTES - (before + after).getBytes(StandardCharsets.UTF_8).length;
        return before + "x".repeat(missing) + after;
    }

    /** What an application would bind the event to by itself. */
    record PlainEvent(
            @JsonProperty("namespace") @Nullable String namespace,
            @JsonProperty("event-type") @Nullable String eventType,
            @JsonProperty("event-type-version") @Nullable String eventTypeVersion,
            @JsonProperty("cloud-events-version") @Nullable String cloudEventsVersion,
            @JsonProperty("source-type") @Nullable String sourceType,
            @JsonProperty("source-id") @Nullable String sourceId,
            @JsonProperty("event-id") @Nullable String eventId,
            @JsonProperty("event-time") @Nullable OffsetDateTime eventTime,
            @JsonProperty("schema-url") @Nullable String schemaUrl,
            @JsonProperty("content-type") @Nullable String contentType,
            @JsonProperty("extensions") @Nullable Map<String, Object> extensions,
            @JsonProperty("data") @Nullable String data) {}

    /** The same with the time left as text. */
    record TextTimeEvent(
            @JsonProperty("namespace") @Nullable String namespace,
            @JsonProperty("event-type") @Nullable String eventType,
            @JsonProperty("event-type-version") @Nullable String eventTypeVersion,
            @JsonProperty("cloud-events-version") @Nullable String cloudEventsVersion,
            @JsonProperty("source-type") @Nullable String sourceType,
            @JsonProperty("source-id") @Nullable String sourceId,
            @JsonProperty("event-id") @Nullable String eventId,
            @JsonProperty("event-time") @Nullable String eventTime,
            @JsonProperty("schema-url") @Nullable String schemaUrl,
            @JsonProperty("content-type") @Nullable String contentType,
            @JsonProperty("extensions") @Nullable Map<String, Object> extensions,
            @JsonProperty("data") @Nullable String data) {}
}
