package io.dispatchframework.events.event.internal;

import io.dispatchframework.events.event.CloudEvent;

/** The names of an event's attributes in the version of the specification that the event came in. */
final class AttributeNames {

    private AttributeNames() {}

    /** Tells whether an event came in a format of CloudEvents 1, which names its attributes otherwise. */
    static boolean areOfV1(CloudEvent event) {
        return event.cloudEventsVersion().startsWith("1.");
    }

    /** Returns the name in an event of an attribute that 0.1 calls so. */
    static String in(CloudEvent event, String attribute) {
        if (!areOfV1(event)) {
            return attribute;
        }
        return switch (attribute) {
            case "event-type" -> "type";
            case "event-type-version" -> "eventtypeversion";
            case "cloud-events-version" -> "specversion";
            case "source-type" -> "sourcetype";
            case "source-id" -> "source";
            case "event-id" -> "id";
            case "event-time" -> "time";
            case "schema-url" -> "dataschema";
            case "content-type" -> "datacontenttype";
            default -> attribute;
        };
    }
}
