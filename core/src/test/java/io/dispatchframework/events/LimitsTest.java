package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.delivery.DeliveryHandler;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.delivery.Intake;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.time.ForwardingTime;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bounds of a subscription: how many at once, and how many in a second. */
@Timeout(60)
class LimitsTest extends DeliveryFixture {

    /** When the function {@code timed} was started, in milliseconds. */
    private final List<Long> starts = new CopyOnWriteArrayList<>();

    private final EventManager byHand = build(builder().executor(tasks::add));

    LimitsTest() {
        functions.registerVoid("timed", call -> starts.add(time.nanos() / 1_000_000));
    }

    private static List<Emission> emit(EventManager events, int first, int count) {
        List<Emission> emissions = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            emissions.add(events.emit(event("e" + i)));
        }
        return emissions;
    }

    private void complete(String type) {
        open.remove(type).complete("done");
    }

    /** Ends what is open, and what comes after it, and asserts how many there were at once. */
    private void completeAll(int mostAtOnce) {
        while (!open.isEmpty()) {
            assertThat(open).hasSizeLessThanOrEqualTo(mostAtOnce);
            complete(open.keySet().iterator().next());
            runTasks();
        }
    }

    @Test
    void maxAtOnce_isNeverExceeded_andNobodyStarves() {
        EventManager events = build(builder());
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        functions.registerVoid("counting", call -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            running.decrementAndGet();
        });
        subscribe(events, "s", "counting", policy().maxAtOnce(2));

        List<Emission> emissions = emit(events, 0, 500);

        assertThat(emissions)
                .allSatisfy(emission -> assertThat(emission.await(PATIENCE)).allMatch(DeliveryOutcome::isDone));
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void maxAtOnce_letsThoseThroughFirstThatCameFirst() {
        subscribe(byHand, "s", "open", policy().maxAtOnce(1));
        emit(byHand, 0, 5);
        runTasks();

        completeAll(1);

        assertThat(started).containsExactly("e0", "e1", "e2", "e3", "e4");
    }

    @Test
    void maxAtOnce_raised_letsMoreThrough() {
        subscribe(byHand, "s", "open", policy().maxAtOnce(1));
        emit(byHand, 0, 5);
        runTasks();
        assertThat(open).hasSize(1);

        change("s", policy().maxAtOnce(3));
        runTasks();

        assertThat(open).hasSize(3);
        completeAll(3);
        assertThat(started).hasSize(5);
    }

    @Test
    void maxAtOnce_lifted_letsAllThrough() {
        subscribe(byHand, "s", "open", policy().maxAtOnce(1));
        emit(byHand, 0, 5);
        runTasks();

        change("s", policy().maxAtOnce(0));
        runTasks();

        assertThat(open).hasSize(5);
    }

    @Test
    void maxAtOnce_loweredWhileSomeAreOnTheirWay_holdsForThem() {
        subscribe(byHand, "s", "open", policy().maxAtOnce(4));
        emit(byHand, 0, 8);
        runTasks();
        assertThat(open).hasSize(4);
        List.of("e0", "e1", "e2", "e3").forEach(this::complete); // four others are called in

        change("s", policy().maxAtOnce(1));
        runTasks();

        assertThat(open).hasSize(1);
        completeAll(1);
        assertThat(started).hasSize(8);
    }

    @Test
    void maxAtOnce_pausedMeanwhile_goesOnAfterTheResume() {
        subscribe(byHand, "s", "open", policy().maxAtOnce(1));
        emit(byHand, 0, 4);
        runTasks();
        byHand.subscriptions().pause("s");
        complete("e0");
        runTasks();
        assertThat(open).isEmpty();
        emit(byHand, 4, 1);
        runTasks();

        byHand.subscriptions().resume("s");
        runTasks();

        assertThat(open).hasSize(1);
        completeAll(1);
        assertThat(started).hasSize(5);
    }

    @Test
    void maxAtOnce_deletedMeanwhile_cancelsThoseThatWait() {
        subscribe(byHand, "s", "open", policy().maxAtOnce(1));
        List<Emission> emissions = emit(byHand, 0, 3);
        runTasks();

        byHand.subscriptions().delete("s");
        runTasks();
        complete("e0");
        runTasks();

        assertThat(outcomeNow(emissions.get(0)).isDone()).isTrue();
        assertThat(outcomeNow(emissions.get(1))).isInstanceOf(DeliveryOutcome.Cancelled.class);
        assertThat(outcomeNow(emissions.get(2))).isInstanceOf(DeliveryOutcome.Cancelled.class);
    }

    /** The engine in memory, which lets some attempts wait on their way to the handler. */
    private static final class SlowEngine extends ForwardingEngine {

        private final List<Attempt> waiting = new ArrayList<>();
        private Predicate<Attempt> slow = attempt -> false;
        private @Nullable DeliveryHandler handler;

        @Override
        public EngineHandle start(DeliveryHandler given, Intake intake) {
            handler = given;
            return super.start(
                    attempt -> {
                        if (slow.test(attempt)) {
                            waiting.add(attempt);
                        } else {
                            given.handle(attempt);
                        }
                    },
                    intake);
        }

        void letWaitingGo() {
            slow = attempt -> false;
            waiting.forEach(attempt -> handler.handle(attempt));
        }
    }

    @Test
    void maxAtOnce_deletedAndCreatedAnew_isNotDisturbedByTheOldOnes() {
        SlowEngine engine = new SlowEngine();
        EventManager events = build(builder().executor(tasks::add).deliveryEngine(engine));
        subscribe(events, "s", "open", policy().maxAtOnce(1));
        List<Emission> old = emit(events, 0, 3);
        runTasks();
        engine.slow = attempt -> attempt.delivery().event().eventType().matches("e[12]");
        events.subscriptions().delete("s");
        runTasks();
        subscribe(events, "s", "open", policy().maxAtOnce(1));
        List<Emission> anew = emit(events, 3, 3);
        runTasks();
        assertThat(open).containsOnlyKeys("e0", "e3");

        engine.letWaitingGo();
        complete("e0");
        runTasks();

        assertThat(open).containsOnlyKeys("e3");
        completeAll(1);
        assertThat(anew)
                .allSatisfy(
                        emission -> assertThat(outcomeNow(emission).isDone()).isTrue());
        assertThat(outcomeNow(old.get(2))).isInstanceOf(DeliveryOutcome.Cancelled.class);
    }

    // ---------------------------------------------------------------- per second

    private EventManager direct() {
        return build(builder().executor(Runnable::run));
    }

    private void passTime(Duration span, Duration step) {
        for (Duration passed = Duration.ZERO; passed.compareTo(span) < 0; passed = passed.plus(step)) {
            time.advance(step);
        }
    }

    @Test
    void maxPerSecond_startsTheFirstAtOnceAndTheOthersEvenlySpaced() {
        EventManager events = direct();
        subscribe(events, "s", "timed", policy().maxPerSecond(4.0));

        emit(events, 0, 5);
        assertThat(starts).containsExactly(0L);
        time.advance(Duration.ofSeconds(10));

        assertThat(starts).containsExactly(0L, 250L, 500L, 750L, 1_000L);
    }

    @Test
    void maxPerSecond_ofAFraction_isSpacedBySeconds() {
        EventManager events = direct();
        subscribe(events, "s", "timed", policy().maxPerSecond(0.4));

        emit(events, 0, 3);
        time.advance(Duration.ofSeconds(10));

        assertThat(starts).containsExactly(0L, 2_500L, 5_000L);
    }

    @Test
    void maxPerSecond_afterTimeInWhichNobodyCame_savesNothingUp() {
        EventManager events = direct();
        subscribe(events, "s", "timed", policy().maxPerSecond(1.0));
        emit(events, 0, 1);
        time.advance(Duration.ofSeconds(100));

        emit(events, 1, 3);
        time.advance(Duration.ofSeconds(10));

        assertThat(starts).containsExactly(0L, 100_000L, 101_000L, 102_000L);
    }

    @Test
    void maxPerSecond_afterTimeInWhichAllWaitedForAPlace_savesNothingUp() {
        subscribe(byHand, "s", "open", policy().maxAtOnce(1).maxPerSecond(1.0));
        emit(byHand, 0, 4);
        runTasks();
        passTime(Duration.ofMinutes(1), Duration.ofSeconds(1));
        runTasks();
        assertThat(started).containsExactly("e0");

        complete("e0");
        runTasks();
        assertThat(started).containsExactly("e0", "e1");
        complete("e1");
        runTasks();
        assertThat(started).containsExactly("e0", "e1");

        time.advance(Duration.ofSeconds(1));
        runTasks();
        assertThat(started).containsExactly("e0", "e1", "e2");
    }

    @Test
    void maxPerSecond_whenTheTimerIsLate_catchesUp() {
        TimeSource late = new ForwardingTime(time) {
            @Override
            public Timer schedule(Duration delay, Runnable task) {
                return super.schedule(delay.plusMillis(250), task);
            }
        };
        EventManager events = build(builder().executor(Runnable::run).timeSource(late));
        subscribe(events, "s", "timed", policy().maxPerSecond(10.0));

        emit(events, 0, 100);
        passTime(Duration.ofSeconds(5), Duration.ofMillis(10));

        assertThat(starts.size()).isBetween(46, 51);
        for (int i = 0; i < starts.size(); i++) {
            assertThat(starts.get(i)).isGreaterThanOrEqualTo(i * 100L);
        }
    }

    @Test
    void maxPerSecond_raised_appliesAtOnce() {
        EventManager events = direct();
        subscribe(events, "s", "timed", policy().maxPerSecond(0.000_1)); // one in three hours
        emit(events, 0, 3);
        time.advance(Duration.ofSeconds(1));
        assertThat(starts).hasSize(1);

        change("s", policy().maxPerSecond(1.0));
        time.advance(Duration.ofSeconds(3));

        assertThat(starts).hasSize(3);
    }

    @Test
    void maxPerSecond_lifted_letsAllGo() {
        EventManager events = direct();
        subscribe(events, "s", "timed", policy().maxPerSecond(0.000_1));
        emit(events, 0, 3);

        change("s", policy().maxPerSecond(0.0));

        assertThat(starts).hasSize(3);
    }

    @Test
    void maxPerSecond_countsRetriesToo() {
        EventManager events = direct();
        functions.registerVoid("failing", call -> {
            starts.add(time.nanos() / 1_000_000);
            throw new IllegalStateException("on purpose");
        });
        subscribe(events, "s", "failing", policy().maxPerSecond(1.0).maxAttempts(3));

        emit(events, 0, 1);
        time.advance(Duration.ofSeconds(10));

        assertThat(starts).containsExactly(0L, 1_000L, 2_000L);
    }

    @Test
    void limits_andOrder_goTogether() {
        EventManager events = build(builder());
        subscribe(events, "s", "ok", policy().maxAtOnce(1).order(Order.bySource()));
        List<String> types = IntStream.range(0, 100).mapToObj(i -> "e" + i).toList();

        List<Emission> emissions = emit(events, 0, 100);

        assertThat(emissions)
                .allSatisfy(emission -> assertThat(emission.await(PATIENCE)).allMatch(DeliveryOutcome::isDone));
        assertThat(started).containsExactlyElementsOf(types);
    }
}
