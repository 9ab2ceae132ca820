package io.dispatchframework.events.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.Capability;
import io.dispatchframework.events.delivery.DeliveryHandler;
import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.delivery.Intake;
import io.dispatchframework.events.delivery.Settlement;
import io.dispatchframework.events.event.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DeliveryEngine} must do, as documented there; extend this class to test an engine.
 *
 * <p>Each test has an engine of its own, empty, made by {@link #createEngine}. The engine lives by a {@link ManualTime},
 * which passes while a test waits for it, in small steps; so an engine that polls is asked for no more than its turn.
 * The tests wait, in real time, up to {@link #patience()}. Random tests use {@link #seed()} and tell it when they fail.
 *
 * <p>Time passes only while the engine rests: while each task that it gave to the executor has ended, or stands in a
 * handler that the test keeps from returning. So a retry that comes too early is seen to be, however slow the machine,
 * and what an engine should not do has been done by the time at which a test looks; unless it {@link #keepsThreads()}.
 *
 * <p>What depends on a {@link Capability} is skipped where the engine does not declare it.
 *
 * @since 0.1
 */
public abstract class DeliveryEngineContract {

    private static final int ROOMY = 100_000;
    private static final int MAX_IN_FLIGHT = 4;
    private static final int THREADS = 32;

    /** How many attempts may have been given up for each that may be under way, for a number to count as bounded. */
    private static final int GIVEN_UP_FOR_EACH = 4;

    private static final Duration STEP = Duration.ofMillis(10);
    private static final Settlement DONE = new Settlement.Done();
    private static final Settlement HOLD = new Settlement.Hold();
    private static final Failure FAILURE = new Failure("on purpose", null);

    /** The time that the engine of the test lives by. */
    protected final ManualTime time = new ManualTime();

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Queue<Handed> handed = new ConcurrentLinkedQueue<>();
    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private final Bustle bustle = new Bustle();
    private @Nullable DeliveryEngine engine;
    private @Nullable EngineHandle handle;

    /** For JUnit, which makes an instance for each test. */
    protected DeliveryEngineContract() {}

    /**
     * Makes an engine that was not started; the test starts, stops and closes it.
     *
     * @param capacity how many deliveries it has room for, where it is bounded; what is beyond it refuses at once
     * @return a new engine, which shares nothing with those made before
     */
    protected abstract DeliveryEngine createEngine(int capacity);

    /**
     * Tells how long the tests wait, in real time, for what an engine does later.
     *
     * @return ten seconds, unless overridden
     */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    /**
     * Tells the seed of the random tests.
     *
     * @return the system property {@code dispatch.testkit.seed}, or another one each time
     */
    protected long seed() {
        return Long.getLong("dispatch.testkit.seed", System.nanoTime());
    }

    /**
     * Tells whether tasks of the engine go on, on the executor of the {@link Intake}, while it has nothing to do.
     *
     * <p>The tests cannot tell then when it rests, and see less surely what it does wrong.
     *
     * @return {@code false}, unless overridden
     */
    protected boolean keepsThreads() {
        return false;
    }

    /** Stops and closes the engine of the test. */
    @AfterEach
    final void closeEngine() {
        testIsOver.countDown();
        if (handle != null) {
            handle.stop();
        }
        if (engine != null) {
            engine.close();
        }
        threads.shutdownNow();
    }

    // ---------------------------------------------------------------- start, enqueue

    /** An engine serves one manager. */
    @Test
    public void start_twice_isRefused() {
        start(attempt -> DONE);

        assertThatIllegalStateException()
                .isThrownBy(() -> engine().start(attempt -> {}, new Intake(threads, time, MAX_IN_FLIGHT)));
    }

    /** Every delivery that was taken is handed out, and ends with its settlement. */
    @Test
    public void enqueue_severalDeliveries_handsOutEachOnce() {
        start(attempt -> DONE);

        for (int i = 0; i < 10; i++) {
            assertAccepted(enqueue(deliveries(i * 10, 10)));
        }

        drain();
        assertThat(handedOut()).containsExactlyInAnyOrderElementsOf(labels(0, 100));
    }

    /** The handler gets what was enqueued, as its first attempt. */
    @Test
    public void enqueue_delivery_handsItOutAsItIs() {
        start(attempt -> DONE);
        Delivery given = Delivery.of(event("a").toBuilder().data("payload").build(), "subscription", 42, null);

        assertAccepted(enqueue(List.of(given)));

        drain();
        assertThat(handed).singleElement().satisfies(one -> {
            Delivery got = one.attempt.delivery();
            assertThat(got.id()).isEqualTo(given.id());
            assertThat(got.event()).isEqualTo(given.event());
            assertThat(got.subscriptionName()).isEqualTo("subscription");
            assertThat(got.subscriptionCreatedRevision()).isEqualTo(42);
            assertThat(one.attempt.number()).isEqualTo(1);
            assertThat(one.attempt.takenAlong()).isNull();
        });
    }

    /** What is enqueued together is taken together, or refused together. */
    @Test
    public void enqueue_moreThanThereIsRoomFor_takesAllOrNone() {
        start(createEngine(10), threads, attempt -> null);
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            if (enqueue(deliveries(i * 4, 4)) instanceof EnqueueResult.Accepted) {
                accepted.addAll(labels(i * 4, 4));
            }
        }

        settleEverything();

        assertThat(handedOut()).containsExactlyInAnyOrderElementsOf(accepted);
    }

    /** A handler that enqueues must not have to wait for itself. */
    @Test
    public void enqueue_byTheHandlerWhenFull_doesNotWait() {
        List<EnqueueResult> answers = new ArrayList<>();
        CountDownLatch asked = new CountDownLatch(1);
        start(createEngine(1), threads, attempt -> {
            if (label(attempt.delivery()).equals("a")) {
                try {
                    for (int i = 0; i < 5; i++) {
                        answers.add(engine().enqueue(deliveries(i, 1), false)
                                .toCompletableFuture()
                                .get(patience().toMillis(), TimeUnit.MILLISECONDS));
                    }
                } finally {
                    asked.countDown();
                }
            } else {
                bustle.restUntil(asked); // and makes no room yet
            }
            return DONE;
        });

        enqueue(List.of(delivery("a")));
        drain();

        assertThat(answers).hasSize(5);
        assertThat(handedOut())
                .hasSize(1
                        + (int) answers.stream()
                                .filter(EnqueueResult.Accepted.class::isInstance)
                                .count());
    }

    /** An engine that declares it ignores an id that it holds. */
    @Test
    public void enqueue_idThatIsHeld_isIgnored() {
        start(attempt -> null);
        assumeTrue(engine().capabilities().contains(Capability.DEDUPLICATES), "it does not declare DEDUPLICATES");
        assertAccepted(enqueue(List.of(delivery("a"))));

        assertAccepted(enqueue(List.of(delivery("a"), delivery("b"))));

        settleEverything();
        assertThat(handedOut()).containsExactlyInAnyOrder("a", "b");
    }

    // ---------------------------------------------------------------- settlements

    /** Dead is an end. */
    @Test
    public void settle_dead_endsTheDelivery() {
        start(attempt -> new Settlement.Dead(FAILURE));
        enqueue(deliveries(0, 3));

        drain();

        assertThat(handedOut()).containsExactlyInAnyOrderElementsOf(labels(0, 3));
    }

    /** A retry is charged, and comes when its time has come, not before. */
    @Test
    public void settle_retry_isChargedAndNotEarly() {
        start(attempt -> attempt.number() <= 2
                ? new Settlement.Retry(Duration.ofMillis(attempt.number() * 105L), FAILURE)
                : DONE);
        enqueue(List.of(delivery("a")));

        drain();

        assertThat(numbers()).containsExactly(1, 2, 3);
        List<Long> at = handed.stream().map(Handed::at).toList();
        assertThat(at.get(1) - at.get(0))
                .isGreaterThanOrEqualTo(Duration.ofMillis(105).toNanos());
        assertThat(at.get(2) - at.get(1))
                .isGreaterThanOrEqualTo(Duration.ofMillis(210).toNanos());
    }

    /** A release gives the charge back. */
    @Test
    public void settle_release_isOfferedAgainAndNotCharged() {
        start(attempt -> handed.size() == 1
                ? new Settlement.Release()
                : handed.size() == 2
                        ? new Settlement.Retry(Duration.ZERO, FAILURE)
                        : handed.size() == 3 ? new Settlement.Release() : DONE);
        enqueue(List.of(delivery("a")));

        drain();

        assertThat(numbers()).containsExactly(1, 1, 2, 2);
    }

    /** The first settlement counts; others are ignored, and counted. */
    @Test
    public void settle_twice_ignoresAndCountsTheSecond() {
        AtomicBoolean second = new AtomicBoolean(true);
        EngineHandle started = start(attempt -> {
            assertThat(attempt.settle(DONE)).isTrue();
            second.set(attempt.settle(new Settlement.Retry(Duration.ZERO, FAILURE)));
            return null;
        });
        enqueue(List.of(delivery("a")));

        await("the attempt", () -> handed.size() == 1);
        letThingsHappen();
        drain();

        assertThat(second).isFalse();
        assertThat(started.ignoredSettlements()).isEqualTo(1);
        assertThat(handedOut()).containsExactly("a");
    }

    /** A settlement of an attempt whose delivery is at a later one is ignored, too. */
    @Test
    public void settle_attemptThatIsOutOfDate_isIgnoredAndCounted() {
        EngineHandle started =
                start(attempt -> attempt.number() == 1 ? new Settlement.Retry(Duration.ZERO, FAILURE) : null);
        enqueue(List.of(delivery("a")));
        await("the second attempt", () -> handed.size() == 2);
        List<Handed> both = List.copyOf(handed);

        assertThat(both.get(0).attempt.settle(DONE)).isFalse();
        assertThat(started.ignoredSettlements()).isEqualTo(1);
        assertThat(started.drain().toCompletableFuture()).isNotDone();
        assertThat(both.get(1).attempt.settle(DONE)).isTrue();
        drain();
    }

    /** Of many who settle at once, one does. */
    @Test
    public void settle_byManyAtOnce_countsOnce() {
        EngineHandle started = start(attempt -> null);
        int rounds = 200;
        AtomicInteger counted = new AtomicInteger();
        for (int i = 0; i < rounds; i++) {
            enqueue(deliveries(i, 1));
            int expected = i + 1;
            await("the attempt", () -> handed.size() == expected);
            Attempt attempt = last().attempt;
            inParallel(2, thread -> {
                if (attempt.settle(DONE)) {
                    counted.incrementAndGet();
                }
            });
        }

        drain();
        assertThat(counted).hasValue(rounds);
        assertThat(started.ignoredSettlements()).isEqualTo(rounds);
    }

    /** An attempt may be settled by another thread while its handler runs, and the delivery goes on. */
    @Test
    public void settle_beforeTheHandlerReturns_counts() {
        CountDownLatch functionEnds = new CountDownLatch(1);
        start(attempt -> {
            if (attempt.number() == 1) {
                bustle.restUntil(functionEnds);
                return null;
            }
            return DONE;
        });
        enqueue(List.of(delivery("a")));
        await("the attempt", () -> handed.size() == 1);

        assertThat(last().attempt.settle(new Settlement.Retry(Duration.ZERO, FAILURE)))
                .isTrue();

        drain();
        assertThat(numbers()).containsExactly(1, 2);
        functionEnds.countDown();
    }

    /** More time may be asked for by whoever has the attempt. */
    @Test
    public void extend_byWhoHasTheAttempt_isAgreedTo() {
        start(attempt -> {
            attempt.extend(Duration.ofMinutes(1))
                    .toCompletableFuture()
                    .get(patience().toMillis(), TimeUnit.MILLISECONDS);
            return DONE;
        });
        enqueue(List.of(delivery("a")));

        drain();

        assertThat(handedOut()).containsExactly("a");
    }

    // ---------------------------------------------------------------- handlers and executors that misbehave

    /** A handler that throws without a settlement has not taken the attempt. */
    @Test
    public void handler_thatThrows_isOfferedTheDeliveryAgain() {
        start(attempt -> {
            if (handed.size() == 1) {
                throw new AssertionError("a broken handler, on purpose");
            }
            return DONE;
        });
        enqueue(List.of(delivery("a")));

        drain();

        assertThat(numbers()).containsExactly(1, 1);
    }

    /** What was settled stays settled, also if the handler throws afterwards. */
    @Test
    public void handler_thatThrowsAfterItHasSettled_changesNothing() {
        start(attempt -> {
            attempt.settle(DONE);
            throw new IllegalStateException("a broken handler, on purpose");
        });
        enqueue(List.of(delivery("a")));

        await("the attempt", () -> handed.size() == 1);
        letThingsHappen();
        drain();

        assertThat(handedOut()).containsExactly("a");
    }

    /** The interrupt that one attempt leaves behind does not reach the next. */
    @Test
    public void handler_thatLeavesAnInterruptBehind_disturbsNoOther() {
        AtomicInteger interrupted = new AtomicInteger();
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            start(createEngine(ROOMY), one, attempt -> {
                if (Thread.currentThread().isInterrupted()) {
                    interrupted.incrementAndGet();
                }
                attempt.settle(DONE);
                Thread.currentThread().interrupt();
                return null;
            });
            enqueue(deliveries(0, 20));

            drain();
            assertThat(interrupted).hasValue(0);
        } finally {
            one.shutdownNow();
        }
    }

    /** What an executor rejects is submitted again. */
    @Test
    public void executor_thatRejects_isAskedAgain() {
        AtomicInteger rejections = new AtomicInteger(5);
        EngineHandle started = start(
                createEngine(ROOMY),
                task -> {
                    if (rejections.getAndDecrement() > 0) {
                        throw new RejectedExecutionException("busy, on purpose");
                    }
                    threads.execute(task);
                },
                attempt -> DONE);

        assertAccepted(enqueue(deliveries(0, 3)));

        drain();
        assertThat(handedOut()).containsExactlyInAnyOrderElementsOf(labels(0, 3));
        await("the trouble to be over", () -> started.trouble() == null);
    }

    /** An executor that takes no work at all is a trouble that the engine tells of. */
    @Test
    public void executor_thatTakesNoWork_isTroubleToTellOf() {
        AtomicBoolean rejecting = new AtomicBoolean(true);
        EngineHandle started = start(
                createEngine(ROOMY),
                task -> {
                    if (rejecting.get()) {
                        throw new RejectedExecutionException("busy, on purpose");
                    }
                    threads.execute(task);
                },
                attempt -> DONE);
        assertThat(started.trouble()).isNull();

        enqueue(List.of(delivery("a")));

        await("the trouble to be told", () -> started.trouble() != null);
        rejecting.set(false);
        drain();
    }

    /** The engine knows the threads on which it runs the handler. */
    @Test
    public void isHandlerThread_isTrueInTheHandlerAlone() {
        AtomicBoolean inside = new AtomicBoolean();
        EngineHandle started = start(attempt -> {
            inside.set(Objects.requireNonNull(handle).isHandlerThread());
            return DONE;
        });
        enqueue(List.of(delivery("a")));

        drain();

        assertThat(inside).isTrue();
        assertThat(started.isHandlerThread()).isFalse();
    }

    // ---------------------------------------------------------------- bounded in flight

    /** No more handlers run at once than are allowed. */
    @Test
    public void inFlight_handlersThatRun_areBounded() {
        CountDownLatch functionsEnd = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        start(createEngine(ROOMY), task -> new Thread(task).start(), attempt -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            bustle.restUntil(functionsEnd);
            running.decrementAndGet();
            return DONE;
        });

        enqueue(deliveries(0, 50));

        await("as many handlers as are allowed", () -> running.get() >= MAX_IN_FLIGHT);
        letThingsHappen();
        functionsEnd.countDown();
        drain();
        assertThat(most).hasValue(MAX_IN_FLIGHT);
        assertThat(handed).hasSize(50);
    }

    /** An attempt whose handler has returned is under way until it is settled. */
    @Test
    public void inFlight_attemptsNotSettled_areBounded() {
        start(attempt -> null);

        enqueue(deliveries(0, 20));

        await("as many attempts as are allowed", () -> handed.size() == MAX_IN_FLIGHT);
        letThingsHappen();
        for (int settled = 0; settled < 20; settled++) {
            int now = settled;
            await("attempt " + now, () -> handed.size() > now);
            assertThat(handed).hasSizeLessThanOrEqualTo(settled + MAX_IN_FLIGHT);
            new ArrayList<>(handed).get(settled).attempt.settle(DONE);
        }
        drain();
        assertThat(handed).hasSize(20);
    }

    /** Attempts that were given up do not stop the engine at once, nor do they pile up for ever. */
    @Test
    public void inFlight_attemptsGivenUp_areReplacedUpToABound() {
        CountDownLatch functionsEnd = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        start(createEngine(ROOMY), task -> new Thread(task).start(), attempt -> {
            running.incrementAndGet();
            settleElsewhere(attempt, DONE);
            bustle.restUntil(functionsEnd);
            return null;
        });

        enqueue(deliveries(0, 100));

        await("more than may be under way", () -> running.get() > MAX_IN_FLIGHT);
        letThingsHappen();
        assertThat(running).hasValueLessThanOrEqualTo(MAX_IN_FLIGHT * (1 + GIVEN_UP_FOR_EACH));
        functionsEnd.countDown();
        drain();
        assertThat(handed).hasSize(100);
    }

    // ---------------------------------------------------------------- pause, drain, stop

    /** While the engine is paused it takes in, and hands nothing out. */
    @Test
    public void pause_handsOutNothingUntilResume() {
        EngineHandle started = start(attempt -> DONE);
        started.pause();
        assertAccepted(enqueue(deliveries(0, 3)));
        letThingsHappen();
        assertThat(handed).isEmpty();

        started.resume();

        drain();
        assertThat(handed).hasSize(3);
    }

    /** What is under way when the engine is paused goes on, and its retry waits. */
    @Test
    public void pause_attemptUnderWay_goesOn() {
        EngineHandle started = start(attempt -> attempt.number() == 1 ? null : DONE);
        enqueue(List.of(delivery("a")));
        await("the attempt", () -> handed.size() == 1);

        started.pause();
        assertThat(last().attempt.settle(new Settlement.Retry(Duration.ZERO, FAILURE)))
                .isTrue();
        letThingsHappen();
        assertThat(handed).hasSize(1);

        started.resume();
        drain();
        assertThat(numbers()).containsExactly(1, 2);
    }

    /** An engine that holds nothing is drained at once. */
    @Test
    public void drain_nothingHeld_endsAndRefuses() {
        EngineHandle started = start(attempt -> DONE);

        drain();

        assertThat(enqueue(List.of(delivery("a")))).isInstanceOf(EnqueueResult.Refused.class);
        letThingsHappen();
        assertThat(handed).isEmpty();
        assertThat(started.drain().toCompletableFuture()).isDone();
    }

    /** A drain waits for retries, and meanwhile takes nothing in from outside. */
    @Test
    public void drain_retries_waitsForThem() {
        EngineHandle started =
                start(attempt -> attempt.number() < 3 ? new Settlement.Retry(Duration.ofMillis(100), FAILURE) : DONE);
        enqueue(deliveries(0, 10));
        await("a retry", () -> handed.size() >= 10);

        Future<Void> drained = started.drain().toCompletableFuture();
        assertThat(drained.isDone()).isFalse();
        assertThat(enqueue(List.of(delivery("late")))).isInstanceOf(EnqueueResult.Refused.class);

        await("the engine to be drained", drained::isDone);
        assertThat(handed).hasSize(30);
    }

    /** A drain takes in what the functions emit that it waits for. */
    @Test
    public void drain_handlerThatEnqueues_takesItIn() {
        CountDownLatch draining = new CountDownLatch(1);
        start(attempt -> {
            if (label(attempt.delivery()).equals("a")) {
                bustle.restUntil(draining);
                assertAccepted(engine().enqueue(List.of(delivery("b")), false)
                        .toCompletableFuture()
                        .join());
            }
            return DONE;
        });
        enqueue(List.of(delivery("a")));
        await("the attempt", () -> handed.size() == 1);

        Future<Void> drained = handle().drain().toCompletableFuture();
        draining.countDown();

        await("the engine to be drained", drained::isDone);
        assertThat(handedOut()).containsExactly("a", "b");
    }

    /** What is held keeps the engine from being drained. */
    @Test
    public void drain_heldDelivery_waitsForIt() {
        EngineHandle started = start(attempt -> handed.size() == 1 ? HOLD : DONE);
        enqueue(List.of(delivery("a")));
        await("the attempt", () -> handed.size() == 1);

        Future<Void> drained = started.drain().toCompletableFuture();
        letThingsHappen();
        assertThat(drained.isDone()).isFalse();

        started.offerHeld("s", Integer.MAX_VALUE);
        await("the engine to be drained", drained::isDone);
    }

    /** Who waits for a drain does not wait for ever when the engine is stopped. */
    @Test
    public void drain_stopped_ends() {
        EngineHandle started = start(attempt -> null);
        enqueue(List.of(delivery("a")));
        await("the attempt", () -> handed.size() == 1);
        Future<Void> drained = started.drain().toCompletableFuture();

        started.stop();

        await("the drain to end", drained::isDone);
    }

    /** An engine that is not durable tells what it forgets, wherever that is. */
    @Test
    public void stop_tellsEveryDeliveryThatItForgets() {
        EngineHandle started = start(attempt -> switch (label(attempt.delivery())) {
            case "held" -> HOLD;
            case "delayed" -> new Settlement.Retry(Duration.ofHours(1), FAILURE);
            case "asynchronous" -> null;
            case "released" -> new Settlement.Release();
            case "done" -> DONE;
            case "given-up" -> {
                settleElsewhere(attempt, new Settlement.Retry(Duration.ofHours(1), FAILURE));
                bustle.restUntil(testIsOver);
                yield null;
            }
            default -> {
                bustle.restUntil(testIsOver);
                yield DONE;
            }
        });
        assumeNotDurable();
        for (String label : List.of("done", "held", "delayed", "released", "given-up", "asynchronous")) {
            enqueue(List.of(delivery(label)));
            await(label, () -> handedOut().contains(label));
        }
        enqueue(List.of(delivery("running", "s", "lane"), delivery("behind", "s", "lane"), delivery("free")));
        enqueue(deliveries(0, 2));
        await(
                "the running one",
                () -> handedOut().contains("running") || handedOut().contains("behind"));

        List<String> forgotten = labelsOf(started.stop());

        assertThat(forgotten)
                .contains("held", "delayed", "released", "given-up", "asynchronous", "running", "behind", "free")
                .contains("0", "1")
                .doesNotContain("done")
                .doesNotHaveDuplicates();
    }

    /** A durable engine forgets nothing. */
    @Test
    public void stop_durable_tellsNone() {
        EngineHandle started = start(attempt -> null);
        assumeTrue(engine().capabilities().contains(Capability.DURABLE), "it does not declare DURABLE");
        enqueue(deliveries(0, 10));
        await("an attempt", () -> !handed.isEmpty());

        assertThat(started.stop()).isEmpty();
    }

    /** After the stop nothing is handed out or taken in. */
    @Test
    public void stop_handsOutAndTakesInNothingMore() {
        EngineHandle started = start(attempt -> new Settlement.Retry(Duration.ofSeconds(1), FAILURE));
        enqueue(deliveries(0, 10));
        await("attempts", () -> handed.size() >= 10);

        started.stop();
        letThingsHappen(); // what was on its way into the handler may have come in
        int before = handed.size();
        EnqueueResult late = enqueue(List.of(delivery("late")));
        letThingsHappen();

        assertThat(late).isInstanceOf(EnqueueResult.Refused.class);
        assertThat(handed).hasSize(before);
        assertThat(started.stop()).isEmpty();
    }

    /** What is settled after the stop is ignored, and counted. */
    @Test
    public void stop_settlementAfterwards_isIgnoredAndCounted() {
        EngineHandle started = start(attempt -> null);
        enqueue(deliveries(0, 2));
        await("the attempts", () -> handed.size() == 2);
        started.stop();

        assertThat(handed)
                .allSatisfy(one -> assertThat(one.attempt.settle(DONE)).isFalse());

        assertThat(started.ignoredSettlements()).isEqualTo(2);
    }

    // ---------------------------------------------------------------- hold

    /** A held delivery waits until it is offered, and is not charged. */
    @Test
    public void hold_waitsForTheOfferAndIsNotCharged() {
        EngineHandle started = start(attempt -> switch (handed.size()) {
            case 1 -> new Settlement.Retry(Duration.ZERO, FAILURE);
            case 2 -> HOLD;
            default -> DONE;
        });
        enqueue(List.of(delivery("a")));
        await("the second attempt", () -> handed.size() == 2);
        letThingsHappen();
        assertThat(handed).hasSize(2);

        started.offerHeld("s", 1);

        drain();
        assertThat(numbers()).containsExactly(1, 2, 2);
    }

    /** Only what is held for that subscription is offered. */
    @Test
    public void offerHeld_otherSubscription_leavesItHeld() {
        EngineHandle started = start(attempt -> handed.size() <= 2 ? HOLD : DONE);
        enqueue(List.of(delivery("a", "one", null), delivery("b", "two", null)));
        await("the attempts", () -> handed.size() == 2);
        letThingsHappen();

        started.offerHeld("two", Integer.MAX_VALUE);

        await("the offered one", () -> handed.size() == 3);
        letThingsHappen();
        assertThat(handedOut().subList(2, handed.size())).containsExactly("b");
        started.offerHeld("one", Integer.MAX_VALUE);
        drain();
    }

    /** As many are offered as were asked for, and those that were held first. */
    @Test
    public void offerHeld_some_offersThoseHeldFirst() {
        EngineHandle started = start(attempt -> handed.size() <= 5 ? HOLD : DONE);
        for (int i = 0; i < 5; i++) {
            int held = i + 1;
            enqueue(deliveries(i, 1));
            await("the attempt", () -> handed.size() == held);
            letThingsHappen();
        }

        started.offerHeld("s", 2);
        await("two of them", () -> handed.size() == 7);
        letThingsHappen();
        assertThat(handedOut().subList(5, handed.size())).containsExactlyInAnyOrder("0", "1");

        started.offerHeld("s", 1);
        await("the third", () -> handed.size() == 8);
        assertThat(last().attempt.delivery()).returns("2", DeliveryEngineContract::label);
        started.offerHeld("s", Integer.MAX_VALUE);
        drain();
        assertThat(handed).hasSize(10);
    }

    /** An attempt under way that then holds has not missed the offer. */
    @Test
    public void offerHeld_attemptUnderWay_missesNothing() {
        EngineHandle started = start(attempt -> handed.size() == 1 ? null : DONE);
        enqueue(List.of(delivery("a")));
        await("the attempt", () -> handed.size() == 1);

        started.offerHeld("s", Integer.MAX_VALUE);
        last().attempt.settle(HOLD);

        drain();
        assertThat(handedOut()).containsExactly("a", "a");
    }

    // ---------------------------------------------------------------- lanes

    /** In a lane deliveries come in the order in which they were enqueued. */
    @Test
    public void lane_keepsTheOrderOfEnqueueing() {
        start(attempt -> {
            letOthersRun();
            return attempt.number() == 1 && label(attempt.delivery()).endsWith("5")
                    ? new Settlement.Retry(Duration.ofMillis(20), FAILURE)
                    : DONE;
        });
        assumeKeyOrder();
        for (int i = 0; i < 50; i += 2) {
            enqueue(List.of(
                    delivery("x" + i, "s", "x"),
                    delivery("free" + i),
                    delivery("y" + i, "s", "y"),
                    delivery("x" + (i + 1), "s", "x"),
                    delivery("y" + (i + 1), "s", "y")));
        }

        drain();

        for (String lane : List.of("x", "y")) {
            assertThat(handed.stream()
                            .filter(one -> one.attempt.number() == 1)
                            .map(one -> label(one.attempt.delivery()))
                            .filter(label -> label.startsWith(lane)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 50).mapToObj(i -> lane + i).toList());
        }
    }

    /** The next of a lane waits for the settlement of the one before. */
    @Test
    public void lane_notSettled_keepsThoseBehindWaiting() {
        start(attempt -> null);
        assumeKeyOrder();
        enqueue(lane("a", "b"));
        await("the first", () -> handed.size() == 1);
        letThingsHappen();
        assertThat(handedOut()).containsExactly("a");

        last().attempt.settle(DONE);

        await("the second", () -> handed.size() == 2);
        assertThat(handedOut()).containsExactly("a", "b");
        last().attempt.settle(DONE);
        drain();
    }

    /** The next of a lane waits, too, for the handler of the one before, which may be settled already. */
    @Test
    public void lane_handlerHasNotReturned_keepsThoseBehindWaiting() {
        CountDownLatch functionEnds = new CountDownLatch(1);
        start(attempt -> {
            if (label(attempt.delivery()).equals("a")) {
                bustle.restUntil(functionEnds);
                return null;
            }
            return DONE;
        });
        assumeKeyOrder();
        enqueue(lane("a", "b"));
        await("the first", () -> handed.size() == 1);

        assertThat(last().attempt.settle(new Settlement.Dead(FAILURE))).isTrue();
        letThingsHappen();
        assertThat(handedOut()).containsExactly("a");

        functionEnds.countDown();
        drain();
        assertThat(handedOut()).containsExactly("a", "b");
    }

    /** A retry keeps its place, also of an attempt whose handler has not returned. */
    @Test
    public void lane_retry_keepsItsPlace() {
        CountDownLatch functionEnds = new CountDownLatch(1);
        start(attempt -> {
            if (attempt.number() == 1 && label(attempt.delivery()).equals("b")) {
                bustle.restUntil(functionEnds);
                return null;
            }
            return attempt.number() == 1 ? new Settlement.Retry(Duration.ofMillis(100), FAILURE) : DONE;
        });
        assumeKeyOrder();
        enqueue(lane("a", "b", "c"));
        await("the first attempt of b", () -> handedOut().contains("b"));

        last().attempt.settle(new Settlement.Retry(Duration.ZERO, FAILURE));
        letThingsHappen();
        assertThat(handedOut()).containsExactly("a", "a", "b");

        functionEnds.countDown();
        drain();
        assertThat(handedOut()).containsExactly("a", "a", "b", "b", "c", "c");
    }

    /** A held delivery and a released one keep their places. */
    @Test
    public void lane_holdAndRelease_keepTheirPlaces() {
        EngineHandle started =
                start(attempt -> handed.size() == 1 ? HOLD : handed.size() == 2 ? new Settlement.Release() : DONE);
        assumeKeyOrder();
        enqueue(lane("a", "b"));
        await("the first", () -> handed.size() == 1);
        letThingsHappen();
        assertThat(handedOut()).containsExactly("a");

        started.offerHeld("s", Integer.MAX_VALUE);

        drain();
        assertThat(handedOut()).containsExactly("a", "a", "a", "b");
    }

    /** A retry that leaves its lane lets the others go on, and joins their end. */
    @Test
    public void lane_retryThatLeaves_joinsTheEnd() {
        CountDownLatch leaverIsDue = new CountDownLatch(1);
        start(attempt -> {
            if (label(attempt.delivery()).equals("b")) {
                bustle.restUntil(leaverIsDue);
            }
            return handed.size() == 1 ? new Settlement.Retry(Duration.ofMillis(100), FAILURE, true) : DONE;
        });
        assumeKeyOrder();
        enqueue(lane("a", "b", "c"));
        await("those behind to go on", () -> handedOut().contains("b"));
        letThingsHappen();
        assertThat(handedOut()).containsExactly("a", "b");

        leaverIsDue.countDown();

        drain();
        assertThat(handedOut()).containsExactly("a", "b", "c", "a");
        assertThat(last().attempt.number()).isEqualTo(2);
    }

    /** Those that stand behind one that takes its lane are told so; those that come later are not. */
    @Test
    public void lane_deadThatTakesIt_takesThoseBehindAlong() {
        start(attempt -> {
            if (attempt.takenAlong() != null) {
                return new Settlement.Dead(FAILURE);
            }
            return label(attempt.delivery()).equals("a") ? null : DONE;
        });
        assumeKeyOrder();
        enqueue(lane("a", "b", "c"));
        await("the first", () -> handed.size() == 1);
        Failure why = new Failure("took them along", null);

        last().attempt.settle(new Settlement.Dead(why, true));
        await("those behind", () -> handed.size() == 3);
        letThingsHappen();
        enqueue(lane("d"));

        drain();
        assertThat(handed)
                .extracting(one -> label(one.attempt.delivery()), one -> one.attempt.takenAlong())
                .containsExactly(tuple("a", null), tuple("b", why), tuple("c", why), tuple("d", null));
    }

    /** One that was taken along and is released is still taken along when it is handed out again. */
    @Test
    public void lane_takenAlongAndReleased_isTakenAlongAgain() {
        CountDownLatch allAreBehind = new CountDownLatch(1);
        Failure why = new Failure("took it along", null);
        start(attempt -> {
            bustle.restUntil(allAreBehind);
            return switch (handed.size()) {
                case 1 -> new Settlement.Dead(why, true);
                case 2 -> new Settlement.Release();
                default -> new Settlement.Dead(FAILURE);
            };
        });
        assumeKeyOrder();
        enqueue(lane("a", "b"));
        allAreBehind.countDown();

        drain();

        assertThat(handed)
                .extracting(one -> label(one.attempt.delivery()), one -> one.attempt.takenAlong())
                .containsExactly(tuple("a", null), tuple("b", why), tuple("b", why));
    }

    /** One that dies alone concerns nobody behind it. */
    @Test
    public void lane_dead_letsThoseBehindGoOn() {
        CountDownLatch allAreBehind = new CountDownLatch(1);
        start(attempt -> {
            bustle.restUntil(allAreBehind);
            return new Settlement.Dead(FAILURE);
        });
        assumeKeyOrder();
        enqueue(lane("a", "b", "c"));
        allAreBehind.countDown();

        drain();

        assertThat(handedOut()).containsExactly("a", "b", "c");
        assertThat(handed)
                .allSatisfy(one -> assertThat(one.attempt.takenAlong()).isNull());
    }

    /** Lanes do not wait for each other. */
    @Test
    public void lanes_different_goSideBySide() {
        start(attempt -> label(attempt.delivery()).startsWith("slow") ? null : DONE);
        assumeKeyOrder();
        enqueue(List.of(
                delivery("slow", "s", "x"),
                delivery("behind", "s", "x"),
                delivery("other", "s", "y"),
                delivery("free", "s", null)));

        await("the others", () -> handed.size() == 3);
        letThingsHappen();
        assertThat(handedOut()).containsExactlyInAnyOrder("slow", "other", "free");
        handed.stream().filter(one -> one.attempt.delivery().lane() != null).forEach(one -> one.attempt.settle(DONE));
        drain();
    }

    // ---------------------------------------------------------------- many at once

    /** Whatever handler, executor and timing do, every delivery ends once, and its numbers are right. */
    @Test
    public void hammer_everyDeliveryEndsOnce() {
        long seed = seed();
        AtomicInteger rejecting = new AtomicInteger();
        Hammer hammer = new Hammer(seed, true);
        EngineHandle started = start(
                createEngine(ROOMY),
                task -> {
                    if (rejecting.incrementAndGet() % 7 == 0) {
                        throw new RejectedExecutionException("busy, on purpose");
                    }
                    threads.execute(task);
                },
                hammer::handle);

        inParallel(2, thread -> hammer.enqueue(thread, 100));
        Future<Void> drained = started.drain().toCompletableFuture();
        await("the engine to be drained, seed " + seed, () -> {
            for (int subscription = 0; subscription < Hammer.SUBSCRIPTIONS; subscription++) {
                started.offerHeld("s" + subscription, 10);
            }
            started.pause();
            started.resume();
            return drained.isDone();
        });

        hammer.verify(List.of());
    }

    /** Whenever it is stopped, an engine that is not durable loses no delivery out of sight. */
    @Test
    public void hammer_stoppedMeanwhile_tellsWhatHasNotEnded() {
        long seed = seed();
        for (int round = 0; round < 100; round++) {
            DeliveryEngine fresh = createEngine(ROOMY);
            assumeFalse(fresh.capabilities().contains(Capability.DURABLE), "it declares DURABLE");
            Hammer hammer = new Hammer(seed + round, false);
            EngineHandle started = start(fresh, threads, hammer::handle);
            int stopAt = new Random(seed + round).nextInt(400);
            List<Delivery> forgotten = new ArrayList<>();
            AtomicInteger busy = new AtomicInteger(2);

            inParallel(3, thread -> {
                switch (thread) {
                    case 0 -> {
                        hammer.enqueue(thread, 30);
                        busy.decrementAndGet();
                    }
                    case 1 -> {
                        for (int i = 0; i < 100; i++) {
                            time.advance(Duration.ofMillis(1));
                            started.offerHeld("s" + i % Hammer.SUBSCRIPTIONS, 1);
                        }
                        busy.decrementAndGet();
                    }
                    default -> {
                        while (handed.size() < stopAt && busy.get() > 0) {
                            Thread.onSpinWait();
                        }
                        forgotten.addAll(started.stop());
                    }
                }
            });

            hammer.awaitQuiet();
            hammer.verify(forgotten);
            handed.clear();
            fresh.close();
        }
    }

    /** A handler that does everything that one may do, at random, and what it knows of the deliveries. */
    private final class Hammer {

        static final int SUBSCRIPTIONS = 3;
        private static final int TOGETHER = 10;

        private final long seed;
        private final boolean mayThrow;
        private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
        private final Queue<String> ended = new ConcurrentLinkedQueue<>();
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
        private final Map<String, AtomicInteger> charged = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> inLane = new ConcurrentHashMap<>();
        private final AtomicInteger unsettled = new AtomicInteger();
        private final AtomicInteger elsewhere = new AtomicInteger();

        Hammer(long seed, boolean mayThrow) {
            this.seed = seed;
            this.mayThrow = mayThrow;
        }

        void enqueue(int thread, int rounds) {
            Random random = new Random(seed * 31 + thread);
            for (int round = 0; round < rounds; round++) {
                List<Delivery> together = new ArrayList<>();
                List<String> names = new ArrayList<>();
                for (int i = 0; i < TOGETHER; i++) {
                    String label = thread + "-" + round + "-" + i;
                    int lane = random.nextInt(6);
                    names.add(label);
                    together.add(delivery(label, "s" + random.nextInt(SUBSCRIPTIONS), lane < 3 ? "lane" + lane : null));
                }
                if (DeliveryEngineContract.this.enqueue(together) instanceof EnqueueResult.Accepted) {
                    accepted.addAll(names);
                }
            }
        }

        @Nullable
        Settlement handle(Attempt attempt) {
            String label = label(attempt.delivery());
            int expected = 1
                    + charged.computeIfAbsent(label, name -> new AtomicInteger())
                            .get();
            if (attempt.number() != expected) {
                wrong.add(label + " is at attempt " + attempt.number() + " in place of " + expected);
            }
            if (unsettled.incrementAndGet() > MAX_IN_FLIGHT) {
                wrong.add(label + " is one too many");
            }
            String lane = attempt.delivery().lane();
            boolean ordered = lane != null && engine().capabilities().contains(Capability.KEY_ORDER);
            AtomicInteger others = ordered
                    ? inLane.computeIfAbsent(Objects.requireNonNull(lane), name -> new AtomicInteger())
                    : new AtomicInteger();
            if (others.getAndIncrement() != 0) {
                wrong.add(label + " is not alone in its lane");
            }
            Random random = new Random(seed ^ label.hashCode() * 31L + handed.size());
            Settlement settlement = settlement(random);
            switch (random.nextInt(mayThrow ? 6 : 4)) {
                case 0 -> { // asynchronous: the lane goes on when it is settled
                    elsewhere.incrementAndGet();
                    threads.execute(() -> {
                        others.decrementAndGet();
                        settle(attempt, settlement);
                        elsewhere.decrementAndGet();
                    });
                    return null;
                }
                case 1 -> { // given up: the lane goes on when this has returned
                    elsewhere.incrementAndGet();
                    threads.execute(() -> {
                        settle(attempt, settlement);
                        elsewhere.decrementAndGet();
                    });
                    letOthersRun();
                }
                case 4 -> {
                    others.decrementAndGet();
                    unsettled.decrementAndGet();
                    throw new IllegalStateException("a broken handler, on purpose");
                }
                case 5 -> {
                    settle(attempt, settlement);
                    others.decrementAndGet();
                    throw new IllegalStateException("a broken handler, on purpose");
                }
                default -> settle(attempt, settlement);
            }
            others.decrementAndGet();
            return null;
        }

        private Settlement settlement(Random random) {
            Duration delay = Duration.ofMillis(random.nextInt(20));
            return switch (random.nextInt(10)) {
                case 0 -> new Settlement.Retry(delay, FAILURE);
                case 1 -> new Settlement.Retry(delay, FAILURE, true);
                case 2 -> HOLD;
                case 3 -> new Settlement.Release();
                case 4 -> new Settlement.Dead(FAILURE, random.nextBoolean());
                default -> DONE;
            };
        }

        private void settle(Attempt attempt, Settlement settlement) {
            String label = label(attempt.delivery());
            AtomicInteger charge = Objects.requireNonNull(charged.get(label));
            if (settlement instanceof Settlement.Retry) {
                charge.incrementAndGet(); // first, since the next attempt may begin at once
            }
            unsettled.decrementAndGet();
            if (attempt.settle(settlement)
                    && (settlement instanceof Settlement.Done || settlement instanceof Settlement.Dead)) {
                ended.add(label);
            }
        }

        void awaitQuiet() {
            await("what was on its way to end, seed " + seed, () -> elsewhere.get() == 0);
            letThingsHappen();
        }

        void verify(List<Delivery> forgotten) {
            assertThat(wrong).as("what went wrong, seed %d", seed).isEmpty();
            assertThat(ended).as("what has ended, seed %d", seed).doesNotHaveDuplicates();
            // More may be told: what ends in that moment, and what was refused since the engine was being stopped.
            Set<String> missing = new TreeSet<>(accepted);
            missing.removeAll(ended);
            missing.removeAll(labelsOf(forgotten));
            assertThat(missing)
                    .as("what has neither ended nor was told to be forgotten, seed %d", seed)
                    .isEmpty();
        }
    }

    // ---------------------------------------------------------------- helpers

    private record Handed(Attempt attempt, long at) {}

    /** What a handler does with an attempt. */
    private interface Behaviour {
        /** Returns how to settle it at once, {@code null} for not at once. */
        @Nullable
        Settlement on(Attempt attempt) throws Exception;
    }

    private EngineHandle start(Behaviour behaviour) {
        return start(createEngine(ROOMY), threads, behaviour);
    }

    private EngineHandle start(DeliveryEngine fresh, Executor executor, Behaviour behaviour) {
        engine = fresh;
        DeliveryHandler handler = attempt -> {
            handed.add(new Handed(attempt, time.nanos()));
            Settlement settlement;
            try {
                settlement = behaviour.on(attempt);
            } catch (RuntimeException unchecked) {
                throw unchecked;
            } catch (Exception checked) {
                throw new IllegalStateException(checked);
            }
            if (settlement != null) {
                attempt.settle(settlement);
            }
        };
        EngineHandle started = fresh.start(handler, new Intake(bustle.over(executor), time, MAX_IN_FLIGHT));
        handle = started;
        return started;
    }

    private DeliveryEngine engine() {
        return Objects.requireNonNull(engine);
    }

    private EngineHandle handle() {
        return Objects.requireNonNull(handle);
    }

    private void assumeKeyOrder() {
        assumeTrue(engine().capabilities().contains(Capability.KEY_ORDER), "it does not declare KEY_ORDER");
    }

    private void assumeNotDurable() {
        assumeFalse(engine().capabilities().contains(Capability.DURABLE), "it declares DURABLE");
    }

    private static CloudEvent event(String label) {
        return CloudEvent.builder("a").eventId(label).build();
    }

    private static Delivery delivery(String label) {
        return delivery(label, "s", null);
    }

    private static Delivery delivery(String label, String subscription, @Nullable String lane) {
        return Delivery.of(event(label), subscription, 1, lane);
    }

    private static List<Delivery> deliveries(int first, int count) {
        return labels(first, count).stream()
                .map(DeliveryEngineContract::delivery)
                .toList();
    }

    private static List<Delivery> lane(String... labels) {
        return Arrays.stream(labels).map(label -> delivery(label, "s", "lane")).toList();
    }

    private static List<String> labels(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(String::valueOf).toList();
    }

    private static String label(Delivery delivery) {
        return delivery.event().eventId();
    }

    private static List<String> labelsOf(List<Delivery> deliveries) {
        return deliveries.stream().map(DeliveryEngineContract::label).toList();
    }

    /** The labels of the attempts so far, in the order in which they were handed out. */
    private List<String> handedOut() {
        return handed.stream().map(one -> label(one.attempt.delivery())).toList();
    }

    private List<Integer> numbers() {
        return handed.stream().map(one -> one.attempt.number()).toList();
    }

    private Handed last() {
        List<Handed> all = new ArrayList<>(handed);
        return all.get(all.size() - 1);
    }

    private EnqueueResult enqueue(List<Delivery> deliveries) {
        try {
            return engine().enqueue(deliveries, true)
                    .toCompletableFuture()
                    .get(patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("the engine gave no answer", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the test was interrupted", interrupted);
        }
    }

    private static void assertAccepted(EnqueueResult result) {
        assertThat(result).isInstanceOf(EnqueueResult.Accepted.class);
    }

    private void settleElsewhere(Attempt attempt, Settlement settlement) throws InterruptedException {
        Thread settler = new Thread(() -> attempt.settle(settlement));
        settler.start();
        settler.join();
    }

    /** Settles all that is handed out as done until nothing is left. */
    private void settleEverything() {
        Future<Void> drained = handle().drain().toCompletableFuture();
        List<Attempt> settled = new ArrayList<>();
        await("the engine to be drained", () -> {
            for (Handed one : handed) {
                if (!settled.contains(one.attempt)) {
                    settled.add(one.attempt);
                    one.attempt.settle(DONE);
                }
            }
            return drained.isDone();
        });
    }

    private void drain() {
        Future<Void> drained = handle().drain().toCompletableFuture();
        await("the engine to be drained", drained::isDone);
    }

    /** Waits, and lets time pass meanwhile, but not while the engine is about to do what is due. */
    private void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(patience())
                .until(() -> {
                    boolean rests = keepsThreads() || bustle.isResting(); // first: else it may rest by having met it
                    boolean met = condition.call();
                    if (!met && rests) {
                        time.advance(STEP);
                    }
                    return met;
                });
    }

    /** Gives an engine the occasion to do what it should not do: time, and until it rests. */
    private void letThingsHappen() {
        try {
            for (int i = 0; i < 20; i++) {
                time.advance(Duration.ofMillis(100));
                if (!keepsThreads() && !bustle.awaitRest(patience())) {
                    throw new AssertionError(
                            "the engine does not come to rest; override keepsThreads() if it need not");
                }
                // An engine may have threads of its own, too.
                threads.submit(DeliveryEngineContract::letOthersRun).get(60, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("the threads of the test are stuck", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the test was interrupted", interrupted);
        }
    }

    private static void letOthersRun() {
        for (int i = 0; i < 1_000; i++) {
            Thread.onSpinWait();
        }
    }

    private void inParallel(int parties, Work work) {
        ExecutorService pool = Executors.newFixedThreadPool(parties);
        try {
            CyclicBarrier start = new CyclicBarrier(parties);
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < parties; i++) {
                int thread = i;
                ends.add(pool.submit(() -> {
                    start.await();
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof AssertionError assertion
                    ? assertion
                    : new AssertionError("a thread of the test threw", failed.getCause());
        } catch (TimeoutException stuck) {
            throw new AssertionError("the engine is stuck: a thread of the test did not end in a minute", stuck);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the test was interrupted", interrupted);
        } finally {
            pool.shutdownNow();
        }
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    /** What the engine has given to the executor and is not over. */
    private static final class Bustle {

        private int tasks; // guarded by this, like all that follows
        private final Map<CountDownLatch, Integer> resting = new HashMap<>();

        /** An executor that counts what it is given. */
        Executor over(Executor executor) {
            return task -> {
                change(1);
                try {
                    executor.execute(() -> {
                        try {
                            task.run();
                        } finally {
                            change(-1);
                        }
                    });
                } catch (RuntimeException | Error notTaken) {
                    change(-1);
                    throw notTaken;
                }
            };
        }

        private synchronized void change(int by) {
            tasks += by;
            notifyAll();
        }

        /** Keeps a handler from returning, and its task out of the count, until the test lets it go on. */
        void restUntil(CountDownLatch goOn) throws InterruptedException {
            rests(goOn, 1);
            try {
                goOn.await();
            } finally {
                rests(goOn, -1);
            }
        }

        private synchronized void rests(CountDownLatch goOn, int by) {
            resting.merge(goOn, by, Integer::sum);
            notifyAll();
        }

        /** Who may go on does not rest, though he may not have noticed yet. */
        synchronized boolean isResting() {
            int kept = 0;
            for (Map.Entry<CountDownLatch, Integer> entry : resting.entrySet()) {
                kept += entry.getKey().getCount() > 0 ? entry.getValue() : 0;
            }
            return tasks <= kept;
        }

        synchronized boolean awaitRest(Duration patience) throws InterruptedException {
            long deadline = System.nanoTime() + patience.toNanos();
            while (!isResting()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        }
    }
}
