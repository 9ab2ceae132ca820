package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when there is more to do than there is room for. */
@Timeout(60)
class BackPressureTest extends DeliveryFixture {

    @Test
    void callerRuns_whenFull_runsOnTheCallersThread() {
        EventManager events = build(builder()
                .executor(tasks::add)
                .deliveryEngine(DeliveryEngine.inMemory(3, WhenFull.callerRuns(Duration.ofHours(1)))));
        Set<Thread> ranOn = ConcurrentHashMap.newKeySet();
        functions.registerVoid("f", call -> ranOn.add(Thread.currentThread()));
        subscribe(events, "s", "f", policy());

        List<Emission> emissions = IntStream.range(0, 10)
                .mapToObj(i -> events.emit(event("e" + i)))
                .toList();

        assertThat(emissions.subList(0, 7))
                .allSatisfy(
                        emission -> assertThat(outcomeNow(emission).isDone()).isTrue());
        assertThat(ranOn).containsExactly(Thread.currentThread());
        runTasks();
        assertThat(events.statistics().done()).isEqualTo(10);
    }

    @Test
    void callerRuns_whereNothingStandsInTheQueue_waitsAndIsRefused() {
        EventManager events =
                build(builder().deliveryEngine(DeliveryEngine.inMemory(1, WhenFull.callerRuns(Duration.ZERO))));
        subscribe(events, "s", "open", policy());
        events.emit(event("a"));
        awaitThat(() -> open.containsKey("a"));

        assertThat(outcomeNow(events.emit(event("b")))).isInstanceOf(DeliveryOutcome.Refused.class);
    }

    @Test
    void emit_insideAFunction_whenEverythingIsFull_neverWaits_onOneThread() {
        ExecutorService one = Executors.newSingleThreadExecutor();
        List<Emission> inner = new CopyOnWriteArrayList<>();
        EventManager[] events = new EventManager[1];
        functions.registerVoid("emitting", call -> {
            if (call.event().eventType().equals("outer")) {
                for (int i = 0; i < 10; i++) {
                    inner.add(events[0].emit(event("inner")));
                }
            }
        });
        for (WhenFull whenFull : List.of(
                WhenFull.waitUpTo(Duration.ofDays(1)), WhenFull.callerRuns(Duration.ofDays(1)), WhenFull.refuse())) {
            inner.clear();
            events[0] = build(builder()
                    .subscriptionStore(new TestSubscriptionStore())
                    .executor(one)
                    .maxInFlight(1)
                    .deliveryEngine(DeliveryEngine.inMemory(1, whenFull)));
            subscribe(events[0], "s", "emitting", policy());

            Emission outer = events[0].emit(event("outer"));

            assertThat(outer.await(PATIENCE)).allMatch(DeliveryOutcome::isDone);
            assertThat(inner).hasSize(10);
            assertThat(inner)
                    .allSatisfy(emission ->
                            assertThat(emission.await(PATIENCE)).noneMatch(DeliveryOutcome.Pending.class::isInstance));
            assertThat(events[0].statistics().refused()).isEqualTo(9); // all but the one from the reserve
        }
        one.shutdown();
    }

    @Test
    void redrive_insideAFunction_whileAnotherRedrivesAndWaitsForRoom_neverWaits() {
        EventManager events =
                build(builder().deliveryEngine(DeliveryEngine.inMemory(1, WhenFull.waitUpTo(Duration.ofDays(1)))));
        functions.registerVoid("dying", call -> {
            throw new PermanentFailureException("on purpose");
        });
        CountDownLatch go = new CountDownLatch(1);
        functions.register("redriving", call -> {
            go.await();
            return events.deadLetters().redriveAll(letter -> true).size();
        });
        Subscription dying = subscribe(events, "s", "dying", policy());
        outcome(events.emit(event("a")));
        outcome(events.emit(event("b")));
        events.subscriptions()
                .create(Subscription.builder("r")
                        .eventType("r")
                        .functionName("redriving")
                        .build());
        events.subscriptions().update(dying.toBuilder().eventType("*.never").build());
        Emission inside = events.emit(event("r"));

        CompletableFuture<List<Emission>> outside =
                CompletableFuture.supplyAsync(() -> events.deadLetters().redriveAll(letter -> true), threads);
        awaitThat(() -> events.statistics().matched() == 4); // one is redriven, and waits for room
        go.countDown();

        assertThat(inside.await(PATIENCE)).allMatch(DeliveryOutcome::isDone);
        assertThat(outside).succeedsWithin(PATIENCE);
    }

    @Test
    void emit_whileTheManagerCloses_isNotToldThatItWasRefusedWhatHasRun() throws Exception {
        for (int round = 0; round < 200; round++) {
            EventManager events = build(builder()
                    .subscriptionStore(new TestSubscriptionStore())
                    .deliveryEngine(DeliveryEngine.inMemory(4, WhenFull.refuse()))
                    .closeGrace(Duration.ofDays(1)));
            subscribe(events, "s", "ok", policy());
            CountDownLatch emitting = new CountDownLatch(1);
            CompletableFuture<List<Emission>> emitted = CompletableFuture.supplyAsync(
                    () -> {
                        List<Emission> emissions = new ArrayList<>();
                        try {
                            while (true) {
                                emissions.add(events.emit(event("a")));
                                emitting.countDown();
                            }
                        } catch (ClosedException closed) {
                            return emissions;
                        }
                    },
                    threads);
            emitting.await();

            events.close();

            assertThat(emitted.join())
                    .filteredOn(emission -> emission.accepted().join() instanceof EnqueueResult.Refused)
                    .allSatisfy(
                            emission -> assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Refused.class));
        }
    }

    @Test
    void refused_isSaidWithTheBound_andCounted() {
        EventManager events = build(builder().deliveryEngine(DeliveryEngine.inMemory(1, WhenFull.refuse())));
        subscribe(events, "s", "open", policy());
        events.emit(event("a"));

        assertThat(outcomeNow(events.emit(event("b"))))
                .isInstanceOfSatisfying(
                        DeliveryOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("has room for 1"));
        assertThat(events.statistics().refused()).isEqualTo(1);
    }
}
