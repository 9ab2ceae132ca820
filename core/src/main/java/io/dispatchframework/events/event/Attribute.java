package io.dispatchframework.events.event;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The attributes of 0.1 by their JSON names, in the order of the specification. */
enum Attribute implements EventMember {
    NAMESPACE("namespace"),
    EVENT_TYPE("event-type"),
    EVENT_TYPE_VERSION("event-type-version"),
    CLOUD_EVENTS_VERSION("cloud-events-version"),
    SOURCE_TYPE("source-type"),
    SOURCE_ID("source-id"),
    EVENT_ID("event-id"),
    EVENT_TIME("event-time"),
    SCHEMA_URL("schema-url"),
    CONTENT_TYPE("content-type"),
    EXTENSIONS("extensions"),
    DATA("data");

    private static final Map<String, Attribute> BY_JSON_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(Attribute::jsonName, each -> each));

    private final String jsonName;

    Attribute(String jsonName) {
        this.jsonName = jsonName;
    }

    @Override
    public String jsonName() {
        return jsonName;
    }

    @Override
    public Value value() {
        return switch (this) {
            case EXTENSIONS -> Value.EXTENSIONS;
            case DATA -> Value.PAYLOAD;
            default -> Value.TEXT;
        };
    }

    /** Names are exact: no other case, no other spelling. */
    static @Nullable Attribute named(String jsonName) {
        return BY_JSON_NAME.get(jsonName);
    }

    /** Sets an attribute that is plain text. */
    void setText(CloudEvent.Builder event, String text) {
        switch (this) {
            case NAMESPACE -> event.namespace(text);
            case EVENT_TYPE -> event.eventType(text);
            case EVENT_TYPE_VERSION -> event.eventTypeVersion(text);
            case CLOUD_EVENTS_VERSION -> event.cloudEventsVersion(text);
            case SOURCE_TYPE -> event.sourceType(text);
            case SOURCE_ID -> event.sourceId(text);
            case EVENT_ID -> event.eventId(text);
            case SCHEMA_URL -> event.schemaUrl(text);
            case CONTENT_TYPE -> event.contentType(text);
            case EVENT_TIME, EXTENSIONS, DATA -> throw new IllegalArgumentException(jsonName + " is not plain text");
        }
    }
}
