package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.Order;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that take too long, do not end, or end in ways of their own. */
@Timeout(60)
class TimeoutsTest extends DeliveryFixture {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final CountDownLatch functionEnds = new CountDownLatch(1);
    private final EventManager events = build(builder());

    private void registerStubborn(String name) {
        functions.register(name, call -> {
            started.add(call.event().eventType());
            if (started.size() == 1) {
                waitStubbornly(functionEnds);
                return "late";
            }
            return "in time";
        });
    }

    @Test
    void timeout_interruptsTheFunction_andTheNextAttemptRuns() {
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicBoolean leaked = new AtomicBoolean();
        functions.register("slow", call -> {
            started.add("attempt " + call.attempt());
            if (call.attempt() == 1) {
                try {
                    testIsOver.await();
                } catch (InterruptedException expected) {
                    interrupted.set(true);
                    throw expected;
                }
            }
            leaked.set(Thread.currentThread().isInterrupted());
            return "second";
        });
        subscribe(events, "s", "slow", policy().timeout(SECOND));
        Emission emission = events.emit(event("a"));
        awaitThat(() -> started.size() == 1);

        time.advance(Duration.ofMillis(999));
        assertThat(events.statistics().timeouts()).isZero();
        time.advance(Duration.ofMillis(1));

        assertThat(outcome(emission)).isEqualTo(new DeliveryOutcome.Done("s", "slow", 2, "second"));
        awaitThat(() -> events.statistics().lateEnds() == 1);
        assertThat(interrupted).isTrue();
        assertThat(leaked).isFalse();
        assertThat(events.statistics().timeouts()).isEqualTo(1);
        assertThat(events.statistics().running()).isZero();
    }

