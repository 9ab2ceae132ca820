package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.InvalidEventException;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.event.internal.CloudEventsRules;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.HopLimitException;
import io.dispatchframework.events.subscription.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that functions return, or emit while they run. */
@Timeout(60)
class ReturnedEventsTest extends DeliveryFixture {

    /** The events that a function was called with. */
    private final List<CloudEvent> seen = new CopyOnWriteArrayList<>();

    ReturnedEventsTest() {
        functions.registerVoid("see", call -> seen.add(call.event()));
    }

    private static void subscribeTo(EventManager events, String name, String type, String function) {
        events.subscriptions()
                .create(Subscription.builder(name)
                        .eventType(type)
                        .functionName(function)
                        .build());
    }

    private EventManager seeing(EventManagerBuilder builder) {
        EventManager events = build(builder);
        subscribeTo(events, "first", "first", "returning");
        subscribeTo(events, "second", "second", "see");
        return events;
    }

    @Test
    void returned_event_carriesItsLineage() {
        functions.register("returning", call -> FunctionResult.emit("value", List.of(event("second"))));
        EventManager events = seeing(builder());

        Emission emission =
                events.emit(CloudEvent.builder("first").eventId("the cause").build());

        assertThat(outcome(emission)).isEqualTo(new DeliveryOutcome.Done("first", "returning", 1, "value"));
        awaitThat(() -> seen.size() == 1);
        assertThat(seen.get(0).extensions())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "correlationid", "the cause",
                        "causationid", "the cause",
                        "dispatchhops", 1,
                        "dispatchway", "first"));
    }

    @Test
    void returned_eventOfAReturnedEvent_keepsTheCorrelation() {
        functions
                .register(
                        "returning",
                        call -> FunctionResult.emit(CloudEvent.builder("middle")
                                .eventId("the middle")
                                .build()))
                .register("passing on", call -> FunctionResult.emit(event("second")));
        EventManager events = seeing(builder());
        subscribeTo(events, "middle", "middle", "passing on");

        events.emit(CloudEvent.builder("first").eventId("the cause").build());

        awaitThat(() -> seen.size() == 1);
        assertThat(seen.get(0).extensions())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "correlationid", "the cause",
                        "causationid", "the middle",
                        "dispatchhops", 2,
                        "dispatchway", "first > middle"));
    }

    private static CloudEvent.Builder eventOfV1(String type) {
        return CloudEvent.builder(type).cloudEventsVersion("1.0");
    }

    @Test
    void returned_eventOfVersion1_carriesALineageThatItsVersionCanSay() {
        functions.register(
                "returning", call -> FunctionResult.emit(eventOfV1("second").build()));
        EventManager events = build(builder());
        subscribeTo(events, "no\uffffcharacter", "first", "returning");
        subscribeTo(events, "second", "second", "see");

        events.emit(CloudEvent.builder("first")
                .eventId("the\ncause \ud800")
                .extension("correlationid", Map.of("an", "object"))
                .build());

        awaitThat(() -> seen.size() == 1);
        assertThat(seen.get(0).extensions())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "correlationid", "the\ufffdcause \ufffd",
                        "causationid", "the\ufffdcause \ufffd",
                        "dispatchhops", 1,
                        "dispatchway", "no\ufffdcharacter"));
        assertThat(CloudEventsRules.RULES.violations(seen.get(0))).isEmpty();
    }

    @Test
    void returned_eventOfVersion1_keepsACorrelationThatItCanSay() {
        functions.register(
                "returning", call -> FunctionResult.emit(eventOfV1("second").build()));
        EventManager events = seeing(builder());

        events.emit(eventOfV1("first").extension("correlationid", 7).build());

        awaitThat(() -> seen.size() == 1);
        assertThat(seen.get(0).extensions()).containsEntry("correlationid", 7);
    }

    @Test
    void returned_eventOfVersion01_carriesItsLineageAsItIs() {
        functions.register("returning", call -> FunctionResult.emit(event("second")));
        EventManager events = seeing(builder());

        events.emit(CloudEvent.builder("first")
                .eventId("the\ncause")
                .extension("correlationid", List.of("a", "list"))
                .build());

        awaitThat(() -> seen.size() == 1);
        assertThat(seen.get(0).extensions())
                .containsEntry("correlationid", List.of("a", "list"))
                .containsEntry("causationid", "the\ncause");
    }

    @Test
    void returned_eventThatIsAValue_isNotEmitted() {
        functions.register("returning", call -> event("second"));
        EventManager events = seeing(builder());

        assertThat(outcome(events.emit(event("first"))))
                .isInstanceOfSatisfying(
                        DeliveryOutcome.Done.class,
                        done -> assertThat(done.value()).isInstanceOf(CloudEvent.class));
        assertThat(events.statistics().emitted()).isEqualTo(1);
    }

    @Test
    void returned_loop_endsAtTheHopLimit_andNamesTheWay() {
        functions
                .register("ping", call -> FunctionResult.emit(event("pong")))
                .register(
                        "pong",
                        call -> FunctionResult.emit(
                                // a function cannot make itself younger
                                CloudEvent.builder("ping")
                                        .extensions(Map.of("dispatchhops", 0, "dispatchway", "nowhere"))
                                        .build()));
        EventManager events = build(builder().maxHops(3));
        subscribeTo(events, "ping", "ping", "ping");
        subscribeTo(events, "pong", "pong", "pong");

        events.emit(event("ping"));

        awaitThat(() -> events.statistics().dead() == 1 && events.statistics().pending() == 0);
        assertThat(events.statistics().done()).isEqualTo(3);
        assertThat(events.deadLetters().list()).singleElement().satisfies(letter -> {
            assertThat(letter.failure().cause()).isInstanceOf(HopLimitException.class);
            assertThat(letter.failure().message()).contains("ping > pong > ping > pong");
            assertThat(letter.attempts()).isEqualTo(1);
        });
    }

    @Test
    void returned_chainBeyondTheDefaultLimit_isASettingAway() {
        functions.register("count", call -> {
            int number = Integer.parseInt(String.valueOf(call.event().data()));
            return number == 0
                    ? null
                    : FunctionResult.emit(event("count").toBuilder()
                            .data(Integer.toString(number - 1))
                            .build());
        });
        EventManager events = build(builder().maxHops(100));
        subscribeTo(events, "count", "count", "count");

        events.emit(event("count").toBuilder().data("100").build());

        awaitThat(() ->
                events.statistics().matched() == 101 && events.statistics().pending() == 0);
        assertThat(events.statistics().done()).isEqualTo(101);
    }

    @Test
    void outside_eventWithALineage_losesIt() {
        EventManager events = seeing(builder());

        Emission emission = events.emit(CloudEvent.builder("second")
                .extensions(Map.of("dispatchhops", 15, "dispatchway", "far", "mine", "stays"))
                .build());

        assertThat(outcome(emission).isDone()).isTrue();
        assertThat(seen.get(0).extensions()).isEqualTo(Map.of("mine", "stays"));
        assertThat(emission.event()).isEqualTo(seen.get(0));
    }

    @Test
    void outside_eventWithALineageOfATrustedSource_keepsIt() {
        functions.register("returning", call -> FunctionResult.emit(event("second")));
        EventManager events = seeing(
                builder().maxHops(16).trustLineage(event -> event.sourceId().equals("trusted")));
        Map<String, Object> far = Map.of("dispatchhops", 16, "dispatchway", "far");

        assertThat(outcome(events.emit(CloudEvent.builder("first")
                        .sourceId("trusted")
                        .extensions(far)
                        .build())))
                .isInstanceOfSatisfying(
                        DeliveryOutcome.Dead.class,
                        dead -> assertThat(dead.failure().message()).contains("far > first"));
        assertThat(outcome(events.emit(
                                CloudEvent.builder("first").extensions(far).build()))
                        .isDone())
                .isTrue();
    }

    @Test
    void returned_eventsOneOfWhichIsInvalid_areDeadAndNoneIsEmitted() {
        functions.register("returning", call -> FunctionResult.emit(event("second"), event("bad")));
        EventManager events = seeing(builder()
                .validator(event ->
                        event.eventType().equals("bad") ? List.of(new Violation("event-type", "is bad")) : List.of()));

        assertThat(outcome(events.emit(event("first")))).isInstanceOfSatisfying(DeliveryOutcome.Dead.class, dead -> {
            assertThat(dead.failure().cause()).isInstanceOf(InvalidEventException.class);
            assertThat(dead.attempts()).isEqualTo(1);
        });
        assertThat(events.statistics().emitted()).isEqualTo(1);
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void returned_eventOnWhichTheValidatorFailsWithAnError_isAFailureAsAnyOther(boolean later) {
        StackOverflowError tooDeep = new StackOverflowError();
        functions
                .register("returning", call -> FunctionResult.emit(event("deep")))
                .registerAsync(
                        "returning later",
                        call -> CompletableFuture.supplyAsync(() -> FunctionResult.emit(event("deep")), threads));
        EventManager events = build(builder().validator(event -> {
            if (event.eventType().equals("deep")) {
                throw tooDeep;
            }
            return List.of();
        }));
        subscribe(events, "first", later ? "returning later" : "returning", policy().maxAttempts(2));

        assertThat(outcome(events.emit(event("first")))).isInstanceOfSatisfying(DeliveryOutcome.Dead.class, dead -> {
            assertThat(dead.failure().cause()).isSameAs(tooDeep);
            assertThat(dead.attempts()).isEqualTo(2);
        });
    }

    @Test
    void returned_eventsThatFindNoRoom_areTriedAgain() {
        functions.register(
                "returning",
                call -> call.attempt() == 1
                        ? FunctionResult.emit(event("second"), event("second"), event("second"))
                        : FunctionResult.emit(event("second")));
        EventManager events = seeing(builder().deliveryEngine(DeliveryEngine.inMemory(1, WhenFull.refuse())));

        assertThat(outcome(events.emit(event("first"))))
                .isEqualTo(new DeliveryOutcome.Done("first", "returning", 2, null));

        awaitThat(() -> events.statistics().pending() == 0);
        assertThat(seen).hasSize(1);
        assertThat(events.statistics().refused()).isEqualTo(3);
    }

    @Test
    void call_emit_emitsAtOnceWithLineage() {
        CountDownLatch functionEnds = new CountDownLatch(1);
        functions.registerVoid("returning", call -> {
            call.emit(event("second"));
            functionEnds.await();
        });
        EventManager events = seeing(builder());
        Emission emission = events.emit(event("first"));

        awaitThat(() -> seen.size() == 1);
        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Pending.class);
        assertThat(seen.get(0).extensions()).containsEntry("dispatchway", "first");
        functionEnds.countDown();
        assertThat(outcome(emission).isDone()).isTrue();
    }

    @Test
    void returned_events_areEmittedWhileTheManagerDrains() {
        CountDownLatch functionEnds = new CountDownLatch(1);
        functions.register("returning", call -> {
            started.add("first");
            functionEnds.await();
            return FunctionResult.emit(event("second"));
        });
        EventManager events = seeing(builder().closeGrace(Duration.ofHours(1)));
        Emission emission = events.emit(event("first"));
        awaitThat(() -> started.size() == 1);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(events::close, threads);
        awaitThat(() -> !events.health().isHealthy());

        functionEnds.countDown();

        passTimeUntil(closed::isDone);
        assertThat(outcomeNow(emission).isDone()).isTrue();
        assertThat(seen).hasSize(1);
        assertThat(events.statistics().done()).isEqualTo(2);
    }

    /** The engine in memory, which answers when all that it was given has ended or is held. */
    private static final class WaitingEngine extends ForwardingEngine {

        private final CountDownLatch refused;

        WaitingEngine(CountDownLatch refused) {
            this.refused = refused;
        }

        @Override
        public CompletionStage<EnqueueResult> enqueue(List<? extends Delivery> deliveries, boolean mayWait) {
            CompletionStage<EnqueueResult> answer = super.enqueue(deliveries, mayWait);
            if (!mayWait) {
                try {
                    refused.await();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            }
            return answer;
        }
    }

    @Test
    void returned_eventForAPausedSubscriptionThatHoldsEnough_isEmittedAllTheSame() {
        functions.register("returning", call -> FunctionResult.emit(event("second")));
        CountDownLatch refused = new CountDownLatch(1);
        EventManager events =
                build(builder().deliveryEngine(new WaitingEngine(refused)).listener(new DeliveryListener() {
                    @Override
                    public void refused(Delivery delivery, DeliveryOutcome.Refused end) {
                        refused.countDown();
                    }
                }));
        subscribeTo(events, "first", "first", "returning");
        events.subscriptions()
                .create(Subscription.builder("second")
                        .eventType("second")
                        .functionName("see")
                        .policy(policy().maxHeld(0).build())
                        .build());
        events.subscriptions().pause("second");

        assertThat(outcome(events.emit(event("first"))))
                .isEqualTo(new DeliveryOutcome.Done("first", "returning", 1, null));
    }
}
