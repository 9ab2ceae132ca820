package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies of extension values: deep, immutable, and only of what JSON can say. */
final class Extensions {

    private static final int DEEPEST = 1000;

    private Extensions() {}

    static Map<String, Object> copyOf(Map<?, ?> values) {
        @SuppressWarnings("unchecked") // copyMap has checked the keys
        Map<String, Object> copy = (Map<String, Object>) copyMap(values, new Path(null, "extensions"), 0);
        return copy;
    }

    /** Returns a map that was copied without one of its entries, or {@code null} where nothing is left. */
    static @Nullable Map<String, Object> without(Map<String, Object> copied, String name) {
        if (!copied.containsKey(name)) {
            return copied.isEmpty() ? null : copied;
        }
        Map<String, Object> others = new LinkedHashMap<>(copied);
        others.remove(name);
        return others.isEmpty() ? null : Collections.unmodifiableMap(others);
    }

    /** Copies a value of any kind; {@code name} is for messages. */
    static @Nullable Object copy(@Nullable Object value, String name) {
        return copy(value, null, name, 0);
    }

    private static Map<String, ?> copyMap(Map<?, ?> values, Path path, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(values.size() * 4 / 3 + 1);
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new IllegalArgumentException(
                        path + " must have text for names, found " + Text.quote(String.valueOf(entry.getKey())));
            }
            copy.put(name, copy(entry.getValue(), path, name, depth + 1));
        }
        return Collections.unmodifiableMap(copy);
    }

    private static List<?> copyList(List<?> values, Path path, int depth) {
        List<@Nullable Object> copy = new ArrayList<>(values.size());
        for (Object element : values) {
            copy.add(copy(element, path, "[]", depth + 1));
        }
        return Collections.unmodifiableList(copy);
    }

    private static @Nullable Object copy(@Nullable Object value, @Nullable Path parent, String step, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("extensions are nested more than " + DEEPEST + " deep, or in a circle");
        }
        if (value instanceof Map<?, ?> map) {
            return copyMap(map, new Path(parent, step), depth);
        }
        if (value instanceof List<?> list) {
            return copyList(list, new Path(parent, step), depth);
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                throw new IllegalArgumentException(new Path(parent, step) + " is " + value + ", which JSON cannot say");
            }
            return value;
        }
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigDecimal
                || value instanceof BigInteger
                || value instanceof Short
                || value instanceof Byte) {
            return value;
        }
        throw new IllegalArgumentException(new Path(parent, step) + " is a "
                + value.getClass().getName() + ", which JSON cannot say; give text, booleans, numbers, lists or maps");
    }

    /** Where a value stands, put into words only when something is wrong with it. */
    private record Path(@Nullable Path parent, String step) {

        @Override
        public String toString() {
            Deque<String> steps = new ArrayDeque<>();
            for (Path at = this; at != null; at = at.parent) {
                steps.addFirst(Text.escape(at.step));
            }
            return String.join(".", steps).replace(".[]", "[]");
        }
    }
}
