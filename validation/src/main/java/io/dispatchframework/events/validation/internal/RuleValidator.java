package io.dispatchframework.events.validation.internal;

import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.event.internal.Check;
import io.dispatchframework.events.event.internal.Rule;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.List;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.hibernate.validator.constraintvalidation.HibernateConstraintViolationBuilder;
import org.hibernate.validator.messageinterpolation.MessageParameterEscaping;
import org.jspecify.annotations.Nullable;

/** Asks the rule that a {@link KeepsRule} stands for; made by Hibernate Validator, and safe to share between threads. */
public final class RuleValidator implements ConstraintValidator<KeepsRule, Object> {

    /** The message parameter that the sentence is put in as. */
    static final String FAULT = "io.dispatchframework.events.fault";

    private @Nullable Rule<?, ?> rule;

    /** Whether the values are whole objects, of which the rule takes what it is about. */
    private boolean forWholes;

    /** Makes a validator that has to be initialized. */
    public RuleValidator() {}

    @Override
    public void initialize(KeepsRule constraint) {
        rule = constraint.table().rules().rules().get(constraint.rule());
        forWholes = constraint.table().rules().isForWholes();
    }

    // unchecked: the mapping puts each rule on the accessor or type that its table names, so the value is of its type.
    // NullAway: whether that type takes null is beyond it, here where the type is not known.
    @SuppressWarnings({"unchecked", "NullAway"})
    @Override
    public boolean isValid(@Nullable Object value, ConstraintValidatorContext context) {
        if (rule == null) {
            throw new IllegalStateException("the validator was not initialized");
        }
        if (forWholes) {
            Rule<Object, ?> whole = (Rule<Object, ?>) rule;
            if (value == null || whole.holds(value)) { // null is no event at all, and for others to refuse
                return true;
            }
            report(whole.violations(value), rule.property(), context);
            return false;
        }
        Check<@Nullable Object> check = (Check<@Nullable Object>) rule.check();
        if (check.holds(value)) {
            return true;
        }
        report(check.violations(rule.attribute(), value), Rule.WHOLE, context);
        return false;
    }

    private static void report(List<Violation> violations, String property, ConstraintValidatorContext context) {
        HibernateConstraintValidatorContext ours = context.unwrap(HibernateConstraintValidatorContext.class);
        ours.disableDefaultConstraintViolation();
        for (Violation violation : violations) {
            // A host may have expressions on; escaping keeps what an event says from being read as one.
            ours.addMessageParameter(FAULT, violation.message(), MessageParameterEscaping.ESCAPE);
            ours.withDynamicPayload(violation);
            HibernateConstraintViolationBuilder builder =
                    ours.buildConstraintViolationWithTemplate(ours.getDefaultConstraintMessageTemplate());
            if (property.isEmpty()) {
                builder.addConstraintViolation();
            } else {
                builder.addPropertyNode(property).addConstraintViolation();
            }
        }
    }
}
