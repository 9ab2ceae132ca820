package io.dispatchframework.events.micrometer;

import io.dispatchframework.events.event.CloudEvent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the fields of a trace as extensions of an event, as the CloudEvents extension for distributed tracing
 * does: {@code traceparent} and {@code tracestate}.
 *
 * <p>Which fields there are is the propagator's business; names of extensions are lower case, and those of fields need not be.
 */
final class TraceExtensions {

    static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";

    private TraceExtensions() {}

    static @Nullable String get(CloudEvent event, String field) {
        return event.extensions().get(field.toLowerCase(Locale.ROOT)) instanceof String text ? text : null;
    }

    static void put(Map<String, Object> fields, String field, String value) {
        fields.put(field.toLowerCase(Locale.ROOT), value);
    }

    static CloudEvent with(CloudEvent event, Map<String, Object> fields) {
        if (fields.isEmpty()) {
            return event;
        }
        Map<String, Object> extensions = new LinkedHashMap<>(event.extensions());
        if (fields.containsKey(TRACEPARENT)) {
            extensions.remove(TRACESTATE); // it would be taken for that of the trace that begins here
        }
        extensions.putAll(fields);
        return event.toBuilder().extensions(extensions).build();
    }
}
