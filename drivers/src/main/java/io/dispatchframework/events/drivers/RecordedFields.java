package io.dispatchframework.events.drivers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The fields of a recorded event as JSON, within bounds: what is in them comes from all code of the JVM. */
final class RecordedFields {

    private static final int LONGEST_TEXT = 1_000;
    private static final int MOST_FIELDS = 100;
    private static final int DEEPEST = 3;

    private RecordedFields() {}

    static String toJson(RecordedObject event) {
        return JsonMapper.shared().writeValueAsString(fields(event, 1));
    }

    private static Map<String, @Nullable Object> fields(RecordedObject object, int depth) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (ValueDescriptor field : object.getFields()) {
            if (fields.size() == MOST_FIELDS) {
                break;
            }
            Object value = value(object, field, depth);
            if (value != null) {
                fields.put(text(field.getName()), value);
            }
        }
        return fields;
    }

    private static @Nullable Object value(RecordedObject object, ValueDescriptor field, int depth) {
        String name = field.getName();
        try {
            if (field.getAnnotation(Timestamp.class) != null) {
                return object.getInstant(name).toString();
            }
            if (field.getAnnotation(Timespan.class) != null) {
                return object.getDuration(name).toString();
            }
        } catch (IllegalArgumentException noTime) {
            // Any code may call a text or an unknown unit so; that is no reason to tell of nothing more.
        }
        return plain(object.getValue(name), depth);
    }

    private static @Nullable Object plain(@Nullable Object value, int depth) {
        if (value == null || value instanceof RecordedStackTrace) {
            return null;
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof RecordedThread thread) {
            String name = thread.getJavaName() == null ? thread.getOSName() : thread.getJavaName();
            return name == null ? null : text(name);
        }
        if (value instanceof RecordedClass type) {
            return text(type.getName());
        }
        if (value instanceof RecordedObject inner) {
            return depth < DEEPEST ? fields(inner, depth + 1) : null;
        }
        if (value instanceof Object[] all) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < all.length && i < MOST_FIELDS; i++) {
                list.add(depth < DEEPEST ? plain(all[i], depth + 1) : null);
            }
            return list;
        }
        return text(String.valueOf(value));
    }

    /** Cuts off; half of a surrogate pair, which is no text, becomes a question mark. */
    private static String text(String text) {
        String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
        return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
