package io.dispatchframework.events.validation.internal;

import io.dispatchframework.events.event.internal.Check;
import io.dispatchframework.events.event.internal.Rule;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.hibernate.validator.messageinterpolation.MessageParameterEscaping;
import org.jspecify.annotations.Nullable;

/** Asks the rule that a {@link KeepsRule} stands for; made by Hibernate Validator, and safe to share between threads. */
public final class RuleValidator implements ConstraintValidator<KeepsRule, Object> {

    /** The message parameter that the sentence is put in as. */
    static final String FAULT = "io.dispatchframework.events.fault";

    private @Nullable Rule<?, ?> rule;

    /** Makes a validator that has to be initialized. */
    public RuleValidator() {}

    @Override
    public void initialize(KeepsRule constraint) {
        rule = Tables.rule(constraint.type(), constraint.rule());
    }

    // unchecked: the mapping puts each rule on the accessor that its table names, so the value is of its type.
    // NullAway: whether that type takes null is beyond it, here where the type is not known.
    @SuppressWarnings({"unchecked", "NullAway"})
    @Override
    public boolean isValid(@Nullable Object value, ConstraintValidatorContext context) {
        if (rule == null) {
            throw new IllegalStateException("the validator was not initialized");
        }
        Check<@Nullable Object> check = (Check<@Nullable Object>) rule.check();
        if (check.holds(value)) {
            return true;
        }
        // A host may have expressions on; escaping keeps what an event says from being read as one.
        context.unwrap(HibernateConstraintValidatorContext.class)
                .addMessageParameter(FAULT, check.fault(rule.attribute(), value), MessageParameterEscaping.ESCAPE);
        return false;
    }
}
