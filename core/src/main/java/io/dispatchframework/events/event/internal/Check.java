package io.dispatchframework.events.event.internal;

import org.jspecify.annotations.Nullable;

/**
 * What must hold for a value, and the sentence that says why it does not.
 *
 * <p>Immutable, and called by many threads at once. An optional value is {@code null} where it is absent.
 *
 * @param <V> the type of the value
 */
public interface Check<V extends @Nullable Object> {

    /** Tells whether the value is as it must be; does not allocate, so that a valid event costs little. */
    boolean holds(V value);

    /**
     * Says what is wrong, for people; called only where the check does not hold.
     *
     * @param attribute the attribute's JSON name, which the sentence begins with
     * @param value the value; text of it stands in the sentence only between the quotes of {@code Text.quote}
     */
    String fault(String attribute, V value);
}
