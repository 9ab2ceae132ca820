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
            return begin(event, null, 0).end();
        }
        JsonOut out;
        if (event.dataKind() == DataKind.BINARY) {
            out = begin(event, null, data.length());
            out.member(V1Attribute.DATA_BASE64.jsonName(), V1Payload.base64(event));
            return out.end();
        }
        byte[] utf8 = JsonText.soundUtf8(V1Attribute.DATA.jsonName(), data);
        if (isWrittenInline(event, data, utf8)) {
            out = begin(event, null, utf8.length);
            out.name(V1Attribute.DATA.jsonName());
            out.raw(onOneLine ? withoutLineBreaks(utf8) : utf8);
        } else {
            out = begin(event, V1Payload.markOfText(event), utf8.length);
            out.member(V1Attribute.DATA.jsonName(), data);
        }
        return out.end();
    }

    /** Writes all but the payload. */
    private JsonOut begin(CloudEvent event, @Nullable DataKind mark, int dataLength) {
        JsonOut out = new JsonOut(ATTRIBUTES_LENGTH + dataLength);
        mapping.write(event, event.contentType(), mark, out::member);
        return out;
    }

    /** Between tokens a line break is a blank as any other, and within them there is none. */
    private static byte[] withoutLineBreaks(byte[] json) {
        byte[] line = json.clone();
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }

    /** Tells whether a payload is written as a value, which is so if that is read as the same text again. */
    private boolean isWrittenInline(CloudEvent event, String data, byte[] utf8) {
        boolean told = V1Payload.isJsonInJson(event.contentType());
        if (event.dataKind() == DataKind.TEXT && !told) {
            return false;
        }
        boolean exact = new JsonScan(documents.bounds()).isValue(utf8) || isValueWithoutBlanks(event, data, utf8);
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
}
