package io.dispatchframework.events.event.internal;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table of rules: what must hold for one attribute.
 *
 * @param number the place in the table, from 0
 * @param attribute the JSON name, for example {@code event-type}
 * @param property the Java accessor that gives the value, {@link #WHOLE} where the rule needs the whole object
 * @param getter the same accessor as code
 * @param check what must hold
 * @param <T> the type that has the attribute
 * @param <V> the type of the value
 */
public record Rule<T, V extends @Nullable Object>(
        int number, String attribute, String property, Function<T, V> getter, Check<? super V> check) {

    /** The property of a rule that no single accessor can answer. */
    public static final String WHOLE = "";

    /** Tells whether the rule holds for an object. */
    public boolean holds(T subject) {
        return check.holds(getter.apply(subject));
    }

    /** Says what is wrong with an object for which the rule does not hold. */
    public String fault(T subject) {
        return check.fault(attribute, getter.apply(subject));
    }
}
