package io.dispatchframework.events.validation.internal;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The constraint that stands for one rule of a table; what it checks, and what it says, is the rule's.
 *
 * <p>Never written on a class: {@code ModelConstraints} puts it on, once for each rule.
 */
@Constraint(validatedBy = RuleValidator.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface KeepsRule {

    /** The table that has the rule. */
    Table table();

    /** The rule's number in the table. */
    int rule();

    /** The attribute's JSON name, that of 0.1 for events, for whoever reads the constraint of a violation. */
    String attribute();

    /** A constant: the sentence is put in as a parameter, so that no part of it is read as a template. */
    String message() default "{" + RuleValidator.FAULT + "}";

    /** The groups, as for every constraint. */
    Class<?>[] groups() default {};

    /** The payload, as for every constraint. */
    Class<? extends Payload>[] payload() default {};
}
