package io.dispatchframework.events.event.internal;

import io.dispatchframework.events.event.Violation;
import java.util.List;
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

    /**
     * Returns all that is wrong with the value; called only where the check does not hold.
     *
     * <p>That is one violation, unless the value is made of parts that have names of their own.
     *
     * @param attribute the attribute's JSON name
     * @param value the value
     */
    default List<Violation> violations(String attribute, V value) {
        return List.of(new Violation(attribute, fault(attribute, value)));
    }
}
