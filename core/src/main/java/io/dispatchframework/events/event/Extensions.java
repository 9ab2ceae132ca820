package io.dispatchframework.events.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies of extension values: deep, immutable, and only of what JSON can say. */
final class Extensions {

    private static final int DEEPEST = 1000;

    private Extensions() {}

    static Map<String, Object> copyOf(Map<?, ?> values) {
        @SuppressWarnings("unchecked") // copy() keeps the keys, which copyMap has checked
        Map<String, Object> copy = (Map<String, Object>) copyMap(values, "extensions", 0);
        return copy;
    }

    private static Map<String, ?> copyMap(Map<?, ?> values, String path, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(values.size() * 4 / 3 + 1);
        values.forEach((name, value) -> {
            if (!(name instanceof String text)) {
                throw new IllegalArgumentException(path + " must have text for names, found " + name);
            }
            copy.put(text, copy(value, path + "." + text, depth + 1));
        });
        return Collections.unmodifiableMap(copy);
    }

    /** Copies a value of any kind; {@code path} is for messages. */
    static @Nullable Object copy(@Nullable Object value, String path, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("extensions are nested more than " + DEEPEST + " deep, or in a circle");
        }
        if (value instanceof Map<?, ?> map) {
            return copyMap(map, path, depth);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (Object element : list) {
                copy.add(copy(element, path + "[]", depth + 1));
            }
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                throw new IllegalArgumentException(path + " is " + value + ", which JSON cannot say");
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
        throw new IllegalArgumentException(path + " is a " + value.getClass().getName()
                + "; extensions take text, booleans, numbers, lists and maps");
    }
}
