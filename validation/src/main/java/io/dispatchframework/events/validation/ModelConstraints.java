package io.dispatchframework.events.validation;

import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.event.internal.Rule;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.validation.internal.KeepsRule;
import io.dispatchframework.events.validation.internal.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.hibernate.validator.cfg.ConstraintMapping;
import org.hibernate.validator.cfg.GenericConstraintDef;
import org.hibernate.validator.cfg.context.PropertyConstraintMappingContext;
import org.hibernate.validator.cfg.context.TypeConstraintMappingContext;
import org.hibernate.validator.spi.properties.GetterPropertySelectionStrategy;

/**
 * Gives the rules for events, subscriptions, drivers and driver types to a host's own Jakarta {@code Validator}.
 *
 * <pre>{@code
 * HibernateValidatorConfiguration configuration =
 *         Validation.byProvider(HibernateValidator.class).configure();
 * try (ValidatorFactory factory = ModelConstraints.addTo(configuration).buildValidatorFactory()) {
 *     factory.getValidator().validate(event);
 * }
 * }</pre>
 *
 * <p>Violations carry the Java property as their path ({@code eventType}), the JSON name as the attribute
 * {@code attribute} of their constraint ({@code event-type}), and a {@link Violation} with name and message as their dynamic
 * payload; messages are constant English. A fault of a subscription's policy has the path {@code policy}. What an
 * implementation declares about the settings of its drivers is the manager's to check. Extensions that are given but empty
 * are a fault of the event as a whole, with an empty path, as no single property tells them from absent ones.
 *
 * <p>With {@link EventRules#CLOUDEVENTS} the constraints are on the event as a whole, as what a fault is named by depends on
 * the event's version: violations have the same paths, and the whole event as invalid value, while
 * {@code validateProperty} and {@code validateValue} find nothing. The dynamic payload has the name of the event's own
 * version, or of the extension; the constraint has that of 0.1.
 *
 * @since 0.1
 */
public final class ModelConstraints {

    private ModelConstraints() {}

    /**
     * Adds the constraints to a configuration whose getters are those of JavaBeans, the default.
     *
     * <p>The accessors that the rules are about become getters, by name and type. A class of the host whose
     * accessor has both in common, such as {@code String name()}, has it seen as a getter too: constraints on it are
     * then checked with the bean.
     *
     * @param configuration the configuration, which is changed
     * @return the same configuration
     */
    public static HibernateValidatorConfiguration addTo(HibernateValidatorConfiguration configuration) {
        return addTo(configuration, new JavaBeanGetters());
    }

    /**
     * Adds the constraints to a configuration, as {@link #addTo(HibernateValidatorConfiguration)} does, with a choice of the
     * rules for events.
     *
     * @param configuration the configuration, which is changed
     * @param rules the rules for events, and for what subscriptions to them may say
     * @return the same configuration
     */
    public static HibernateValidatorConfiguration addTo(
            HibernateValidatorConfiguration configuration, EventRules rules) {
        return addTo(configuration, new JavaBeanGetters(), rules);
    }

    /**
     * Adds the constraints to a configuration, as {@link #addTo(HibernateValidatorConfiguration)} does, and keeps a
     * choice of getters other than that of JavaBeans.
     *
     * @param configuration the configuration, which is changed; its choice of getters is replaced
     * @param getters the host's choice of getters, which goes first
     * @return the same configuration
     */
    public static HibernateValidatorConfiguration addTo(
            HibernateValidatorConfiguration configuration, GetterPropertySelectionStrategy getters) {
        return addTo(configuration, getters, EventRules.DISPATCH);
    }

    /**
     * Adds the constraints to a configuration, with a choice of getters and of the rules for events.
     *
     * @param configuration the configuration, which is changed; its choice of getters is replaced
     * @param getters the host's choice of getters, which goes first
     * @param rules the rules for events, and for what subscriptions to them may say
     * @return the same configuration
     */
    public static HibernateValidatorConfiguration addTo(
            HibernateValidatorConfiguration configuration, GetterPropertySelectionStrategy getters, EventRules rules) {
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(getters, "getters");
        List<Table> tables = Objects.requireNonNull(rules, "rules").tables();
        // First: a mapping looks up its getters by the choice of the moment at which it is made.
        configuration.getterPropertySelectionStrategy(
                new ModelGetters(getters, tables.stream().map(Table::rules).toList()));
        ConstraintMapping mapping = configuration.createConstraintMapping();
        tables.forEach(table -> map(table, table.rules(), mapping));
        return configuration.addMapping(mapping);
    }

    private static <T> void map(Table table, RuleSet<T> rules, ConstraintMapping mapping) {
        TypeConstraintMappingContext<T> type = mapping.type(rules.type());
        Map<String, PropertyConstraintMappingContext> getters = new HashMap<>(); // each may be asked for once
        for (Rule<T, ?> rule : rules.rules()) {
            GenericConstraintDef<KeepsRule> constraint = new GenericConstraintDef<>(KeepsRule.class)
                    .param("table", table)
                    .param("rule", rule.number())
                    .param("attribute", rule.attribute());
            if (rules.isForWholes() || rule.property().equals(Rule.WHOLE)) {
                type.constraint(constraint);
            } else {
                getters.computeIfAbsent(rule.property(), type::getter).constraint(constraint);
            }
        }
    }
}
