package io.dispatchframework.events.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** Quotes may have anything between them, what looks like another parameter too. */
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*+([^\\s;=\"]++)=(\"(?:[^\"\\\\]|\\\\.)*+\"|[^;\"]*+)");

    static MediaType parse(String header) {
        int end = header.indexOf(';');
        String name = (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return new MediaType(name, end < 0 ? null : charset(header.substring(end)));
    }

    private static @Nullable String charset(String parameters) {
        String charset = null;
        Matcher parameter = PARAMETER.matcher(parameters);
        while (parameter.find()) {
            if (parameter.group(1).equalsIgnoreCase("charset")) {
                charset = parameter.group(2).replace("\"", "").strip().toLowerCase(Locale.ROOT);
            }
        }
        return charset;
    }

    boolean isUtf8() {
        return charset == null || charset.equals("utf-8");
    }

    /** Tells whether it is that of events in some format, so that headers do not make a message one in binary mode. */
    boolean isOfEvents() {
        return name.startsWith(ANY_EVENTS);
    }
}
