package io.dispatchframework.events;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.event.InvalidEventException;
import io.dispatchframework.events.event.MalformedJsonException;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.function.UnknownFunctionException;
import io.dispatchframework.events.store.AlreadyExistsException;
import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.store.NotFoundException;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import io.dispatchframework.events.subscription.InvalidSubscriptionException;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.time.TestTime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The manager through its front door, one event at a time; time is moved by hand. */
@Timeout(60)
@ExtendWith(QuickAwaits.class)
class EventManagerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestTime time = new TestTime();
    private final TestSubscriptionStore store = new TestSubscriptionStore();
    private final FunctionRegistry functions = FunctionRegistry.create();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private EventManager events = builder().build();

    private EventManagerBuilder builder() {
        return EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(store)
                .functions(functions)
                .timeSource(time)
                .executor(threads);
    }

    @AfterEach
    void close() {
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> events.close(), threads);
        await().until(() -> {
            time.advance(Duration.ofSeconds(10));
            return closed.isDone();
        });
        threads.shutdownNow();
    }

    private Subscription subscribe(String name, String eventType, String function) {
        return events.subscriptions()
                .create(Subscription.builder(name)
                        .eventType(eventType)
                        .functionName(function)
                        .build());
    }

    private static CloudEvent event(String eventType) {
        return CloudEvent.builder(eventType).data("payload").build();
    }

    /** Moves time on until everything has ended. */
    private List<DeliveryOutcome> outcomes(Emission emission) {
        CompletableFuture<List<DeliveryOutcome>> completion = emission.completion();
        await().until(() -> {
            time.advance(Duration.ofSeconds(30));
            return completion.isDone();
        });
        return completion.join();
    }

    private DeliveryOutcome outcome(Emission emission) {
        assertThat(emission.deliveries()).hasSize(1);
        return outcomes(emission).get(0);
    }

    @Test
    void emit_withAMatch_runsTheFunctionAndShowsItsResult() {
        functions.register("welcome", call -> "Hello, " + call.input());
        subscribe("welcome-new-users", "user.created", "welcome");

        Emission emission = events.emit(event("user.created"));

        assertThat(emission.await(PATIENCE))
                .containsExactly(new DeliveryOutcome.Done("welcome-new-users", "welcome", 1, "Hello, payload"));
        assertThat(emission.accepted().join()).isEqualTo(new EnqueueResult.Accepted(EnqueueResult.Level.MEMORY));
        assertThat(emission.deliveries().get(0).outcomeNow().isDone()).isTrue();
    }

    @Test
    void emit_withoutAMatch_isANormalResult() {
        Emission emission = events.emit(event("user.created"));

        assertThat(emission.deliveries()).isEmpty();
        assertThat(emission.completion()).isCompletedWithValue(List.of());
        assertThat(emission.accepted().join()).isInstanceOf(EnqueueResult.Accepted.class);
    }

    @Test
    void emit_withSeveralMatches_runsEachAndReportsInNameOrder() {
        functions.register("f", call -> call.subscriptionName());
        for (String name : List.of("c", "a", "b")) {
            subscribe(name, "user.*", "f");
        }
        subscribe("other", "vm.*", "f");

        assertThat(outcomes(events.emit(event("user.created"))))
                .extracting(DeliveryOutcome::subscriptionName)
                .containsExactly("a", "b", "c");
    }

    @Test
    void emit_ofAnInvalidEvent_isRefusedBeforeAnythingRuns() {
        AtomicInteger runs = new AtomicInteger();
        functions.registerVoid("f", call -> runs.incrementAndGet());
        Violation violation = new Violation("event-type", "event-type is required");
        EventManager strict = builder().validator(event -> List.of(violation)).build();
        strict.subscriptions()
                .create(Subscription.builder("s").functionName("f").build());

        InvalidEventException refused =
                catchThrowableOfType(InvalidEventException.class, () -> strict.emit(event("user.created")));

        assertThat(refused.violations()).containsExactly(violation);
        assertThat(refused).hasMessageContaining("event-type is required");
        strict.close();
        assertThat(runs).hasValue(0);
    }

    @Test
    void emit_ofTypeAndJson_fillsInTheDefaults() {
        AtomicReference<CloudEvent> seen = new AtomicReference<>();
        functions.registerVoid("f", call -> seen.set(call.event()));
        subscribe("s", "user.created", "f");

        assertThat(outcome(events.emit("user.created", "{\"name\":\"Jon\"}")).isDone())
                .isTrue();

        assertThat(seen.get().contentType()).isEqualTo("application/json");
        assertThat(seen.get().data()).isEqualTo("{\"name\":\"Jon\"}");
        assertThat(seen.get().dataKind()).isEqualTo(DataKind.JSON);
        assertThat(seen.get().sourceType()).isEqualTo("dispatch");
    }

    @Test
    void emit_ofTypeAndMalformedJson_isRefusedWithThePlace() {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> events.emit("user.created", "{\"name\":"))
                .satisfies(refused -> assertThat(refused.line()).isEqualTo(1));
    }

    @Test
    void emitAll_withOneInvalid_emitsNone() {
        AtomicInteger runs = new AtomicInteger();
        functions.registerVoid("f", call -> runs.incrementAndGet());
        EventManager strict = builder()
                .validator(event ->
                        event.eventType().equals("bad") ? List.of(new Violation("event-type", "bad")) : List.of())
                .build();
        strict.subscriptions()
                .create(Subscription.builder("s").functionName("f").build());

        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> strict.emitAll(List.of(event("good"), event("bad"))))
                .satisfies(refused -> assertThat(refused.event().eventType()).isEqualTo("bad"));

        strict.close();
        assertThat(runs).hasValue(0);
    }

    @Test
    void emitAll_returnsAReceiptForEach() {
        functions.register("f", call -> call.event().eventType());
        subscribe("s", "user.*", "f");

        List<Emission> emissions = events.emitAll(List.of(event("user.a"), event("vm.b"), event("user.c")));

        assertThat(emissions).extracting(emission -> outcomes(emission).size()).containsExactly(1, 0, 1);
    }

    @Test
    void emitAll_beyondTheCapacity_refusesAllOfThem() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        functions.registerVoid("f", call -> {
            running.countDown();
            release.await();
        });
        EventManager small = builder()
                .deliveryEngine(DeliveryEngine.inMemory(2, WhenFull.refuse()))
                .build();
        small.subscriptions().create(Subscription.builder("s").functionName("f").build());
        Emission first = small.emit(event("a"));
        running.await();

        List<Emission> refused = small.emitAll(List.of(event("b"), event("c")));

        assertThat(refused).allSatisfy(emission -> {
            assertThat(emission.accepted().join()).isInstanceOf(EnqueueResult.Refused.class);
            assertThat(outcome(emission)).isInstanceOf(DeliveryOutcome.Refused.class);
        });
        Emission second = small.emit(event("d"));
        release.countDown();
        assertThat(outcome(first).isDone()).isTrue();
        assertThat(outcome(second).isDone()).isTrue();
        small.close();
    }

    @Test
    void emit_whereAPartOfTheHostThrows_passesThatOn_andDeliversNothing() {
        RuntimeException fault = new IllegalStateException("on purpose");
        EventManager events = builder()
                .validator(event -> {
                    if (event.eventType().equals("b")) {
                        throw fault;
                    }
                    return List.of();
                })
                .build();
        events.subscriptions()
                .create(Subscription.builder("s").functionName("f").build());

        assertThatThrownBy(() -> events.emit(event("b"))).isSameAs(fault);
        assertThatThrownBy(() -> events.emitAll(List.of(event("a"), event("b"))))
                .isSameAs(fault);

        assertThat(events.statistics().emitted()).isZero();
        assertThat(events.statistics().matched()).isZero();
        events.close();
    }

    @Test
    void emit_whenFull_waitsForRoomUntilItsPatienceEnds() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        functions.registerVoid("f", call -> release.await());
        EventManager small = builder()
                .deliveryEngine(DeliveryEngine.inMemory(1, WhenFull.waitUpTo(Duration.ofSeconds(5))))
                .build();
        small.subscriptions().create(Subscription.builder("s").functionName("f").build());
        Emission first = small.emit(event("a"));
        long timers = time.timers();

        CompletableFuture<Emission> waiting = CompletableFuture.supplyAsync(() -> small.emit(event("b")), threads);
        await().until(() -> time.timers() == timers + 1);
        assertThat(waiting).isNotDone();
        time.advance(Duration.ofSeconds(5));
        assertThat(outcome(waiting.get(20, SECONDS))).isInstanceOf(DeliveryOutcome.Refused.class);

        CompletableFuture<Emission> lucky = CompletableFuture.supplyAsync(() -> small.emit(event("c")), threads);
        await().until(() -> time.timers() == timers + 1);
        release.countDown();
        assertThat(outcome(lucky.get(20, SECONDS)).isDone()).isTrue();
        assertThat(outcome(first).isDone()).isTrue();
        small.close();
    }

    @Test
    void emit_fromInsideAFunctionWhenFull_doesNotWait() {
        AtomicReference<List<Emission>> inner = new AtomicReference<>();
        EventManager[] small = new EventManager[1];
        CountDownLatch bothEmitted = new CountDownLatch(1);
        functions.registerVoid("f", call -> {
            if (call.event().eventType().equals("outer")) {
                inner.set(List.of(small[0].emit(event("one")), small[0].emit(event("two"))));
                bothEmitted.countDown();
            } else {
                bothEmitted.await(); // so that "one" keeps its place until "two" has asked for one
            }
        });
        small[0] = builder()
                .maxInFlight(1) // so that the first cannot end and make room for the second
                .deliveryEngine(DeliveryEngine.inMemory(1, WhenFull.waitUpTo(Duration.ofDays(1))))
                .build();
        small[0].subscriptions()
                .create(Subscription.builder("s").functionName("f").build());

        assertThat(outcome(small[0].emit(event("outer"))).isDone()).isTrue();

        // one from the reserve, the other beyond it
        assertThat(inner.get())
                .extracting(emission -> outcome(emission).isDone())
                .containsExactly(true, false);
        small[0].close();
    }

    @Test
    void emit_ofMoreThanTheCapacity_isLetInWhenTheEngineIsEmpty() {
        functions.registerVoid("f", call -> {});
        EventManager small = builder()
                .deliveryEngine(DeliveryEngine.inMemory(1, WhenFull.refuse()))
                .build();
        for (int i = 0; i < 5; i++) {
            small.subscriptions()
                    .create(Subscription.builder("s" + i).functionName("f").build());
        }

        assertThat(outcomes(small.emit(event("a")))).hasSize(5).allMatch(DeliveryOutcome::isDone);
        small.close();
    }

    @Test
    void deliver_whenOneFunctionFails_harmsNoOther() {
        functions.register("good", call -> "fine");
        functions.register("throws", call -> {
            throw new IllegalStateException("no");
        });
        functions.register("overflows", call -> overflow(1));
        functions.register("errs", call -> {
            throw new AssertionError("an Error");
        });
        functions.registerAsync("nullStage", call -> null);
        functions.registerAsync("fails", call -> CompletableFuture.failedFuture(new IllegalStateException("later")));
        functions.register("interrupts", call -> {
            Thread.currentThread().interrupt();
            throw new InterruptedException();
        });
        for (String function :
                List.of("good", "throws", "overflows", "errs", "nullStage", "fails", "interrupts", "good2")) {
            subscribe("to-" + function, "*", function.equals("good2") ? "good" : function);
        }

        Map<String, DeliveryOutcome> ended = outcomes(events.emit(event("a"))).stream()
                .collect(java.util.stream.Collectors.toMap(DeliveryOutcome::subscriptionName, end -> end));

        assertThat(ended.get("to-good").isDone()).isTrue();
        assertThat(ended.get("to-good2").isDone()).isTrue();
        for (String function : List.of("throws", "overflows", "errs", "nullStage", "fails", "interrupts")) {
            assertThat(ended.get("to-" + function))
                    .isInstanceOfSatisfying(
                            DeliveryOutcome.Dead.class,
                            dead -> assertThat(dead.attempts()).isEqualTo(3));
        }
    }

    private static int overflow(int depth) {
        return depth == 0 ? 0 : overflow(depth + 1) + 1; // it starts at 1
    }

    @Test
    void deliver_ofAFailureWorthRetrying_triesAgainAndSucceeds() {
        functions.register("f", call -> {
            if (call.attempt() < 3) {
                throw new IllegalStateException("not yet");
            }
            return "attempt " + call.attempt();
        });
        subscribe("s", "*", "f");

        assertThat(outcome(events.emit(event("a")))).isEqualTo(new DeliveryOutcome.Done("s", "f", 3, "attempt 3"));
    }

    @Test
    void deliver_ofARetryWithANotBefore_doesNotStartEarlier() {
        AtomicInteger attempts = new AtomicInteger();
        functions.register(
                "f",
                call -> attempts.incrementAndGet() == 1
                        ? FunctionResult.retryAfter(Duration.ofMinutes(1), new IllegalStateException("later"))
                        : "ok");
        subscribe("s", "*", "f");
        Emission emission = events.emit(event("a"));
        await().until(() -> time.timers() == 1);

        time.advance(Duration.ofSeconds(59));
        assertThat(time.timers()).isEqualTo(1);
        assertThat(emission.deliveries().get(0).outcomeNow()).isEqualTo(new DeliveryOutcome.Pending("s", "f", 1));

        time.advance(Duration.ofSeconds(1));
        assertThat(emission.await(PATIENCE)).allMatch(DeliveryOutcome::isDone);
    }

    @Test
    void deliver_ofAPermanentFailure_isDeadAtOnce() {
        functions.register("f", call -> {
            throw new PermanentFailureException("never");
        });
        subscribe("s", "*", "f");

        assertThat(events.emit(event("a")).await(PATIENCE))
                .singleElement()
                .isInstanceOfSatisfying(DeliveryOutcome.Dead.class, dead -> {
                    assertThat(dead.attempts()).isEqualTo(1);
                    assertThat(dead.failure().message()).isEqualTo("PermanentFailureException: never");
                });
    }

    @Test
    void deliver_toAnUnknownFunction_isTriedAgainUntilItIsRegistered() {
        subscribe("s", "*", "late");
        Emission emission = events.emit(event("a"));
        await().until(() -> time.timers() == 1);

        functions.register("late", call -> "here");

        assertThat(outcome(emission)).isEqualTo(new DeliveryOutcome.Done("s", "late", 2, "here"));
    }

    @Test
    void deliver_toAFunctionThatStaysUnknown_endsDeadWithTheName() {
        subscribe("s", "*", "nobody");

        assertThat(outcome(events.emit(event("a"))))
                .isInstanceOfSatisfying(
                        DeliveryOutcome.Dead.class,
                        dead -> assertThat(dead.failure().cause())
                                .isInstanceOf(UnknownFunctionException.class)
                                .hasMessageContaining("'nobody'"));
    }

    @Test
    void deliver_asManyAttemptsAsTheSubscriptionSays() {
        functions.register("f", call -> {
            throw new IllegalStateException();
        });
        events.subscriptions()
                .create(Subscription.builder("s")
                        .functionName("f")
                        .policy(DeliveryPolicy.builder().maxAttempts(7).build())
                        .build());

        assertThat(outcome(events.emit(event("a"))).attempts()).isEqualTo(7);
    }

    @Test
    void deliver_asynchronously_endsWhenTheStageDoes() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        functions.registerAsync("f", call -> answer);
        subscribe("s", "*", "f");
        Emission emission = events.emit(event("a"));

        assertThat(emission.await(Duration.ofMillis(1))).singleElement().isInstanceOf(DeliveryOutcome.Pending.class);
        answer.complete("late");
        assertThat(emission.await(PATIENCE)).containsExactly(new DeliveryOutcome.Done("s", "f", 1, "late"));
    }

    @Test
    void deliver_boundsTheAttemptsUnderWay_asynchronousOnesIncluded() {
        List<CompletableFuture<String>> started = new java.util.concurrent.CopyOnWriteArrayList<>();
        functions.registerAsync("f", call -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            started.add(answer);
            return answer;
        });
        EventManager bounded = builder().maxInFlight(2).build();
        bounded.subscriptions()
                .create(Subscription.builder("s").functionName("f").build());
        List<Emission> emissions = List.of(
                bounded.emit(event("a")), bounded.emit(event("b")), bounded.emit(event("c")), bounded.emit(event("d")));

        await().until(() -> started.size() == 2);
        for (int i = 0; i < 4; i++) {
            int index = i;
            await().until(() -> started.size() > index);
            assertThat(started.size()).isLessThanOrEqualTo(index + 2);
            started.get(index).complete("done");
        }

        assertThat(emissions)
                .allSatisfy(emission -> assertThat(emission.await(PATIENCE)).allMatch(DeliveryOutcome::isDone));
        bounded.close();
    }

    @Test
    void deliver_onAnExecutorThatRejects_triesAgainLater() {
        AtomicInteger rejections = new AtomicInteger(2);
        functions.register("f", call -> "ran");
        EventManager refused = builder()
                .executor(task -> {
                    if (rejections.getAndDecrement() > 0) {
                        throw new RejectedExecutionException("busy");
                    }
                    threads.execute(task);
                })
                .build();
        refused.subscriptions()
                .create(Subscription.builder("s").functionName("f").build());

        assertThat(outcome(refused.emit(event("a"))).isDone()).isTrue();
        refused.close();
    }

    @Test
    void deliver_onTheCallersThread_works() {
        functions.register("f", call -> Thread.currentThread());
        EventManager direct = builder().executor(Runnable::run).build();
        direct.subscriptions()
                .create(Subscription.builder("s").functionName("f").build());

        assertThat(direct.emit(event("a")).deliveries().get(0).outcomeNow())
                .isEqualTo(new DeliveryOutcome.Done("s", "f", 1, Thread.currentThread()));
        direct.close();
    }

    @Test
    void deliver_toASubscriptionDeletedMeanwhile_isCancelled() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        functions.registerVoid("slow", call -> {
            running.countDown();
            release.await();
        });
        functions.registerVoid("f", call -> {});
        EventManager narrow = builder().maxInFlight(1).build();
        narrow.subscriptions()
                .create(Subscription.builder("a")
                        .eventType("first")
                        .functionName("slow")
                        .build());
        narrow.subscriptions()
                .create(Subscription.builder("b")
                        .eventType("second")
                        .functionName("f")
                        .build());
        Emission first = narrow.emit(event("first"));
        running.await();
        Emission second = narrow.emit(event("second"));

        narrow.subscriptions().delete("b");
        release.countDown();

        assertThat(outcome(first).isDone()).isTrue();
        assertThat(outcome(second)).isInstanceOf(DeliveryOutcome.Cancelled.class);
        narrow.close();
    }

    @Test
    void deliver_afterTheFunctionWasChanged_runsTheNewOne() {
        functions.register("old", call -> {
            throw new IllegalStateException();
        });
        functions.register("new", call -> "new");
        Subscription stored = subscribe("s", "*", "old");
        Emission emission = events.emit(event("a"));
        await().until(() -> time.timers() == 1);

        events.subscriptions().update(stored.toBuilder().functionName("new").build());

        assertThat(outcome(emission)).isEqualTo(new DeliveryOutcome.Done("s", "new", 2, "new"));
    }

    @Test
    void pause_holdsDeliveriesUntilResume() {
        functions.register("f", call -> "attempt " + call.attempt());
        subscribe("s", "*", "f");
        assertThat(events.subscriptions().pause("s").status()).isEqualTo(Subscription.Status.PAUSED);

        Emission emission = events.emit(event("a"));
        assertThat(emission.await(Duration.ofMillis(1))).singleElement().isInstanceOf(DeliveryOutcome.Pending.class);
        events.subscriptions().resume("s");

        assertThat(emission.await(PATIENCE)).containsExactly(new DeliveryOutcome.Done("s", "f", 1, "attempt 1"));
    }

    @Test
    void resume_whileAnAttemptFindsThePause_leavesNothingHeld() {
        functions.register("f", call -> "ok");
        subscribe("s", "*", "f");
        for (int round = 0; round < 3_000; round++) {
            events.subscriptions().pause("s");
            Emission emission = events.emit(event("a"));
            for (int spin = 0; spin < round % 400; spin++) {
                Thread.onSpinWait();
            }
            events.subscriptions().resume("s");
            assertThat(emission.await(PATIENCE)).as("round %s", round).allMatch(DeliveryOutcome::isDone);
        }
    }

    @Test
    void pause_holdsNoMoreThanItsBound() {
        functions.register("f", call -> "ok");
        events.subscriptions()
                .create(Subscription.builder("s")
                        .functionName("f")
                        .policy(DeliveryPolicy.builder().maxHeld(2).build())
                        .build());
        events.subscriptions().pause("s");

        List<Emission> emissions = List.of(
                events.emit(event("a")), events.emit(event("b")), events.emit(event("c")), events.emit(event("d")));
        await().until(() -> emissions.stream()
                        .filter(emission -> emission.completion().isDone())
                        .count()
                == 2);
        events.subscriptions().resume("s");

        assertThat(emissions.stream().map(this::outcome).filter(DeliveryOutcome::isDone))
                .hasSize(2);
        assertThat(emissions.stream().map(this::outcome).filter(DeliveryOutcome.Refused.class::isInstance))
                .hasSize(2);
    }

    @Test
    void pause_withAPolicyToSkip_skips() {
        functions.register("f", call -> "ok");
        events.subscriptions()
                .create(Subscription.builder("s")
                        .functionName("f")
                        .policy(DeliveryPolicy.builder()
                                .whenPaused(WhenPaused.SKIP)
                                .build())
                        .build());
        events.subscriptions().pause("s");

        assertThat(events.emit(event("a")).await(PATIENCE)).singleElement().isInstanceOf(DeliveryOutcome.Skipped.class);
    }

    @Test
    void pause_thenDelete_cancelsWhatIsHeld() {
        functions.register("f", call -> "ok");
        subscribe("s", "*", "f");
        events.subscriptions().pause("s");
        Emission emission = events.emit(event("a"));

        events.subscriptions().delete("s");

        assertThat(emission.await(PATIENCE)).singleElement().isInstanceOf(DeliveryOutcome.Cancelled.class);
    }

    @Test
    void outcome_givesEachCallerAFutureOfItsOwn() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        functions.registerAsync("f", call -> answer);
        subscribe("s", "*", "f");
        EmittedDelivery delivery = events.emit(event("a")).deliveries().get(0);

        assertThat(delivery.outcome().complete(null)).isTrue();
        CompletableFuture<DeliveryOutcome> other = delivery.outcome();
        assertThat(other).isNotDone();
        answer.complete("done");

        assertThat(other.join()).isEqualTo(new DeliveryOutcome.Done("s", "f", 1, "done"));
    }

    @Test
    void await_interrupted_keepsTheFlagAndReportsPending() {
        functions.registerAsync("f", call -> new CompletableFuture<>());
        subscribe("s", "*", "f");
        Emission emission = events.emit(event("a"));

        Thread.currentThread().interrupt();
        List<DeliveryOutcome> snapshot = emission.await(PATIENCE);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(snapshot).singleElement().isInstanceOf(DeliveryOutcome.Pending.class);
    }

    @Test
    void deliveryId_isTheSameForEveryAttemptAndAnotherForAnotherSubscription() {
        List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        functions.register("f", call -> {
            seen.add(call.deliveryId());
            throw new IllegalStateException();
        });
        subscribe("s", "*", "f");
        CloudEvent event = event("a");

        Emission emission = events.emit(event);
        outcome(emission);

        assertThat(seen).hasSize(3).containsOnly(emission.deliveries().get(0).id());
        assertThat(seen.get(0)).matches("[0-9a-f]{64}");
        events.subscriptions().delete("s");
        subscribe("s", "*", "f");
        assertThat(events.emit(event).deliveries().get(0).id()).isNotEqualTo(seen.get(0));
    }

    /** The engine in memory does not look for what it holds; that is what a window of duplicates is for. */
    @Test
    void emit_ofTheSameEventAgain_deliversItAgainUnderTheSameId() {
        functions.register("f", call -> call.deliveryId());
        subscribe("s", "*", "f");
        CloudEvent event = event("a");

        List<DeliveryOutcome> both = List.of(outcome(events.emit(event)), outcome(events.emit(event)));

        assertThat(both).allMatch(DeliveryOutcome::isDone);
        assertThat(both.get(0)).isEqualTo(both.get(1));
    }

    @Test
    void explain_tellsWhichPartDidNotMatch() {
        functions.register("f", call -> null);
        subscribe("both", "user.#", "f");
        subscribe("neither-type", "vm.#", "nobody");
        events.subscriptions()
                .create(Subscription.builder("other-source")
                        .eventType("user.created")
                        .sourceType("vcenter")
                        .functionName("f")
                        .build());
        subscribe("paused", "*", "f");
        events.subscriptions().pause("paused");

        Explanation explanation = events.explain(event("user.created"));

        assertThat(explanation.violations()).isEmpty();
        assertThat(explanation.matched())
                .extracting(Explanation.Verdict::subscriptionName)
                .containsExactly("both", "paused");
        assertThat(explanation.subscription("other-source"))
                .contains(new VerdictSnapshot("other-source", "f", true, false, false, false));
        assertThat(explanation.subscription("none")).isEmpty();
        assertThat(explanation.stream().map(Explanation.Verdict::toString))
                .containsExactly(
                        "both -> f: matched",
                        "neither-type -> nobody: not matched by event type, function unknown",
                        "other-source -> f: not matched by source type",
                        "paused -> f: matched, paused");
    }

    @Test
    void explain_ofAnInvalidEvent_doesNotThrow() {
        EventManager strict = builder()
                .validator(event -> List.of(new Violation("event-type", "bad")))
                .build();

        assertThat(strict.explain(CloudEvent.bare().build()).violations()).hasSize(1);
        assertThat(strict.explain(CloudEvent.bare().build()).matched()).isEmpty();
        strict.close();
    }

    @Test
    void create_ofANameThatIsTaken_isRefusedAndLosesNothing() {
        functions.register("f", call -> "ok");
        subscribe("s", "a", "f");

        assertThatExceptionOfType(AlreadyExistsException.class)
                .isThrownBy(() -> subscribe("s", "b", "f"))
                .withMessageContaining("'s'");

        assertThat(outcome(events.emit(event("a"))).isDone()).isTrue();
        assertThat(events.emit(event("b")).deliveries()).isEmpty();
    }

    @Test
    void create_ofAnInvalidSubscription_namesAllThatIsWrong() {
        InvalidSubscriptionException refused = catchThrowableOfType(
                InvalidSubscriptionException.class,
                () -> events.subscriptions()
                        .create(Subscription.builder("s").eventType("us*er").build()));

        assertThat(refused.violations()).extracting(Violation::attribute).contains("eventType", "functionName");
        assertThat(events.subscriptions().list()).isEmpty();
    }

    @Test
    void create_ofASubscriptionToATypeOfFreeCharacters_asTheValidatorAllows() {
        subscribe("free", "com.example/order placed", "f");
        assertThat(events.emit(event("com.example/order placed")).deliveries()).hasSize(1);
        assertThat(events.emit(event("com.example/order")).deliveries()).isEmpty();

        EventValidator strict = new EventValidator() {
            @Override
            public List<Violation> validate(CloudEvent event) {
                return List.of();
            }

            @Override
            public boolean allowsAnyEventType() {
                return false;
            }
        };
        try (EventManager other = builder()
                .validator(strict)
                .subscriptionStore(new TestSubscriptionStore())
                .build()) {
            Subscription subscription = Subscription.builder("free")
                    .eventType("com.example/order placed")
                    .functionName("f")
                    .build();
            assertThatExceptionOfType(InvalidSubscriptionException.class)
                    .isThrownBy(() -> other.subscriptions().create(subscription))
                    .withMessageContaining("eventType has '/' at character 12")
                    .withMessageContaining("EventRules.CLOUDEVENTS");
        }
    }

    @Test
    void update_withAStaleRevision_tellsBothRevisions() {
        Subscription stored = subscribe("s", "a", "f");
        Subscription newer =
                events.subscriptions().update(stored.toBuilder().eventType("b").build());

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> events.subscriptions()
                        .update(stored.toBuilder().eventType("c").build()))
                .satisfies(conflict -> {
                    assertThat(conflict.expectedRevision())
                            .isEqualTo(stored.metadata().revision());
                    assertThat(conflict.actualRevision())
                            .isEqualTo(newer.metadata().revision());
                });
        assertThat(events.subscriptions().find("s").orElseThrow().eventType()).isEqualTo("b");
    }

    @Test
    void update_thatWasNotMadeFromAStoredOne_saysWhatToDo() {
        subscribe("s", "a", "f");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> events.subscriptions()
                        .update(Subscription.builder("s").functionName("g").build()))
                .withMessageContaining("not made from a stored one");
    }

    @Test
    void pauseAndDelete_onAStoreThatConflictsEachTime_giveUpInTheEnd() {
        TestSubscriptionStore behind = new TestSubscriptionStore();
        SubscriptionStore contested = (SubscriptionStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SubscriptionStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("update") || method.getName().equals("delete")) {
                        throw new ConflictException("subscription", "s", 1, 2);
                    }
                    return method.invoke(behind, arguments);
                });
        try (EventManager unlucky = builder().subscriptionStore(contested).build()) {
            unlucky.subscriptions()
                    .create(Subscription.builder("s").functionName("f").build());

            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> unlucky.subscriptions().pause("s"));
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> unlucky.subscriptions().delete("s"));
        }
    }

    @Test
    void close_beforeAFunctionFails_leavesNoLetterForWhatWasCancelled() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        functions.registerAsync("f", call -> answer);
        EventManager impatient = builder().closeGrace(Duration.ZERO).build();
        impatient
                .subscriptions()
                .create(Subscription.builder("s").functionName("f").build());
        Emission emission = impatient.emit(event("a"));
        await().until(() -> !(emission.deliveries().get(0).outcomeNow() instanceof DeliveryOutcome.Pending pending)
                || pending.attempts() == 1);
        impatient.close();

        answer.completeExceptionally(new PermanentFailureException("too late"));

        assertThat(emission.deliveries().get(0).outcomeNow()).isInstanceOf(DeliveryOutcome.Cancelled.class);
        assertThat(impatient.deadLetters().list()).isEmpty();
    }

    @Test
    void delete_ofWhatIsNotThere_saysSo() {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> events.subscriptions().delete("none"))
                .withMessageContaining("'none'");
    }

    @Test
    void build_withPartsMissing_namesEachWithTheLineToAdd() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> EventManager.builder().build())
                .withMessageContaining(".validator(")
                .withMessageContaining(".subscriptionStore(")
                .withMessageContaining(".functions(");
    }

    @Test
    void build_withAnInvalidPolicy_isRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder()
                        .deliveryPolicy(DeliveryPolicy.builder().maxAttempts(0).build())
                        .build())
                .withMessageContaining("maxAttempts");
    }

    @Test
    void build_knowsWhatIsInTheStoreAlready() {
        functions.register("f", call -> "ok");
        subscribe("s", "a", "f");
        EventManager second = builder().build();

        assertThat(outcome(second.emit(event("a"))).isDone()).isTrue();
        events.subscriptions().delete("s");
        assertThat(second.emit(event("a")).deliveries()).isEmpty();
        second.close();
    }

    @Test
    void nulls_areRefusedEverywhere() {
        assertThatNullPointerException().isThrownBy(() -> events.emit(null));
        assertThatNullPointerException().isThrownBy(() -> events.emit(null, "{}"));
        assertThatNullPointerException().isThrownBy(() -> events.emit("a", null));
        assertThatNullPointerException().isThrownBy(() -> events.emitAll(null));
        assertThatNullPointerException().isThrownBy(() -> events.explain(null));
        assertThatNullPointerException().isThrownBy(() -> events.subscriptions().create(null));
        assertThatNullPointerException().isThrownBy(() -> events.subscriptions().find(null));
        assertThatNullPointerException().isThrownBy(() -> events.subscriptions().delete((String) null));
        assertThatNullPointerException().isThrownBy(() -> EventManager.builder().validator(null));
    }

    @Test
    void close_refusesNewEventsAndDrainsThoseInHand() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        functions.register("f", call -> {
            running.countDown();
            release.await();
            return "finished";
        });
        subscribe("s", "*", "f");
        Emission emission = events.emit(event("a"));
        running.await();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(events::close, threads);
        await().untilAsserted(() ->
                assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> events.emit(event("b"))));
        assertThat(closed).isNotDone();
        release.countDown();
        closed.get(20, SECONDS);

        assertThat(emission.deliveries().get(0).outcomeNow().isDone()).isTrue();
        assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> events.subscriptions().list());
        events.close();
    }

    @Test
    void close_afterTheGracePeriod_cancelsWhatIsLeft() throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        functions.registerAsync("never", call -> {
            running.countDown();
            return new CompletableFuture<>();
        });
        functions.register("stuck", call -> {
            running.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        functions.register(
                "fails", call -> FunctionResult.retryAfter(Duration.ofHours(1), new IllegalStateException()));
        subscribe("s1", "*", "never");
        subscribe("s2", "*", "stuck");
        subscribe("s3", "*", "fails");
        subscribe("s4", "*", "held");
        events.subscriptions().pause("s4");
        Emission emission = events.emit(event("a"));
        running.await();
        await().until(() -> events.statistics().retries() == 1);
        int timers = time.timers();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(events::close, threads);
        await().until(() -> time.timers() > timers);
        time.advance(Duration.ofSeconds(10));
        closed.get(20, SECONDS);

        assertThat(emission.completion().join())
                .hasSize(4)
                .allSatisfy(end -> assertThat(end).isInstanceOf(DeliveryOutcome.Cancelled.class));
    }

    @Test
    void close_fromInsideAFunction_startsItAndReturns() {
        functions.registerVoid("f", call -> events.close());
        subscribe("s", "*", "f");

        Emission emission = events.emit(event("a"));

        assertThat(emission.await(PATIENCE)).allMatch(DeliveryOutcome::isDone);
        events.close();
    }

    @Test
    void close_leavesNoThreadOfItsOwnBehind() {
        functions.register("f", call -> Thread.currentThread());
        EventManager own = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(store)
                .functions(functions)
                .build();
        own.subscriptions().create(Subscription.builder("s").functionName("f").build());
        DeliveryOutcome.Done done =
                (DeliveryOutcome.Done) own.emit(event("a")).await(PATIENCE).get(0);
        Thread thread = (Thread) done.value();
        assertThat(thread.getName()).startsWith("dispatch-events-");

        own.close();

        await().untilAsserted(() -> assertThat(thread.isAlive()).isFalse());
    }

    @Test
    void functions_byAnInvokerOfOnesOwn_areReached() {
        FunctionInvoker invoker = call -> CompletableFuture.completedStage(FunctionResult.success(
                call.functionName() + " for " + call.event().eventType()));
        EventManager custom = builder().functions(invoker).build();
        custom.subscriptions()
                .create(Subscription.builder("s").functionName("remote").build());

        assertThat(custom.emit(event("a")).await(PATIENCE))
                .containsExactly(new DeliveryOutcome.Done("s", "remote", 1, "remote for a"));
        custom.close();
    }

    @Test
    void close_byWhoWaitsForAnOutcome_doesNotWaitForItself() throws Exception {
        functions.registerAsync("never", call -> new CompletableFuture<>());
        EventManager system = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(functions)
                .closeGrace(Duration.ofMillis(50))
                .build();
        system.subscriptions()
                .create(Subscription.builder("s").functionName("never").build());
        CompletableFuture<Void> closedByDependent =
                system.emit(event("a")).completion().thenRun(system::close);

        system.close();

        closedByDependent.get(20, SECONDS);
    }

    @Test
    void close_callsOffTheTimersOfRetries() {
        functions.register("f", call -> FunctionResult.retryAfter(Duration.ofHours(1), new IllegalStateException()));
        EventManager impatient = builder().closeGrace(Duration.ZERO).build();
        impatient
                .subscriptions()
                .create(Subscription.builder("s").functionName("f").build());
        impatient.emit(event("a"));
        await().until(() -> time.timers() == 1);

        impatient.close();

        assertThat(time.timers()).isZero();
    }

    @Test
    void deliver_onAnExecutorThatFails_triesAgainLater() {
        AtomicInteger failures = new AtomicInteger(3);
        functions.register("f", call -> "ran");
        EventManager shaky = builder()
                .maxInFlight(1)
                .executor(task -> {
                    switch (failures.getAndDecrement()) {
                        case 3, 1 -> throw new IllegalStateException("on purpose");
                        case 2 -> throw new OutOfMemoryError("no thread, on purpose");
                        default -> threads.execute(task);
                    }
                })
                .build();
        shaky.subscriptions().create(Subscription.builder("s").functionName("f").build());

        List<Emission> emissions = List.of(shaky.emit(event("a")), shaky.emit(event("b")));

        assertThat(emissions)
                .allSatisfy(emission -> assertThat(outcome(emission).isDone()).isTrue());
        shaky.close();
    }

    @Test
    void deliver_onTheCallersThread_toVeryMany_doesNotNest() {
        AtomicInteger deepest = new AtomicInteger();
        functions.registerVoid(
                "f", call -> deepest.accumulateAndGet(new Throwable().getStackTrace().length, Math::max));
        EventManager direct =
                builder().executor(Runnable::run).maxInFlight(100_000).build();
        for (int i = 0; i < 2_000; i++) {
            direct.subscriptions()
                    .create(Subscription.builder("s" + i).functionName("f").build());
        }

        assertThat(direct.emit(event("a")).await(PATIENCE)).hasSize(2_000).allMatch(DeliveryOutcome::isDone);

        assertThat(deepest).hasValueLessThan(300);
        direct.close();
    }

    @Test
    void emit_onTheCallersThread_keepsTheInterrupt() {
        functions.register("f", call -> Thread.currentThread().isInterrupted());
        EventManager direct = builder().executor(Runnable::run).build();
        direct.subscriptions()
                .create(Subscription.builder("s").functionName("f").build());

        Thread.currentThread().interrupt();
        Emission emission = direct.emit(event("a"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(emission.deliveries().get(0).outcomeNow()).isEqualTo(new DeliveryOutcome.Done("s", "f", 1, false));
        direct.close();
    }

    @Test
    void emit_byWhoHearsOfAnAsynchronousEnd_findsItsPlaceFree() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        functions.registerAsync("f", call -> answer);
        EventManager small = builder()
                .deliveryEngine(DeliveryEngine.inMemory(1, WhenFull.refuse()))
                .build();
        small.subscriptions().create(Subscription.builder("s").functionName("f").build());
        CompletableFuture<Emission> second =
                small.emit(event("a")).completion().thenApply(ends -> small.emit(event("b")));

        await().until(() -> small.statistics().pending() == 1);
        answer.complete("done");

        assertThat(outcome(second.get(20, SECONDS)).isDone()).isTrue();
        small.close();
    }

    @Test
    void deliver_byAPolicyThatNobodyChecked_stillEnds() {
        functions.register("f", call -> {
            throw new IllegalStateException();
        });
        store.insert(Subscription.builder("s")
                .functionName("f")
                .policy(DeliveryPolicy.builder()
                        .backoff(Duration.ofDays(200_000))
                        .maxBackoff(Duration.ofSeconds(-1))
                        .build())
                .build());

        assertThat(outcome(events.emit(event("a"))))
                .isInstanceOfSatisfying(
                        DeliveryOutcome.Dead.class,
                        dead -> assertThat(dead.attempts()).isEqualTo(3));
    }

    @Test
    void deliver_ofAnExceptionThatCannotBeRead_stillEnds() {
        functions.register("f", call -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new IllegalStateException("on purpose");
                }
            };
        });
        subscribe("s", "*", "f");

        assertThat(outcome(events.emit(event("a")))).isInstanceOf(DeliveryOutcome.Dead.class);
    }

    @Test
    void subscriptions_fromManyThreads_eachSeesItsOwnChange() throws Exception {
        functions.register("f", call -> "ok");
        int writers = 4;
        CyclicBarrier start = new CyclicBarrier(writers);
        List<CompletableFuture<Void>> all = new java.util.ArrayList<>();
        ExecutorService writing = Executors.newFixedThreadPool(writers);
        for (int w = 0; w < writers; w++) {
            String type = "type" + w;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            start.await();
                        } catch (Exception impossible) {
                            throw new AssertionError(impossible);
                        }
                        for (int i = 0; i < 200; i++) {
                            subscribe(type, type, "f");
                            assertThat(events.emit(event(type)).deliveries()).hasSize(1);
                            events.subscriptions().delete(type);
                            assertThat(events.emit(event(type)).deliveries()).isEmpty();
                        }
                    },
                    writing));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(50, SECONDS);
        writing.shutdown();
    }
}
