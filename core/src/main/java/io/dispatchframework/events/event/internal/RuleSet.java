package io.dispatchframework.events.event.internal;

import io.dispatchframework.events.event.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one table of rules for a type; whatever checks the type, or describes its rules to others, is built from it.
 *
 * <p>Immutable, and safe to share between threads.
 *
 * @param <T> the type that the rules are for
 */
public final class RuleSet<T> {

    private final Class<T> type;
    private final List<Rule<T, ?>> rules;
    private final boolean forWholes;

    /** The same rules, for the walk over them that every event takes. */
    private final Rule<T, ?>[] walked;

    private RuleSet(Class<T> type, boolean forWholes, List<Rule<T, ?>> rules) {
        this.type = type;
        this.forWholes = forWholes;
        this.rules = List.copyOf(rules);
        @SuppressWarnings({"unchecked", "rawtypes"}) // there is no other way to make a generic array
        Rule<T, ?>[] array = this.rules.toArray(new Rule[0]);
        walked = array;
    }

    /** Starts a table. */
    public static <T> Builder<T> builder(Class<T> type) {
        return new Builder<>(type);
    }

    /** Returns the type that the rules are for. */
    public Class<T> type() {
        return type;
    }

    /** Returns the rules in the order of the table; each one's number is its index. */
    public List<Rule<T, ?>> rules() {
        return rules;
    }

    /**
     * Tells whether every rule needs the whole object, where the value of the property alone would not tell whether the
     * rule is for it, or what the attribute is called there.
     */
    public boolean isForWholes() {
        return forWholes;
    }

    /** Tells whether all rules hold, up to the first that does not. */
    public boolean isValid(T subject) {
        Objects.requireNonNull(subject, "subject");
        for (Rule<T, ?> rule : walked) {
            if (!rule.holds(subject)) {
                return false;
            }
        }
        return true;
    }

    /** Returns all that is wrong, in the order of the table. */
    public List<Violation> violations(T subject) {
        if (isValid(subject)) {
            return List.of();
        }
        List<Violation> violations = new ArrayList<>();
        for (Rule<T, ?> rule : walked) {
            if (!rule.holds(subject)) {
                violations.addAll(rule.violations(subject));
            }
        }
        return List.copyOf(violations);
    }

    /** Writes a table down; not safe to share between threads. */
    public static final class Builder<T> {

        private final Class<T> type;
        private final List<Rule<T, ?>> rules = new ArrayList<>();
        private BiFunction<T, String, String> naming = (subject, attribute) -> attribute;
        private boolean forWholes;

        private Builder(Class<T> type) {
            this.type = type;
        }

        /** Gives the attributes of the rules that are added next the name that they have in an object's format. */
        public Builder<T> naming(BiFunction<T, String, String> names) {
            naming = names;
            return this;
        }

        /** Says that every rule needs the whole object. */
        public Builder<T> forWholes() {
            forWholes = true;
            return this;
        }

        /** Adds a rule for each check of an attribute; a check also says what it means where the value is absent. */
        @SafeVarargs
        public final <V extends @Nullable Object> Builder<T> attribute(
                String attribute, String property, Function<T, V> getter, Check<? super V>... checks) {
            for (Check<? super V> check : checks) {
                rules.add(new Rule<>(rules.size(), attribute, property, getter, check, naming));
            }
            return this;
        }

        /** Adds the rules of a part; their attributes are named {@code attribute.name-in-the-part}. */
        public <P> Builder<T> part(String attribute, String property, Function<T, P> getter, RuleSet<P> part) {
            for (Rule<P, ?> rule : part.rules()) {
                attribute(attribute + "." + rule.attribute(), property, getter, new PartCheck<>(rule));
            }
            return this;
        }

        /** Ends the table. */
        public RuleSet<T> build() {
            return new RuleSet<>(type, forWholes, rules);
        }
    }

    /** A rule of a part, seen from the whole. */
    private record PartCheck<P, V extends @Nullable Object>(Rule<P, V> rule) implements Check<P> {

        @Override
        public boolean holds(P part) {
            return rule.holds(part);
        }

        @Override
        public String fault(String attribute, P part) {
            return rule.check().fault(attribute, rule.getter().apply(part));
        }
    }
}
