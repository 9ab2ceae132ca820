package io.dispatchframework.events.event;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes an event as one JSON object of 1.0. */
final class V1Writer {

    /** What the attributes take, more or less. */
    private static final int ATTRIBUTES_LENGTH = 512;

    private final Documents documents;
    private final CloudEventV1Mapping mapping;
    private final boolean onOneLine;
    private final SpareBuffer spare = new SpareBuffer();

    V1Writer(Documents documents, CloudEventV1Mapping mapping, boolean onOneLine) {
        this.documents = documents;
        this.mapping = mapping;
        this.onOneLine = onOneLine;
    }

    JsonOut write(CloudEvent event) {
        String data = event.data();
        if (data == null) {
            return begin(event, null, 0).end();
        }
        JsonOut out;
        if (event.dataKind() == DataKind.BINARY) {
            out = begin(event, null, data.length());
            out.member(V1Attribute.DATA_BASE64.jsonName(), V1Payload.base64(event));
            return out.end();
        }
        byte[] inline = inline(event, data);
        if (inline != null) {
            out = begin(event, null, inline.length);
            out.name(V1Attribute.DATA.jsonName());
            out.json(inline, onOneLine);
        } else {
            out = begin(event, V1Payload.markOfText(event), data.length());
            out.payload(V1Attribute.DATA.jsonName(), event, data);
        }
        return out.end();
    }

    /** Writes all but the payload. */
    private JsonOut begin(CloudEvent event, @Nullable DataKind mark, int dataLength) {
        JsonOut out = new JsonOut(spare, ATTRIBUTES_LENGTH + dataLength);
        mapping.write(event, event.contentType(), mark, out::member);
        return out;
    }

    /** Returns a payload that is written as a value, which is so if that is read as the same text again. */
    private byte @Nullable [] inline(CloudEvent event, String data) {
        boolean told = V1Payload.isJsonInJson(event.contentType());
        if (event.dataKind() == DataKind.TEXT && !told) {
            return null;
        }
        if (event.isKnownJson()) {
            return told && !data.equals("null") ? data.getBytes(StandardCharsets.UTF_8) : null;
        }
        byte[] utf8 = JsonText.soundUtf8(V1Attribute.DATA.jsonName(), data);
        boolean exact = new JsonScan(documents.bounds()).isValue(utf8) || isValueWithoutBlanks(event, data, utf8);
        return told && exact && !data.equals("null") ? utf8 : null;
    }

    private boolean isValueWithoutBlanks(CloudEvent event, String data, byte[] bytes) {
        if (event.dataKind() == DataKind.JSON) {
            documents.payloadKind(data);
        } else if (!documents.isValue(bytes)) {
            return false;
        }
        return !JsonScan.hasBlanksAround(bytes);
    }
}
