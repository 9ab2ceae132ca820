package io.dispatchframework.events.event;

import java.io.StringWriter;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;

/** Writes an event as one JSON object of 0.1. */
final class EventWriter {

    private final Documents documents;
    private final boolean inlineJson;
    private final boolean onOneLine;

    EventWriter(Documents documents, boolean inlineJson, boolean onOneLine) {
        this.documents = documents;
        this.inlineJson = inlineJson;
        this.onOneLine = onOneLine;
    }

    String write(CloudEvent event) {
        // What is written is of 0.1, whatever the event was read as.
        boolean isOf1 = CloudEventV1Mapping.isOf1(event);
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JsonValues.generator(text)) {
            out.writeStartObject();
            for (Map.Entry<String, Object> attribute : event.toMap().entrySet()) {
                String name = attribute.getKey();
                out.writeName(name);
                if (name.equals(Attribute.DATA.jsonName()) && event.dataKind() == DataKind.JSON && inlineJson) {
                    writeJson(out, (String) attribute.getValue());
                } else if (isOf1 && name.equals(Attribute.CLOUD_EVENTS_VERSION.jsonName())) {
                    out.writeString(CloudEvent.SPEC_VERSION);
                } else if (isOf1 && name.equals(Attribute.EXTENSIONS.jsonName())) {
                    JsonValues.write(out, ExtensionCarrier.unpacked(event.extensions(), documents), name);
                } else {
                    JsonValues.write(out, attribute.getValue(), name);
                }
            }
            out.writeEndObject();
        }
        return text.toString();
    }

    private void writeJson(JsonGenerator out, String json) {
        JsonToken kind = documents.payloadKind(json);
        if (kind == JsonToken.VALUE_STRING || kind == JsonToken.VALUE_NULL) {
            // Inline it would be read back as other text, or as no payload at all.
            out.writeString(json);
        } else {
            // Between tokens a line break is a blank as any other, and within them there is none.
            out.writeRawValue(onOneLine ? json.replace('\n', ' ').replace('\r', ' ') : json);
        }
    }
}
