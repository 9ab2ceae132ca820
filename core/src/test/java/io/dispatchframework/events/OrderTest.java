package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenFailed;
import io.dispatchframework.events.subscription.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Order by key, and what happens behind a failure in it. */
@Timeout(60)
class OrderTest extends DeliveryFixture {

    private final EventManager events = build(builder());

    private static CloudEvent of(String type, String source, Map<String, Object> extensions) {
        return CloudEvent.builder(type)
                .sourceId(source)
                .extensions(extensions.isEmpty() ? null : extensions)
                .build();
    }

    /** A function that fails at the first attempt for "a", with an hour to wait. */
    private void registerFailing(boolean forGood) {
        functions.register("failing", call -> {
            started.add(call.event().eventType());
            if (call.event().eventType().equals("a") && forGood) {
                throw new PermanentFailureException("on purpose");
            }
            return call.event().eventType().equals("a") && call.attempt() == 1
                    ? FunctionResult.retryAfter(Duration.ofHours(1), new IllegalStateException("on purpose"))
                    : "ok";
        });
    }

    @Test
    void order_bySource_runsEachSourceInTurn() {
        subscribe(events, "s", "open", policy().order(Order.bySource()));
        events.emitAll(List.of(of("a", "x", Map.of()), of("b", "x", Map.of()), of("c", "y", Map.of())));

        awaitThat(() -> started.size() == 2);
        assertThat(started).containsExactlyInAnyOrder("a", "c");

        open.get("a").complete("done");
        awaitThat(() -> open.containsKey("b"));
    }

    @Test
    void order_byEventType_runsEachTypeInTurn() {
        subscribe(events, "s", "open", policy().order(Order.byEventType()));
        events.emitAll(List.of(event("a"), event("a"), event("b")));

        awaitThat(() -> started.size() == 2);
        assertThat(started).containsExactlyInAnyOrder("a", "b");

        open.get("a").complete("done");
        awaitThat(() -> started.size() == 3);
    }

    @Test
    void order_byExtension_runsEachValueInTurn_andWhatHasNoneFreely() {
        subscribe(events, "s", "open", policy().order(Order.byExtension("customer")));
        events.emitAll(List.of(
                of("a", "x", Map.of("customer", 1)),
                of("b", "x", Map.of("customer", 1)),
                of("c", "x", Map.of("customer", 2)),
                of("d", "x", Map.of()),
                of("e", "x", Map.of())));

        awaitThat(() -> started.size() == 4);
        assertThat(started).containsExactlyInAnyOrder("a", "c", "d", "e");

        open.get("a").complete("done");
        awaitThat(() -> open.containsKey("b"));
    }

    @Test
    void order_ofTwoSubscriptions_isEachOnesOwn() {
        subscribe(events, "one", "open", policy().order(Order.bySource()));
        subscribe(events, "two", "ok", policy().order(Order.bySource()));
        events.emitAll(List.of(event("a"), event("b")));

        awaitThat(() -> started.size() == 3);
        assertThat(events.statistics().done()).isLessThanOrEqualTo(2);
        awaitThat(() -> events.statistics().done() == 2);
    }

    @Test
    void order_ofManyEvents_isThatOfEmission() {
        subscribe(events, "s", "ok", policy().order(Order.bySource()));
        List<String> types = IntStream.range(0, 200).mapToObj(i -> "type" + i).toList();
        List<Emission> emissions = new ArrayList<>();
        types.forEach(type -> emissions.add(events.emit(event(type))));

        assertThat(emissions)
                .allSatisfy(emission -> assertThat(emission.await(PATIENCE)).allMatch(DeliveryOutcome::isDone));
        assertThat(started).containsExactlyElementsOf(types);
    }

    @Test
    void whenFailed_wait_letsThoseBehindWaitForTheRetry() {
        registerFailing(false);
        subscribe(events, "s", "failing", policy().order(Order.bySource()).whenFailed(WhenFailed.WAIT));
        List<Emission> emissions = events.emitAll(List.of(event("a"), event("b")));
        awaitThat(() -> events.statistics().retries() == 1);

        time.advance(Duration.ofMinutes(59));
        assertThat(started).containsExactly("a");
        time.advance(Duration.ofMinutes(1));

        assertThat(emissions)
                .allSatisfy(emission -> assertThat(outcome(emission).isDone()).isTrue());
        assertThat(started).containsExactly("a", "a", "b");
    }

