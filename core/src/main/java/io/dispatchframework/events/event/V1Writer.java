package io.dispatchframework.events.event;

import org.jspecify.annotations.Nullable;

/** Writes an event as one JSON object of 1.0. */
final class V1Writer {

    /** What the attributes take, more or less. */
    private static final int ATTRIBUTES_LENGTH = 512;

    private final Documents documents;
    private final CloudEventV1Mapping mapping;
    private final boolean onOneLine;

    V1Writer(Documents documents, CloudEventV1Mapping mapping, boolean onOneLine) {
        this.documents = documents;
        this.mapping = mapping;
        this.onOneLine = onOneLine;
    }

    String write(CloudEvent event) {
        String data = event.data();
        if (data == null) {
            return begin(event, null, 0).append('}').toString();
        }
        StringBuilder out;
        if (event.dataKind() == DataKind.BINARY) {
            out = begin(event, null, data.length());
            member(out, V1Attribute.DATA_BASE64.jsonName(), V1Payload.base64(event));
        } else if (isWrittenInline(event, data)) {
            out = begin(event, null, data.length());
            name(out, V1Attribute.DATA.jsonName());
            // Between tokens a line break is a blank as any other, and within them there is none.
            out.append(onOneLine ? data.replace('\n', ' ').replace('\r', ' ') : data);
        } else {
            out = begin(event, V1Payload.markOfText(event), data.length());
            member(out, V1Attribute.DATA.jsonName(), data);
        }
        return out.append('}').toString();
    }

    /** Writes all but the payload. */
    private StringBuilder begin(CloudEvent event, @Nullable DataKind mark, int dataLength) {
        StringBuilder out = new StringBuilder(ATTRIBUTES_LENGTH + dataLength);
        mapping.write(event, event.contentType(), mark, (name, value) -> member(out, name, value));
        return out;
    }

    /** Tells whether a payload is written as a value, which is so if that is read as the same text again. */
    private boolean isWrittenInline(CloudEvent event, String data) {
        boolean told = V1Payload.isJsonInJson(event.contentType());
        if (event.dataKind() == DataKind.TEXT && !told) {
            return false;
        }
        byte[] bytes = JsonText.soundUtf8(V1Attribute.DATA.jsonName(), data);
        boolean exact = new JsonScan(documents.bounds()).isValue(bytes) || isValueWithoutBlanks(event, data, bytes);
        return told && exact && !data.equals("null");
    }

    private boolean isValueWithoutBlanks(CloudEvent event, String data, byte[] bytes) {
        if (event.dataKind() == DataKind.JSON) {
            documents.payloadKind(data);
        } else if (!documents.isValue(bytes)) {
            return false;
        }
        return !JsonScan.isBlank(bytes[0]) && !JsonScan.isBlank(bytes[bytes.length - 1]);
    }

    private static void member(StringBuilder out, String name, Object value) {
        name(out, name);
        if (value instanceof String text) {
            JsonText.quote(out, text, name);
        } else {
            out.append(value);
        }
    }

    private static void name(StringBuilder out, String name) {
        out.append(out.isEmpty() ? "{\"" : ",\"").append(name).append("\":");
    }
}
