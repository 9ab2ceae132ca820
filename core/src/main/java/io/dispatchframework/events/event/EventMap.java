package io.dispatchframework.events.event;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The plain form of an event: a map of JSON names. */
final class EventMap {

    private EventMap() {}

    static CloudEvent read(Map<String, ? extends @Nullable Object> attributes) {
        CloudEvent.Builder event = CloudEvent.bare();
        for (Attribute attribute : Attribute.values()) {
            Object value = attributes.get(attribute.jsonName());
            if (value != null) {
                set(event, attribute, value);
            }
        }
        return event.build();
    }

    private static void set(CloudEvent.Builder event, Attribute attribute, Object value) {
        switch (attribute) {
            case DATA -> {
                if (value instanceof String text) {
                    event.data(text);
                } else {
                    event.data(JsonValues.toText(value, attribute.jsonName()), DataKind.JSON);
                }
            }
            case EXTENSIONS -> {
                if (!(value instanceof Map<?, ?> members)) {
                    throw wrongType(attribute, "a map", value);
                }
                event.copiedExtensions(Extensions.copyOf(members));
            }
            case EVENT_TIME -> event.eventTime(time(text(attribute, value)));
            default -> attribute.setText(event, text(attribute, value));
        }
    }

    private static String text(Attribute attribute, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrongType(attribute, "text", value);
    }

    private static OffsetDateTime time(String text) {
        try {
            return Rfc3339.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    Attribute.EVENT_TIME.jsonName() + " " + malformed.getMessage(), malformed);
        }
    }

    private static IllegalArgumentException wrongType(Attribute attribute, String what, Object value) {
        return new IllegalArgumentException(attribute.jsonName() + " must be " + what + ", was a "
                + value.getClass().getName());
    }

    static Map<String, Object> write(CloudEvent event) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        write(event, event.cloudEventsVersion(), attributes::put);
        String data = event.data();
        if (data != null) {
            attributes.put(Attribute.DATA.jsonName(), data);
        }
        return attributes;
    }

    /** Gives all that is present but the payload, in the order of the specification. */
    static void write(CloudEvent event, String version, BiConsumer<? super String, Object> to) {
        put(to, Attribute.NAMESPACE, event.namespace());
        put(to, Attribute.EVENT_TYPE, event.eventType());
        put(to, Attribute.EVENT_TYPE_VERSION, event.eventTypeVersion());
        put(to, Attribute.CLOUD_EVENTS_VERSION, version);
        put(to, Attribute.SOURCE_TYPE, event.sourceType());
        put(to, Attribute.SOURCE_ID, event.sourceId());
        put(to, Attribute.EVENT_ID, event.eventId());
        OffsetDateTime time = event.eventTime();
        put(to, Attribute.EVENT_TIME, time == null ? null : format(time));
        put(to, Attribute.SCHEMA_URL, event.schemaUrl());
        put(to, Attribute.CONTENT_TYPE, event.contentType());
        if (event.hasExtensions()) {
            to.accept(Attribute.EXTENSIONS.jsonName(), event.extensions());
        }
    }

    private static void put(BiConsumer<? super String, Object> to, Attribute attribute, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            to.accept(attribute.jsonName(), text);
        }
    }

    private static String format(OffsetDateTime time) {
        try {
            return Rfc3339.format(time);
        } catch (IllegalArgumentException unwritable) {
            throw new IllegalArgumentException(
                    Attribute.EVENT_TIME.jsonName() + " " + unwritable.getMessage(), unwritable);
        }
    }
}