    @Test
    void whenFailed_wait_letsThoseBehindGoOnWhenItIsDead() {
        registerFailing(true);
        subscribe(events, "s", "failing", policy().order(Order.bySource()).whenFailed(WhenFailed.WAIT));

        List<Emission> emissions = events.emitAll(List.of(event("a"), event("b")));

        assertThat(outcome(emissions.get(0))).isInstanceOf(DeliveryOutcome.Dead.class);
        assertThat(outcome(emissions.get(1)).isDone()).isTrue();
    }

    @Test
    void whenFailed_skip_letsThoseBehindGoOnAtOnce() {
        registerFailing(false);
        subscribe(events, "s", "failing", policy().order(Order.bySource()).whenFailed(WhenFailed.SKIP));
        List<Emission> emissions = events.emitAll(List.of(event("a"), event("b"), event("c")));

        assertThat(emissions.get(2).await(PATIENCE)).allMatch(DeliveryOutcome::isDone);
        assertThat(started).containsExactly("a", "b", "c");
        time.advance(Duration.ofHours(1));

        assertThat(outcome(emissions.get(0))).isEqualTo(new DeliveryOutcome.Done("s", "failing", 2, "ok"));
    }

    @Test
    void whenFailed_deadLetter_buriesThoseBehindToo_andNoneThatComeLater() {
        CountDownLatch deadly = new CountDownLatch(1);
        functions.register("deadly", call -> {
            started.add(call.event().eventType());
            deadly.await();
            if (call.event().eventType().equals("a")) {
                throw new PermanentFailureException("on purpose");
            }
            return "ok";
        });
        subscribe(events, "s", "deadly", policy().order(Order.bySource()).whenFailed(WhenFailed.DEAD_LETTER));
        List<Emission> emissions = events.emitAll(List.of(event("a"), event("b"), event("c")));
        awaitThat(() -> started.size() == 1);
        deadly.countDown();

        assertThat(emissions)
                .allSatisfy(emission -> assertThat(outcome(emission)).isInstanceOf(DeliveryOutcome.Dead.class));
        assertThat(outcome(events.emit(event("d"))).isDone()).isTrue();
        assertThat(started).containsExactly("a", "d");
        assertThat(outcome(emissions.get(1))).isInstanceOfSatisfying(DeliveryOutcome.Dead.class, dead -> {
            assertThat(dead.attempts()).isZero();
            assertThat(dead.failure().message())
                    .isEqualTo("one before it in its order is dead: PermanentFailureException: on purpose");
        });
        assertThat(events.deadLetters().list())
                .extracting(DeadLetter::event)
                .extracting(CloudEvent::eventType)
                .containsExactly("a", "b", "c");
    }

    @Test
    void order_ofADeletedSubscription_cancelsAllInTheLane() {
        subscribe(events, "s", "open", policy().order(Order.bySource()));
        List<Emission> emissions = events.emitAll(List.of(event("a"), event("b"), event("c")));
        awaitThat(() -> open.containsKey("a"));

        events.subscriptions().delete("s");
        open.get("a").complete("done");

        assertThat(outcome(emissions.get(0)).isDone()).isTrue();
        assertThat(outcome(emissions.get(1))).isInstanceOf(DeliveryOutcome.Cancelled.class);
        assertThat(outcome(emissions.get(2))).isInstanceOf(DeliveryOutcome.Cancelled.class);
    }

    @Test
    void order_whilePaused_staysForTheResume() {
        subscribe(events, "s", "ok", policy().order(Order.bySource()));
        events.subscriptions().pause("s");
        List<Emission> emissions = events.emitAll(List.of(event("a"), event("b"), event("c")));

        events.subscriptions().resume("s");

        assertThat(emissions)
                .allSatisfy(emission -> assertThat(outcome(emission).isDone()).isTrue());
        assertThat(started).containsExactly("a", "b", "c");
    }

    /** What waits in a lane takes room like everything else that the engine holds. */
    @Test
    void order_ofMoreThanTheEngineHasRoomFor_isRefused() {
        EventManager events = build(builder().deliveryEngine(DeliveryEngine.inMemory(3, WhenFull.refuse())));
        subscribe(events, "s", "open", policy().order(Order.bySource()));
        List<Emission> emissions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            emissions.add(events.emit(event("e" + i)));
        }

        assertThat(emissions.subList(3, 5))
                .allSatisfy(emission -> assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Refused.class));
        for (int i = 0; i < 3; i++) {
            String type = "e" + i;
            awaitThat(() -> open.containsKey(type));
            open.get(type).complete("done");
            assertThat(emissions.get(i).await(PATIENCE)).allMatch(DeliveryOutcome::isDone);
        }
    }
}
