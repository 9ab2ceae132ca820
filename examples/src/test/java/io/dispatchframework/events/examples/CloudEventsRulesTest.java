package io.dispatchframework.events.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.InvalidEventException;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.dispatchframework.events.validation.EventRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The manager with the rules of CloudEvents 1.0, from the event to what its functions return. */
@Timeout(60)
class CloudEventsRulesTest {

    private static final String TYPE = "com.example/order placed";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<CloudEvent> seen = new LinkedBlockingQueue<>();
    private final FunctionRegistry functions =
            FunctionRegistry.create().registerVoid("see", call -> seen.add(call.event()));
    private final EventManager events = EventManager.builder()
            .validator(BeanEventValidator.create(EventRules.CLOUDEVENTS))
            .subscriptionStore(MemorySubscriptionStore.create())
            .functions(functions)
            .build();

    @AfterEach
    void close() {
        events.close();
    }

    private static CloudEvent.Builder eventOfV1(String type) {
        return CloudEvent.bare()
                .cloudEventsVersion("1.0")
                .eventType(type)
                .sourceType("cloudevents")
                .sourceId("https://example.com/shop")
                .eventId("A234-1234-1234")
                .extension("subject", "order 7");
    }

    private void subscribe(String name, String eventType, String function) {
        events.subscriptions()
                .create(Subscription.builder(name)
                        .eventType(eventType)
                        .functionName(function)
                        .build());
    }

    private CloudEvent next() throws InterruptedException {
        CloudEvent event = seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "#", TYPE, "com.*", "com.#", "*.example/order placed"})
    void emit_eventTypeOfFreeCharacters_isMatched(String pattern) throws Exception {
        subscribe("one", pattern, "see");
        subscribe("other", "com.example/order", "see");
        CloudEvent event = eventOfV1(TYPE).build();

        List<DeliveryOutcome> outcomes = events.emit(event).await(PATIENCE);

        assertThat(outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.isDone()).isTrue());
        assertThat(next()).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1.0", "0.1, 1.0", "1.0, 0.1", "0.1, 0.1"})
    void emit_returnedEvents_keepTheRulesWithTheirLineage(String version, String returnedVersion) throws Exception {
        functions.register(
                "pass on",
                call -> FunctionResult.emit(
                        eventOfV1("second").cloudEventsVersion(returnedVersion).build()));
        subscribe("gr\u00fc\u00dfe an alle", TYPE, "pass on");
        subscribe("second", "second", "see");

        Emission emission =
                events.emit(eventOfV1(TYPE).cloudEventsVersion(version).build());

        assertThat(emission.await(PATIENCE)).allMatch(DeliveryOutcome::isDone);
        CloudEvent returned = next();
        assertThat(returned.extensions())
                .containsAllEntriesOf(Map.of(
                        "subject",
                        "order 7",
                        "correlationid",
                        "A234-1234-1234",
                        "causationid",
                        "A234-1234-1234",
                        "dispatchhops",
                        1,
                        "dispatchway",
                        "gr\u00fc\u00dfe an alle"));
        assertThat(BeanEventValidator.create(EventRules.CLOUDEVENTS).validate(returned))
                .isEmpty();
    }

    @Test
    void emit_invalidEvent_isRefusedAsItsVersionNamesIt() {
        assertThat(refusal(eventOfV1("").sourceId("a b").build()))
                .extracting(Violation::attribute)
                .containsExactly("type", "source");
        assertThat(refusal(
                        eventOfV1("").sourceId("a b").cloudEventsVersion("0.1").build()))
                .extracting(Violation::attribute)
                .containsExactly("event-type", "source-id");
    }

    private List<Violation> refusal(CloudEvent event) {
        return catchThrowableOfType(InvalidEventException.class, () -> events.emit(event))
                .violations();
    }
}
