package io.dispatchframework.events.validation;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.event.internal.EventRules;
import io.dispatchframework.events.validation.internal.KeepsRule;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.lang.annotation.Annotation;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.hibernate.validator.messageinterpolation.ExpressionLanguageFeatureLevel;

/**
 * The validator for the rules of CloudEvents 0.1 as Dispatch had them, on Jakarta Validation.
 *
 * <p>A valid event, the usual case, passes a check made from the table of rules, without reflection or allocation. Only
 * where that finds a fault does Hibernate Validator run, whose constraints are made from the same table, to find and
 * word all faults. Violations are in the order of that table. Messages are constant English whatever the locale, and
 * what an event says is never read as a template or an expression.
 *
 * <p>Safe to share between threads; one for each application is enough, as the first costs some tenths of a second to
 * make. It reads no {@code META-INF/validation.xml}, and holds neither threads nor anything else outside of the heap, so
 * there is nothing to close.
 *
 * @since 0.1
 */
public final class BeanEventValidator implements EventValidator {

    private final Validator validator;

    /** Whether the validator has no other constraints on events than the table's, so that the table may answer first. */
    private final boolean tableAlone;

    private BeanEventValidator(Validator validator, boolean tableAlone) {
        this.validator = validator;
        this.tableAlone = tableAlone;
    }

    /**
     * Makes a validator with a Hibernate Validator of its own.
     *
     * @return a new validator
     */
    public static BeanEventValidator create() {
        HibernateValidatorConfiguration configuration = Validation.byProvider(HibernateValidator.class)
                .configure()
                .ignoreXmlConfiguration()
                .locales(Locale.ENGLISH)
                .defaultLocale(Locale.ENGLISH)
                .constraintExpressionLanguageFeatureLevel(ExpressionLanguageFeatureLevel.NONE)
                .customViolationExpressionLanguageFeatureLevel(ExpressionLanguageFeatureLevel.NONE);
        // The factory is not closed: its validator stays in use, and it holds nothing but memory.
        return new BeanEventValidator(
                ModelConstraints.addTo(configuration).buildValidatorFactory().getValidator(), true);
    }

    /**
     * Makes a validator that asks a host's own, so that constraints on events from the host's XML mapping count too.
     *
     * <p>It is asked for every event, in its default group, as only it knows whether all its constraints hold. What
     * they find comes after what the table finds, with the property path as the attribute.
     *
     * @param validator a validator whose configuration {@link ModelConstraints} was added to; closing its factory stays
     *     with the host
     * @return a new validator
     * @throws IllegalArgumentException if the validator has no constraints on events
     */
    public static BeanEventValidator using(Validator validator) {
        if (!Objects.requireNonNull(validator, "validator")
                .getConstraintsForClass(CloudEvent.class)
                .isBeanConstrained()) {
            throw new IllegalArgumentException("the validator has no constraints on CloudEvent;"
                    + " call ModelConstraints.addTo(configuration) before its factory is built");
        }
        return new BeanEventValidator(validator, false);
    }

    @Override
    public List<Violation> validate(CloudEvent event) {
        Objects.requireNonNull(event, "event");
        if (tableAlone && EventRules.RULES.isValid(event)) {
            return List.of();
        }
        Set<ConstraintViolation<CloudEvent>> found = validator.validate(event);
        return found.stream()
                .sorted(Comparator.<ConstraintViolation<?>>comparingInt(BeanEventValidator::place)
                        .thenComparing(BeanEventValidator::attribute)
                        .thenComparing(ConstraintViolation::getMessage))
                .map(violation -> new Violation(attribute(violation), violation.getMessage()))
                .toList();
    }

    private static int place(ConstraintViolation<?> violation) {
        return constraint(violation) instanceof KeepsRule ours ? ours.rule() : Integer.MAX_VALUE;
    }

    private static String attribute(ConstraintViolation<?> violation) {
        return constraint(violation) instanceof KeepsRule ours
                ? ours.attribute()
                : violation.getPropertyPath().toString();
    }

    private static Annotation constraint(ConstraintViolation<?> violation) {
        return violation.getConstraintDescriptor().getAnnotation();
    }
}