    @Test
    void timeout_ofTheLastAttempt_isDeadAndNamesIt() {
        functions.registerVoid("slow", call -> testIsOver.await());
        subscribe(events, "s", "slow", policy().timeout(SECOND).maxAttempts(1));

        assertThat(outcome(events.emit(event("a"))))
                .asInstanceOf(type(DeliveryOutcome.Dead.class))
                .satisfies(dead -> assertThat(dead.failure().message())
                        .isEqualTo("TimeoutException: the function 'slow' did not end within PT1S,"
                                + " the time-out of an attempt"));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE})
    void policy_storedPastTheManager_withTimesAndBoundsThatBreakRules_stillDelivers(long seconds) {
        subscribe(events, "s", "ok", policy());
        change(
                "s",
                policy().timeout(Duration.ofSeconds(seconds))
                        .maxAtOnce(-1)
                        .maxPerSecond(-1.0)
                        .maxHeld(-1));

        // Attempts without number would be the other end.
        Emission emission = events.emit(event("a"));
        awaitThat(() -> emission.completion().isDone());

        assertThat(events.statistics().attempts()).isEqualTo(1);
    }

    @Test
    void close_byWhatHangsOnATimeOut_doesNotWaitForTheTimeOutsBehindIt() {
        EventManager other =
                build(builder().closeGrace(Duration.ofDays(1)).subscriptionStore(new TestSubscriptionStore()));
        functions.registerVoid("slow", call -> {
            started.add(call.event().eventType());
            waitStubbornly(testIsOver);
        });
        subscribe(other, "s", "slow", policy().timeout(SECOND).maxAttempts(1));
        Emission first = other.emit(event("a"));
        awaitThat(() -> started.size() == 1);
        time.advance(Duration.ofMillis(500));
        Emission second = other.emit(event("b"));
        awaitThat(() -> started.size() == 2);
        CompletableFuture<Void> closing = first.completion().thenRun(other::close);

        time.advance(Duration.ofMillis(500));
        awaitThat(closing::isDone);
        time.advance(Duration.ofMillis(500));
        awaitThat(() -> second.completion().isDone());

        assertThat(outcomeNow(second)).isInstanceOf(DeliveryOutcome.Dead.class);
        other.close();
    }

    @Test
    void timeout_ignoredByTheFunction_itsLateResultIsIgnoredAndCounted() {
        registerStubborn("stubborn");
        subscribe(events, "s", "stubborn", policy().timeout(SECOND).maxAttempts(1));
        Emission emission = events.emit(event("a"));
        awaitThat(() -> started.size() == 1);

        DeliveryOutcome dead = outcome(emission);
        assertThat(dead).isInstanceOf(DeliveryOutcome.Dead.class);
        assertThat(events.statistics().running()).isEqualTo(1);
        assertThat(events.statistics().abandoned()).isEqualTo(1);

        functionEnds.countDown();

        awaitThat(() -> events.statistics().lateEnds() == 1);
        assertThat(outcomeNow(emission)).isEqualTo(dead);
        assertThat(events.statistics().running()).isZero();
        assertThat(events.statistics().abandoned()).isZero();
    }

    @Test
    void timeout_ignoredByTheFunction_itKeepsItsPlaceAmongThoseAtOnce() {
        registerStubborn("stubborn");
        subscribe(
                events, "s", "stubborn", policy().timeout(SECOND).maxAttempts(1).maxAtOnce(1));
        Emission first = events.emit(event("a"));
        awaitThat(() -> started.size() == 1);
        Emission second = events.emit(event("b"));
        assertThat(outcome(first)).isInstanceOf(DeliveryOutcome.Dead.class);

        time.advance(Duration.ofMinutes(1));
        assertThat(started).containsExactly("a");

        functionEnds.countDown();
        assertThat(outcome(second).isDone()).isTrue();
        assertThat(started).containsExactly("a", "b");
    }

    @Test
    void timeout_ignoredByTheFunction_itKeepsItsLane() {
        registerStubborn("stubborn");
        subscribe(
                events, "s", "stubborn", policy().timeout(SECOND).maxAttempts(1).order(Order.bySource()));
        Emission first = events.emit(event("a"));
        awaitThat(() -> started.size() == 1);
        Emission second = events.emit(event("b"));
        assertThat(outcome(first)).isInstanceOf(DeliveryOutcome.Dead.class);

        time.advance(Duration.ofMinutes(1));
        assertThat(started).containsExactly("a");

        functionEnds.countDown();
        assertThat(outcome(second).isDone()).isTrue();
    }

    @Test
    void timeout_ofAStage_cancelsIt() {
        subscribe(events, "s", "open", policy().timeout(SECOND).maxAttempts(1));

        assertThat(outcome(events.emit(event("a")))).isInstanceOf(DeliveryOutcome.Dead.class);

        awaitThat(() -> open.get("a").isCancelled());
        awaitThat(() -> events.statistics().running() == 0);
    }

    @Test
    void timeout_ofAStageThatCannotBeCancelled_isOverAllTheSame() {
        CompletableFuture<Object> never = new CompletableFuture<>();
        functions.registerAsync("never", call -> never.minimalCompletionStage());
        subscribe(events, "s", "never", policy().timeout(SECOND).maxAttempts(1));

        Emission emission = events.emit(event("a"));
        assertThat(outcome(emission)).isInstanceOf(DeliveryOutcome.Dead.class);

        awaitThat(() -> events.statistics().timeouts() == 1);
        never.complete("late");
        awaitThat(() -> events.statistics().abandoned() == 0);
        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Dead.class);
    }

    @Test
    void timeout_zero_isNone() {
        subscribe(events, "s", "open", policy().timeout(Duration.ZERO));
        Emission emission = events.emit(event("a"));
        awaitThat(() -> open.containsKey("a"));

        time.advance(Duration.ofDays(365));
        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Pending.class);

        events.close();
        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Cancelled.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void timeout_ofManyAtOnce_endsEach_alsoBehindOneWhoseCancellationThrows(boolean anError) {
        FunctionInvoker touchy = call -> new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                if (anError) {
                    throw new LinkageError("on purpose");
                }
                throw new IllegalStateException("on purpose");
            }
        };
        EventManager all = build(builder().functions(touchy));
        subscribe(all, "s", "f", policy().timeout(SECOND).maxAttempts(1));
        List<Emission> emissions = all.emitAll(List.of(event("a"), event("b"), event("c"), event("d"), event("e")));
        awaitThat(() -> all.statistics().running() == 5);

        time.advance(SECOND);

        assertThat(emissions)
                .allSatisfy(emission -> assertThat(outcome(emission)).isInstanceOf(DeliveryOutcome.Dead.class));
    }

    @Test
    void timeout_thatIsNotToldYet_isCountedBeforeTheLateEnd() {
        functions.registerVoid("slow", call -> {
            started.add(call.event().eventType());
            testIsOver.await();
        });
        subscribe(events, "s", "slow", policy().timeout(SECOND).maxAttempts(1));
        Emission first = events.emit(event("a"));
        CompletableFuture<Void> told = first.completion().thenRun(() -> waitStubbornly(functionEnds));
        awaitThat(() -> started.size() == 1);
        time.advance(SECOND); // who tells of time-outs is busy from here on
        events.emit(event("b"));
        awaitThat(() -> started.size() == 2);
        time.advance(SECOND);

        awaitThat(() -> events.statistics().lateEnds() == 2);
        assertThat(events.statistics().timeouts()).isEqualTo(2);
        assertThat(events.statistics().abandoned()).isZero();
        functionEnds.countDown();
        awaitThat(told::isDone);
    }

    @Test
    void policy_changedThroughTheStore_appliesFromTheNextAttempt() {
        functions.registerVoid("slow", call -> {
            started.add("attempt " + call.attempt());
            testIsOver.await();
        });
        subscribe(events, "s", "slow", policy().timeout(SECOND).maxAttempts(3));
        Emission emission = events.emit(event("a"));
        awaitThat(() -> started.size() == 1);

        change("s", policy().timeout(Duration.ofHours(1)).maxAttempts(2));
        time.advance(SECOND); // the first attempt goes by the policy that it began with
        passTimeUntil(() -> started.size() == 2);
        time.advance(Duration.ofMinutes(59));
        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Pending.class);
        time.advance(Duration.ofMinutes(1));

        assertThat(outcome(emission)).returns(2, DeliveryOutcome::attempts).isInstanceOf(DeliveryOutcome.Dead.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "overflow", "interrupted", "null stage", "null result", "failed stage"})
    void function_thatEndsBadly_isTriedAgain(String how) {
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        FunctionInvoker invoker = call -> {
            if (call.attempt() == 2) {
                interrupted.set(Thread.currentThread().isInterrupted());
                return CompletableFuture.completedFuture(FunctionResult.success("mended"));
            }
            return switch (how) {
                case "error" -> throw new AssertionError("on purpose");
                case "overflow" -> overflow(call.attempt());
                case "interrupted" -> {
                    Thread.currentThread().interrupt();
                    yield CompletableFuture.failedFuture(new InterruptedException());
                }
                case "null stage" -> null;
                case "null result" -> CompletableFuture.completedFuture(null);
                default -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
            };
        };
        EventManager own = build(builder().functions(invoker));
        subscribe(own, "s", "f", policy());

        assertThat(outcome(own.emit(event("a")))).isEqualTo(new DeliveryOutcome.Done("s", "f", 2, "mended"));
        assertThat(interrupted).hasValue(false);
    }

    private static CompletionStage<FunctionResult> overflow(int depth) {
        return depth == 0 // it starts at 1
                ? CompletableFuture.completedFuture(null)
                : overflow(depth + 1).thenApply(result -> result);
    }

    @Test
    void stage_thatCompletesTwice_countsOnce() {
        AtomicInteger calls = new AtomicInteger();
        FunctionInvoker twice = call -> new CompletableFuture<>() {
            @Override
            public CompletableFuture<FunctionResult> whenComplete(
                    BiConsumer<? super FunctionResult, ? super Throwable> action) {
                calls.addAndGet(2);
                action.accept(FunctionResult.success("first"), null);
                action.accept(null, new IllegalStateException("second"));
                return this;
            }
        };
        EventManager own = build(builder().functions(twice));
        subscribe(own, "s", "f", policy().timeout(SECOND));

        assertThat(outcome(own.emit(event("a")))).isEqualTo(new DeliveryOutcome.Done("s", "f", 1, "first"));
        assertThat(calls).hasValue(2);
        assertThat(own.statistics().attempts()).isEqualTo(1);
        assertThat(own.statistics().running()).isZero();
    }
}
