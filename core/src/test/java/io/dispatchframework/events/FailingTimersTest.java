package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.ForwardingTime;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A time source that tells the time and sets no timers, as one whose threads the host has shut down too early. */
@Timeout(60)
class FailingTimersTest extends DeliveryFixture {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private volatile boolean failing = true;
    private volatile boolean runsTheTaskAllTheSame;

    private final TimeSource fragile = new ForwardingTime(time) {
        @Override
        public Timer schedule(Duration delay, Runnable task) {
            if (!failing) {
                return super.schedule(delay, task);
            }
            if (runsTheTaskAllTheSame) {
                super.schedule(delay, task);
            }
            throw new RejectedExecutionException("the timers are shut down");
        }
    };

    private final EventManager events = build(builder().timeSource(fragile));

    FailingTimersTest() {
        functions.register("flaky", call -> {
            started.add(call.event().eventType() + " after " + time.nanos() / 1_000_000_000 + " s");
            return call.attempt() == 1
                    ? FunctionResult.retryAfter(SECOND, new IllegalStateException("on purpose"))
                    : "mended";
        });
    }

    @Test
    void retry_isMadeWhenItIsTime() {
        subscribe(events, "s", "flaky", policy());
        Emission emission = events.emit(event("a"));
        awaitThat(() -> started.contains("a after 0 s"));

        assertThat(outcome(emission)).isEqualTo(new DeliveryOutcome.Done("s", "flaky", 2, "mended"));
        assertThat(started).hasSize(2).last().isNotEqualTo("a after 0 s");
    }

    @Test
    void retry_byASourceThatFailsAndRunsTheTaskAllTheSame_isMadeOnce() {
        runsTheTaskAllTheSame = true;
        subscribe(events, "s", "flaky", policy());
        subscribe(events, "t", "flaky", policy());

        Emission emission = events.emit(event("a"));
        passTimeUntil(() -> emission.completion().isDone());
        passTimeUntil(() -> time.timers() == 0);

        assertThat(events.statistics().attempts()).isEqualTo(4);
        assertThat(events.statistics().ignoredSettlements()).isZero();
    }

    @Test
    void retry_inALane_isFollowedByTheNext() {
        subscribe(events, "s", "flaky", policy().order(Order.bySource()));
        Emission first = events.emit(event("a"));
        Emission second = events.emit(event("b"));

        assertThat(outcome(first).isDone()).isTrue();
        assertThat(outcome(second).isDone()).isTrue();
        assertThat(started.stream().map(each -> each.substring(0, 1))).containsExactly("a", "a", "b", "b");
    }

    @Test
    void timeout_endsTheAttempt_alsoWhenTimersAreSetAgain() {
        subscribe(events, "s", "open", policy().timeout(SECOND).maxAttempts(1));

        DeliveryOutcome whileFailing = outcome(events.emit(event("a")));
        failing = false;
        DeliveryOutcome afterwards = outcome(events.emit(event("b")));

        assertThat(Stream.of(whileFailing, afterwards))
                .allSatisfy(end -> assertThat(end)
                        .asInstanceOf(type(DeliveryOutcome.Dead.class))
                        .satisfies(dead -> assertThat(dead.failure().message()).startsWith("TimeoutException")));
    }

    @Test
    void maxPerSecond_letsAllThrough() {
        subscribe(events, "s", "ok", policy().maxPerSecond(1.0));

        List<Emission> emissions = events.emitAll(List.of(event("a"), event("b"), event("c")));

        assertThat(emissions)
                .allSatisfy(emission -> assertThat(outcome(emission).isDone()).isTrue());
    }

    @Test
    void waitForRoom_endsWhenPatienceDoes() {
        EventManager full = build(
                builder().timeSource(fragile).deliveryEngine(DeliveryEngine.inMemory(1, WhenFull.waitUpTo(SECOND))));
        subscribe(full, "s", "open", policy());
        full.emit(event("a"));

        CompletableFuture<Emission> waiting = CompletableFuture.supplyAsync(() -> full.emit(event("b")), threads);
        passTimeUntil(waiting::isDone);

        assertThat(outcomeNow(waiting.join())).isInstanceOf(DeliveryOutcome.Refused.class);
    }

    @Test
    void subscription_thatExpires_isStoredAndLeaves() {
        Subscription leased = Subscription.builder("s")
                .functionName("ok")
                .expiresAt(time.now().plus(SECOND))
                .build();

        events.subscriptions().create(leased);
        time.advance(SECOND);

        assertThat(events.emit(event("a")).deliveries()).isEmpty();
    }

    @Test
    void close_endsWithTheGracePeriod() {
        EventManager closing = build(builder().timeSource(fragile).closeGrace(SECOND));
        subscribe(closing, "s", "open", policy());
        Emission emission = closing.emit(event("a"));
        awaitThat(() -> open.containsKey("a"));

        CompletableFuture<Void> closed = CompletableFuture.runAsync(closing::close, threads);
        passTimeUntil(closed::isDone);

        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Cancelled.class);
    }

    @Test
    void close_cancelsWhatWaitsForItsRetry() {
        subscribe(events, "s", "flaky", policy());
        Emission emission = events.emit(event("a"));
        awaitThat(() -> events.statistics().retries() == 1);

        events.close();
        time.advance(SECOND);

        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Cancelled.class);
    }

    @Test
    void health_saysSo_untilATimerIsSetAgain() {
        subscribe(events, "s", "flaky", policy());
        assertThat(events.health().isHealthy()).isTrue();

        Emission first = events.emit(event("a"));
        awaitThat(() -> !events.health().isHealthy());
        assertThat(events.health().problems())
                .singleElement()
                .asString()
                .contains("time source", "RejectedExecutionException: the timers are shut down");
        assertThat(outcome(first).isDone()).isTrue();

        failing = false;
        assertThat(outcome(events.emit(event("b"))).isDone()).isTrue();
        assertThat(events.health().isHealthy()).isTrue();
    }
}
