package io.dispatchframework.events.event.internal;

import io.dispatchframework.events.event.Violation;
import java.util.List;
import java.util.function.BiFunction;
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
 * @param naming gives the name that the attribute has in an object, for objects that come in several formats
 * @param <T> the type that has the attribute
 * @param <V> the type of the value
 */
public record Rule<T, V extends @Nullable Object>(
        int number,
        String attribute,
        String property,
        Function<T, V> getter,
        Check<? super V> check,
        BiFunction<T, String, String> naming) {

    /** The property of a rule that no single accessor can answer. */
    public static final String WHOLE = "";

    /** Tells whether the rule holds for an object. */
    public boolean holds(T subject) {
        return check.holds(getter.apply(subject));
    }

    /** Says what is wrong with an object for which the rule does not hold. */
    public List<Violation> violations(T subject) {
        return check.violations(naming.apply(subject, attribute), getter.apply(subject));
    }
}
