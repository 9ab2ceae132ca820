package io.dispatchframework.events.http;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventV1Mapping;
import io.dispatchframework.events.internal.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Events of CloudEvents 1.0 in the binary mode of its HTTP protocol binding: attributes in headers, the payload as body.
 *
 * <p>Headers are read strictly: what says no attribute, or says it twice, is refused.
 */
final class BinaryMode {

    private static final String PREFIX = "ce-";
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String DATACONTENTTYPE = "datacontenttype";
    private static final String SPECVERSION = "specversion";

    private final CloudEventV1Mapping mapping;

    BinaryMode(CloudEventV1Mapping mapping) {
        this.mapping = mapping;
    }

    /** Returns the header that says an attribute. */
    static String headerOf(String attribute) {
        return attribute.equals(DATACONTENTTYPE) ? CONTENT_TYPE : PREFIX + attribute;
    }

    /** Tells whether any header is one of an event, be it a whole one or not. */
    static boolean hasAttributes(Map<String, List<String>> headers) {
        return headers.keySet().stream().anyMatch(BinaryMode::isAttribute);
    }

    /** Tells whether the headers say that they are those of an event. */
    static boolean hasVersion(Map<String, List<String>> headers) {
        return headers.keySet().stream().anyMatch(headerOf(SPECVERSION)::equalsIgnoreCase);
    }

    private static boolean isAttribute(String header) {
        return header.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /**
     * Returns the attributes that headers say.
     *
     * @throws MalformedHeaderException if one is given twice, or malformed, or there is no version
     */
    static Map<String, String> attributes(Map<String, List<String>> headers) throws MalformedHeaderException {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            if (isAttribute(header.getKey())) {
                String name = header.getKey().substring(PREFIX.length()).toLowerCase(Locale.ROOT);
                attributes.put(name, text(name, header.getValue()));
            } else if (CONTENT_TYPE.equalsIgnoreCase(header.getKey())) {
                attributes.put(DATACONTENTTYPE, only(DATACONTENTTYPE, header.getValue()));
            }
        }
        if (!attributes.containsKey(SPECVERSION)) {
            throw new MalformedHeaderException(SPECVERSION, "is missing beside others that begin with " + PREFIX);
        }
        return attributes;
    }

    private static String text(String name, List<String> values) throws MalformedHeaderException {
        if (name.equals(DATACONTENTTYPE)) {
            throw new MalformedHeaderException(name, "tells the content type; there must be no ce-datacontenttype");
        }
        try {
            return HeaderText.decode(only(name, values));
        } catch (IllegalArgumentException malformed) {
            throw new MalformedHeaderException(name, String.valueOf(malformed.getMessage()));
        }
    }

    private static String only(String name, List<String> values) throws MalformedHeaderException {
        if (values.size() != 1) {
            throw new MalformedHeaderException(name, "must be given once, was given " + values.size() + " times");
        }
        return values.get(0);
    }

    /**
     * Makes the event.
     *
     * @throws MalformedHeaderException if an attribute says what none of that name may
     */
    CloudEvent read(Map<String, String> attributes, byte[] body) throws MalformedHeaderException {
        try {
            return mapping.fromAttributes(attributes, body);
        } catch (IllegalArgumentException fault) { // its message begins with the attribute
            String message = String.valueOf(fault.getMessage());
            int end = Math.max(message.indexOf(' '), 0);
            throw new MalformedHeaderException(
                    message.substring(0, end), message.substring(end).strip());
        }
    }

    /**
     * Gives the headers that say an event, whose body is {@link CloudEvent#dataBytes()}.
     *
     * @throws IllegalArgumentException if the binding cannot say it
     */
    void write(CloudEvent event, BiConsumer<String, String> headers) {
        mapping.toAttributes(event).forEach((name, value) -> {
            String text = value.toString();
            headers.accept(headerOf(name), name.equals(DATACONTENTTYPE) ? asItIs(text) : HeaderText.encode(text));
        });
    }

    /** A content type is a header of HTTP, where percent-encoding means nothing. */
    private static String asItIs(String contentType) {
        if (!contentType.equals(contentType.strip()) || !contentType.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "datacontenttype must be printable ASCII without blanks around it, was " + Text.quote(contentType));
        }
        return contentType;
    }
}
