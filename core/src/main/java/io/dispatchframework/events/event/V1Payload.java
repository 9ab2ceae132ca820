package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.Text;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which kind of payload it is that 1.0 says with a content type only, and when that has to be said beside it.
 *
 * <p>JSON has payloads as values or as base64, a binary message has them as bytes. In both the content type tells the
 * {@link DataKind}. Where it would tell another one than the event has, the extension attribute {@code dispatchdata} names
 * the kind.
 */
final class V1Payload {

    private static final int QUANTUM = 4;

    /** What most content types are, known without looking for its parts. */
    private static final String USUAL_JSON = "application/json";

    private V1Payload() {}

    /** Tells whether a content type declares JSON, after the JSON format of 1.0: {@code *}{@code /json}, {@code *}{@code /*+json}. */
    static boolean isJson(@Nullable String contentType) {
        return contentType != null && (contentType.equals(USUAL_JSON) || hasSubtype(contentType, "json"));
    }

    /** The same for a value in a JSON document, where a type that is not given is JSON. */
    static boolean isJsonInJson(@Nullable String contentType) {
        return contentType == null || isJson(contentType);
    }

    private static boolean isText(@Nullable String contentType) {
        return contentType != null
                && (contentType.regionMatches(true, 0, "text/", 0, "text/".length())
                        || hasSubtype(contentType, "json")
                        || hasSubtype(contentType, "xml"));
    }

    private static boolean hasSubtype(String contentType, String subtype) {
        int end = contentType.indexOf(';');
        if (end < 0) {
            end = contentType.length();
        }
        while (end > 0 && (contentType.charAt(end - 1) == ' ' || contentType.charAt(end - 1) == '\t')) {
            end--;
        }
        int from = end - subtype.length();
        return from > 1
                && (contentType.charAt(from - 1) == '/'
                        || (contentType.charAt(from - 1) == '+' && contentType.indexOf('/') < from))
                && contentType.regionMatches(true, from, subtype, 0, subtype.length());
    }

    /** Reads what {@code dispatchdata} says. */
    static DataKind kind(String mark) {
        for (DataKind kind : DataKind.values()) {
            if (mark(kind).equals(mark)) {
                return kind;
            }
        }
        throw new AttributeFault(
                V1Attribute.DISPATCHDATA, "must be 'text', 'json' or 'binary', was " + Text.quote(mark));
    }

    static String mark(DataKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Sets a payload that came as bytes. */
    static void set(
            CloudEvent.Builder event,
            byte[] bytes,
            @Nullable String contentType,
            @Nullable String mark,
            Documents documents) {
        if (mark == null && bytes.length == 0) {
            return;
        }
        DataKind kind = mark == null ? kindOf(bytes, contentType, documents) : kind(mark);
        if (kind == DataKind.BINARY) {
            event.dataBytes(bytes);
            return;
        }
        if (!isUtf8(bytes)) {
            throw new AttributeFault(
                    V1Attribute.DISPATCHDATA, "says " + Text.quote(mark) + ", but the data is not UTF-8");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (mark == null && kind == DataKind.JSON && !JsonScan.hasBlanksAround(bytes)) {
            event.jsonValue(text);
            return;
        }
        if (mark != null && isJson(contentType)) {
            // Here a JSON string was made of the text, by who took the event from JSON to bytes.
            String inner = documents.textIn(bytes);
            text = inner == null ? text : inner;
        }
        if (mark != null && kind == DataKind.JSON) {
            requireJson(text, documents);
        }
        event.data(text, kind);
    }

    /** Sets a payload that came as a value in JSON. */
    static void set(
            CloudEvent.Builder event,
            JsonPayload payload,
            @Nullable String contentType,
            @Nullable String mark,
            Documents documents) {
        boolean isJson = isJsonInJson(contentType);
        if (mark == null && isJson) {
            event.jsonValue(payload.json());
            return;
        }
        DataKind kind = mark == null ? DataKind.TEXT : kind(mark);
        if (kind == DataKind.BINARY && isJson) {
            event.dataBytes(payload.json().getBytes(StandardCharsets.UTF_8));
            return;
        }
        String text = payload.text();
        if (text == null) {
            throw new AttributeFault(
                    V1Attribute.DATA,
                    "must be text where "
                            + (mark == null
                                    ? "datacontenttype is no JSON but " + Text.quote(contentType)
                                    : "dispatchdata is given"));
        }
        if (kind == DataKind.BINARY) {
            event.dataBytes(text.getBytes(StandardCharsets.UTF_8));
            return;
        }
        if (kind == DataKind.JSON) {
            requireJson(text, documents);
        }
        if (kind == DataKind.TEXT && payload.isPlainText()) {
            event.plainText(text);
        } else {
            event.data(text, kind);
        }
    }

    /** Returns the kind that bytes are read as where nothing but their content type tells. */
    private static DataKind kindOf(byte[] bytes, @Nullable String contentType, Documents documents) {
        if (!isText(contentType) || !isUtf8(bytes)) {
            return DataKind.BINARY;
        }
        return isJson(contentType) && documents.isValue(bytes) ? DataKind.JSON : DataKind.TEXT;
    }

    /** Refuses text that is said to be JSON by {@code dispatchdata} and is none. */
    static void requireJson(String text, Documents documents) {
        if (!documents.isValue(text)) {
            throw new AttributeFault(V1Attribute.DISPATCHDATA, "says 'json', but the data is not one JSON value");
        }
    }

    /** Refuses to write what an event says is JSON and is none. */
    static void requireJson(CloudEvent event, Documents documents) {
        String data = event.data();
        if (data != null && !event.isKnownJson()) {
            documents.payloadKind(data);
        }
    }

    /** Returns what has to be said beside a payload that is written as a string in JSON. */
    static @Nullable DataKind markOfText(CloudEvent event) {
        DataKind kind = event.dataKind();
        return kind == DataKind.TEXT && !isJsonInJson(event.contentType()) ? null : kind;
    }

    /** Returns what has to be said beside a payload that is sent as bytes under a content type. */
    static @Nullable DataKind markOfBytes(CloudEvent event, @Nullable String contentType, Documents documents) {
        String data = event.data();
        if (data == null) {
            return null;
        }
        DataKind kind = event.dataKind();
        boolean told = switch (kind) {
            // Read as JSON or as text, it is the same text.
            case TEXT -> isText(contentType);
            case JSON -> isJson(contentType);
            case BINARY -> kindOf(bytes(event), contentType, documents) == DataKind.BINARY;
        };
        return told && !data.isEmpty() ? null : kind;
    }

    private static byte[] bytes(CloudEvent event) {
        try {
            return event.dataBytes();
        } catch (IllegalStateException malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        }
    }

    /** Returns the payload in base64 to the letter of RFC 4648, with its padding. */
    static String base64(CloudEvent event) {
        String data = event.data();
        return data != null && isBase64(data) ? data : Base64.getEncoder().encodeToString(bytes(event));
    }

    static boolean isBase64(String text) {
        int length = text.length();
        if (length % QUANTUM != 0) {
            return false;
        }
        int end = length;
        while (end > 0 && end > length - 2 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            if (!isBase64(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBase64(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }

    private static boolean isUtf8(byte[] bytes) {
        return Utf8Check.isSound(bytes, 0, bytes.length);
    }
}
