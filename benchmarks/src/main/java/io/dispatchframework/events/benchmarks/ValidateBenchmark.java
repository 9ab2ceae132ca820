package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.dispatchframework.events.validation.EventRules;
import io.dispatchframework.events.validation.ModelConstraints;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hibernate.validator.HibernateValidator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Validating an event, beside Hibernate Validator on a record that carries the same rules as annotations, and beside
 * Hibernate Validator on this library's own constraints. {@code cloudevents} has the rules of CloudEvents 1.0 and an event
 * of that version with the same content.
 */
@Fork(
        value = 1,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
public class ValidateBenchmark extends InTurns {

    private static final int EVENTS = 1_000;

    /** The event. */
    public enum Kind {
        /** Keeps all rules. */
        VALID,
        /** Breaks two. */
        INVALID
    }

    /** Validators, with an event. */
    @State(Scope.Benchmark)
    public static class Running extends Turns {

        /** Whether the event keeps the rules. */
        @Param({"VALID", "INVALID"})
        public Kind kind = Kind.VALID;

        private final EventValidator ours = BeanEventValidator.create();
        private final EventValidator oursOfV1 = BeanEventValidator.create(EventRules.CLOUDEVENTS);
        private final Validator mapped = ModelConstraints.addTo(
                        Validation.byProvider(HibernateValidator.class).configure())
                .buildValidatorFactory()
                .getValidator();
        private final Validator annotations = Validation.byProvider(HibernateValidator.class)
                .configure()
                .buildValidatorFactory()
                .getValidator();

        private CloudEvent event = CloudEvent.bare().build();
        private CloudEvent eventOfV1 = event;
        private AnnotatedEvent annotated = annotated(event);

        @Override
        void prepare() {
            samples().forEach(this::requireSameVerdict);
            event = kind == Kind.VALID
                    ? valid().build()
                    : valid().eventType("vm powered on").schemaUrl("no uri").build();
            annotated = annotated(event);
            eventOfV1 = kind == Kind.VALID
                    ? validOfV1().build()
                    : validOfV1()
                            .eventType("vm powered\non")
                            .schemaUrl("no uri")
                            .build();
            requireViolations(kind == Kind.VALID ? 0 : 2);
        }

        private void requireViolations(int number) {
            List<Violation> found = oursOfV1.validate(eventOfV1);
            if (found.size() != number) {
                throw new IllegalStateException("not " + number + " violations: " + found);
            }
        }

        private static CloudEvent.Builder validOfV1() {
            return valid().cloudEventsVersion("1.0");
        }

        private static CloudEvent.Builder valid() {
            return CloudEvent.bare()
                    .namespace("com.vmware.vsphere")
                    .eventType("vm.powered.on")
                    .eventTypeVersion("6.5")
                    .cloudEventsVersion("0.1")
                    .sourceType("vcenter")
                    .sourceId("vcenter1.corp.local")
                    .eventId("0c2b9a3e-5f2c-4b1e-9a57-7d1f6c3e8b42")
                    .schemaUrl("https://schemas.example.com/vcenter/vm.powered.on.json")
                    .contentType("application/json; charset=utf-8")
                    .extension("trace", "4bf92f3577b34da6a3ce929d0e0e4736")
                    .data("{\"vm\":\"web-042\"}");
        }

        /** Events around each rule's edge. */
        private static List<CloudEvent> samples() {
            return Stream.<UnaryOperator<CloudEvent.Builder>>of(
                            event -> event,
                            event -> event.namespace(""),
                            event -> event.namespace(" "),
                            event -> event.eventType(""),
                            event -> event.eventType("a".repeat(128)),
                            event -> event.eventType("a".repeat(129)),
                            event -> event.eventType("a b"),
                            event -> event.eventType("a\n"),
                            event -> event.eventType("ä"),
                            event -> event.cloudEventsVersion(""),
                            event -> event.cloudEventsVersion("0.2"),
                            event -> event.sourceType(""),
                            event -> event.sourceType("😀".repeat(32)),
                            event -> event.sourceType("😀".repeat(33)),
                            event -> event.sourceId(""),
                            event -> event.sourceId("😀".repeat(64)),
                            event -> event.sourceId("😀".repeat(65)),
                            event -> event.eventId(""),
                            event -> event.schemaUrl(null),
                            event -> event.schemaUrl("/schemas/vm.json"),
                            event -> event.schemaUrl("//host/vm.json"),
                            event -> event.schemaUrl("vm.json"),
                            event -> event.schemaUrl("http://a b"),
                            event -> event.schemaUrl("urn:vm:1"),
                            event -> event.contentType(null),
                            event -> event.contentType("text"),
                            event -> event.contentType("text/plain;"),
                            event -> event.contentType("text/plain; a=\"b c\""),
                            event -> event.extensions(null),
                            event -> event.extensions(Map.of()),
                            event ->
                                    event.namespace("").eventId("").sourceId("").eventType("?"))
                    .map(change -> change.apply(valid()).build())
                    .toList();
        }

        private static AnnotatedEvent annotated(CloudEvent event) {
            return new AnnotatedEvent(
                    event.namespace(),
                    event.eventType(),
                    event.eventTypeVersion(),
                    event.cloudEventsVersion(),
                    event.sourceType(),
                    event.sourceId(),
                    event.eventId(),
                    event.schemaUrl(),
                    event.contentType(),
                    event.hasExtensions() ? event.extensions() : null,
                    event.data());
        }

        private void requireSameVerdict(CloudEvent sample) {
            List<Violation> found = ours.validate(sample);
            Set<ConstraintViolation<AnnotatedEvent>> expected = annotations.validate(annotated(sample));
            if (found.size() != expected.size()
                    || found.size() != mapped.validate(sample).size()) {
                throw new IllegalStateException("not the same verdict: " + found + ", " + expected);
            }
        }

        @Override
        Map<String, Contender.Start> contenders() {
            return Map.of(
                    "events", Contender.repeating(EVENTS, () -> ours.validate(event)),
                    "cloudevents", Contender.repeating(EVENTS, () -> oursOfV1.validate(eventOfV1)),
                    "mapped", Contender.repeating(EVENTS, () -> mapped.validate(event)),
                    "annotations", Contender.repeating(EVENTS, () -> annotations.validate(annotated)));
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void turns(Running running, Blackhole results) throws Exception {
        running.run(results);
    }
}
