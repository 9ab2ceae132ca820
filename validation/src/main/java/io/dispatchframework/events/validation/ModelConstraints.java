package io.dispatchframework.events.validation;

import io.dispatchframework.events.event.internal.Rule;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.validation.internal.KeepsRule;
import io.dispatchframework.events.validation.internal.Tables;
import java.util.HashMap;
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
 * <p>Violations carry the Java property as their path ({@code eventType}), and the JSON name as the attribute
 * {@code attribute} of their constraint ({@code event-type}); messages are constant English. A fault of a
 * subscription's policy has the path {@code policy}. What an implementation declares about the settings of its drivers is
 * the manager's to check. Extensions that are given but empty are a fault of the event as a
 * whole, with an empty path, as no single property tells them from absent ones.
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
     * Adds the constraints to a configuration, as {@link #addTo(HibernateValidatorConfiguration)} does, and keeps a
     * choice of getters other than that of JavaBeans.
     *
     * @param configuration the configuration, which is changed; its choice of getters is replaced
     * @param getters the host's choice of getters, which goes first
     * @return the same configuration
     */
    public static HibernateValidatorConfiguration addTo(
            HibernateValidatorConfiguration configuration, GetterPropertySelectionStrategy getters) {
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(getters, "getters");
        // First: a mapping looks up its getters by the choice of the moment at which it is made.
        configuration.getterPropertySelectionStrategy(new ModelGetters(getters, Tables.all()));
        ConstraintMapping mapping = configuration.createConstraintMapping();
        Tables.all().forEach(table -> map(table, mapping));
        return configuration.addMapping(mapping);
    }

    private static <T> void map(RuleSet<T> table, ConstraintMapping mapping) {
        TypeConstraintMappingContext<T> type = mapping.type(table.type());
        Map<String, PropertyConstraintMappingContext> getters = new HashMap<>(); // each may be asked for once
        for (Rule<T, ?> rule : table.rules()) {
            GenericConstraintDef<KeepsRule> constraint = new GenericConstraintDef<>(KeepsRule.class)
                    .param("type", table.type())
                    .param("rule", rule.number())
                    .param("attribute", rule.attribute());
            if (rule.property().equals(Rule.WHOLE)) {
                type.constraint(constraint);
            } else {
                getters.computeIfAbsent(rule.property(), type::getter).constraint(constraint);
            }
        }
    }
}
