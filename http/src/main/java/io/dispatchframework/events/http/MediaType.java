package io.dispatchframework.events.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The content type of a message, as far as it matters here.
 *
 * @param name type and subtype, in lower case
 * @param charset in lower case, or {@code null} if it has none
 */
record MediaType(String name, @Nullable String charset) {

    /** Events in JSON: in 1.0 one of them, which is its structured mode. */
    static final String EVENT = "application/cloudevents+json";

    /** A list of events in JSON, which is the batched mode of 1.0. */
    static final String EVENTS = "application/cloudevents-batch+json";

    private static final String ANY_EVENTS = "application/cloudevents";

    static MediaType parse(String header) {
        String[] parts = header.split(";", -1);
        String charset = null;
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip().toLowerCase(Locale.ROOT);
            if (part.startsWith("charset=")) {
                charset = part.substring("charset=".length()).replace("\"", "");
            }
        }
        return new MediaType(parts[0].strip().toLowerCase(Locale.ROOT), charset);
    }

    boolean isUtf8() {
        return charset == null || charset.equals("utf-8");
    }

    /** Tells whether it is that of events in some format, so that headers do not make a message one in binary mode. */
    boolean isOfEvents() {
        return name.startsWith(ANY_EVENTS);
    }
}
