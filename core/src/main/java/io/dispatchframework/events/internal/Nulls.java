package io.dispatchframework.events.internal;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Checks for nulls, where {@link Objects} has none that names the culprit. */
public final class Nulls {

    private Nulls() {}

    /** Copies a collection; a null in it is refused by its place, as in {@code events[1]}. */
    public static <T> List<T> copyOf(Collection<? extends T> elements, String name) {
        Objects.requireNonNull(elements, name);
        int place = 0;
        for (T element : elements) {
            if (element == null) {
                throw new NullPointerException(name + "[" + place + "]");
            }
            place++;
        }
        return List.copyOf(elements);
    }
}
