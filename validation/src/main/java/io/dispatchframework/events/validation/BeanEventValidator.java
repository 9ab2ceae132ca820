package io.dispatchframework.events.validation;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.validation.internal.KeepsRule;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.metadata.ConstraintDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.hibernate.validator.messageinterpolation.ExpressionLanguageFeatureLevel;

/**
 * The validator for the rules of CloudEvents 0.1 as Dispatch had them, or of CloudEvents 1.0, on Jakarta Validation.
 *
 * <p>A valid event, the usual case, passes a check made from the table of rules, without reflection or allocation. Only
 * if that finds a fault does Hibernate Validator run, with constraints made from the same table, to find and describe all
 * faults. Violations are in the order of that table, and named by the attribute of the format that the event came in:
 * {@code event-type} if its version is 0.1, {@code type} if it is 1.0. Messages are constant English whatever the locale, and
 * the content of an event is never read as a template or an expression.
 *
 * <p>Safe to share between threads; one for each application is enough, as the first costs some tenths of a second to
 * make. It reads no {@code META-INF/validation.xml}, and holds neither threads nor anything else outside of the heap, so
 * there is nothing to close.
 *
 * @since 0.1
 */
public final class BeanEventValidator implements EventValidator {

    private final Validator validator;
    private final EventRules rules;

    /** Whether the validator has no other constraints on events than the table's, so that the table may answer first. */
    private final boolean tableAlone;

    private BeanEventValidator(Validator validator, EventRules rules, boolean tableAlone) {
        this.validator = validator;
        this.rules = rules;
        this.tableAlone = tableAlone;
    }

    /**
     * Makes a validator for the rules {@link EventRules#DISPATCH} with a Hibernate Validator of its own.
     *
     * @return a new validator
     */
    public static BeanEventValidator create() {
        return create(EventRules.DISPATCH);
    }

    /**
     * Makes a validator with a Hibernate Validator of its own.
     *
     * @param rules what an event must keep to
     * @return a new validator
     */
    public static BeanEventValidator create(EventRules rules) {
        Objects.requireNonNull(rules, "rules");
        HibernateValidatorConfiguration configuration = Validation.byProvider(HibernateValidator.class)
                .configure()
                .ignoreXmlConfiguration()
                .locales(Locale.ENGLISH)
                .defaultLocale(Locale.ENGLISH)
                .constraintExpressionLanguageFeatureLevel(ExpressionLanguageFeatureLevel.NONE)
                .customViolationExpressionLanguageFeatureLevel(ExpressionLanguageFeatureLevel.NONE);
        // The factory is not closed: its validator stays in use, and it holds nothing but memory.
        return new BeanEventValidator(
                ModelConstraints.addTo(configuration, rules)
                        .buildValidatorFactory()
                        .getValidator(),
                rules,
                true);
    }

    /**
     * Makes a validator that asks a host's own, so that constraints on events from the host's XML mapping count too.
     *
     * <p>It is asked for every event, in its default group, as only it knows whether all its constraints hold. What
     * they find comes after what the table finds, with the property path as the attribute. The rules are those that were
     * chosen when the constraints were added.
     *
     * @param validator a validator whose configuration {@link ModelConstraints} was added to; closing its factory stays
     *     with the host
     * @return a new validator
     * @throws IllegalArgumentException if the validator has no constraints on events
     */
    public static BeanEventValidator using(Validator validator) {
        // Each table has a rule for the event as a whole, which tells of the others.
        EventRules rules = Objects.requireNonNull(validator, "validator")
                .getConstraintsForClass(CloudEvent.class)
                .getConstraintDescriptors()
                .stream()
                .map(ConstraintDescriptor::getAnnotation)
                .filter(KeepsRule.class::isInstance)
                .map(constraint -> EventRules.of(((KeepsRule) constraint).table()))
                .findAny()
                .orElseThrow(
                        () -> new IllegalArgumentException("the validator has no constraints of ours on CloudEvent;"
                                + " call ModelConstraints.addTo(configuration) before its factory is built"));
        return new BeanEventValidator(validator, rules, false);
    }

    @Override
    public List<Violation> validate(CloudEvent event) {
        Objects.requireNonNull(event, "event");
        RuleSet<CloudEvent> table = rules.events();
        if (tableAlone && table.isValid(event)) {
            return List.of();
        }
        SortedSet<Integer> broken = new TreeSet<>();
        List<Violation> others = new ArrayList<>();
        for (ConstraintViolation<CloudEvent> violation : validator.validate(event)) {
            if (violation.getConstraintDescriptor().getAnnotation() instanceof KeepsRule ours) {
                broken.add(ours.rule());
            } else {
                others.add(new Violation(violation.getPropertyPath().toString(), violation.getMessage()));
            }
        }
        // The sentence is the rule's in any case; a constraint on one property cannot know the event's own name for it.
        Stream<Violation> ours = broken.stream().flatMap(rule -> table.rules().get(rule).violations(event).stream());
        others.sort(Comparator.comparing(Violation::attribute).thenComparing(Violation::message));
        return Stream.concat(ours, others.stream()).toList();
    }

    @Override
    public boolean allowsAnyEventType() {
        return rules == EventRules.CLOUDEVENTS;
    }
}
