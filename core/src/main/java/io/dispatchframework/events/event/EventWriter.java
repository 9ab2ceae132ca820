package io.dispatchframework.events.event;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonToken;

/** Writes an event as one JSON object of 0.1. */
final class EventWriter {

    /** What the attributes take, more or less. */
    private static final int ATTRIBUTES_LENGTH = 512;

    private final Documents documents;
    private final boolean inlineJson;
    private final boolean onOneLine;
    private final SpareBuffer spare = new SpareBuffer();

    EventWriter(Documents documents, boolean inlineJson, boolean onOneLine) {
        this.documents = documents;
        this.inlineJson = inlineJson;
        this.onOneLine = onOneLine;
    }

    JsonOut write(CloudEvent event) {
        String data = event.data();
        JsonOut out = new JsonOut(spare, ATTRIBUTES_LENGTH + (data == null ? 0 : data.length()));
        // What is written is of 0.1, whatever the event was read as.
        if (CloudEventV1Mapping.isOf1(event)) {
            EventMap.write(event, CloudEvent.SPEC_VERSION, (name, value) -> {
                boolean carries = name.equals(Attribute.EXTENSIONS.jsonName());
                out.member(name, carries ? ExtensionCarrier.unpacked(event.extensions(), documents) : value);
            });
        } else {
            EventMap.write(event, event.cloudEventsVersion(), out::member);
        }
        if (data != null) {
            writeData(out, event, data);
        }
        return out.end();
    }

    private void writeData(JsonOut out, CloudEvent event, String data) {
        String name = Attribute.DATA.jsonName();
        if (event.dataKind() == DataKind.JSON && inlineJson && comesBack(event, data)) {
            out.name(name);
            out.json(data.getBytes(StandardCharsets.UTF_8), onOneLine);
        } else {
            out.payload(name, event, data);
        }
    }

    /** Tells whether JSON is the same payload when it is read as a value: a text would be other text, and null none. */
    private boolean comesBack(CloudEvent event, String json) {
        if (event.isKnownJson()) {
            return json.charAt(0) != '"' && !json.equals("null");
        }
        JsonToken kind = documents.payloadKind(json);
        return kind != JsonToken.VALUE_STRING && kind != JsonToken.VALUE_NULL;
    }
}
