package io.dispatchframework.events.delivery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.internal.KnowsLanes;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.time.ForwardingTime;
import io.dispatchframework.events.time.TestTime;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the memory engine's own; what every engine must do is in the testkit, {@code DeliveryEngineContract}. */
@Timeout(60)
class MemoryDeliveryEngineTest {

    private static final Settlement DONE = new Settlement.Done();
    private static final CloudEvent EVENT = CloudEvent.builder("a").build();
    private static final Failure FAILURE = new Failure("no", null);

    private final TestTime time = new TestTime();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final ExecutorService many = Executors.newFixedThreadPool(8);
    private final DeliveryEngine engine = DeliveryEngine.inMemory(100, WhenFull.refuse());
    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();

    @AfterEach
    void shutDown() {
        threads.shutdownNow();
        many.shutdownNow();
    }

    private static List<Delivery> deliveries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Delivery.of(EVENT, "s" + i, 1, null))
                .toList();
    }

    @Test
    void inMemory_withBoundsThatMakeNoSense_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DeliveryEngine.inMemory(0, WhenFull.refuse()));
        assertThatIllegalArgumentException().isThrownBy(() -> WhenFull.waitUpTo(Duration.ofSeconds(-1)));
    }

    @Test
    void enqueue_beforeStart_isRefused() {
        assertThatIllegalStateException().isThrownBy(() -> engine.enqueue(deliveries(1), true));
    }

    @Test
    void enqueue_toAnExecutorThatDropsATask_givesItUpAfterASecond() throws Exception {
        AtomicInteger tasks = new AtomicInteger();
        EngineHandle handle = engine.start(
                attempt -> {
                    attempts.add(attempt);
                    attempt.settle(DONE);
                },
                new Intake(
                        task -> {
                            if (tasks.incrementAndGet() > 1) {
                                threads.execute(task);
                            }
                        },
                        time,
                        1));
        engine.enqueue(deliveries(1), true);
        engine.enqueue(deliveries(1), true); // finds a worker on its way, and has it watched
        assertThat(tasks).hasValue(1);

        time.advance(Duration.ofMillis(999));
        assertThat(tasks).hasValue(1);
        time.advance(Duration.ofMillis(1));

        handle.drain().toCompletableFuture().get(20, SECONDS);
        assertThat(attempts).hasSize(2);
    }

    @Test
    void enqueue_toAnExecutorThatIsSlow_runsNothingTwice() throws Exception {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        EngineHandle handle = engine.start(
                attempt -> {
                    attempts.add(attempt);
                    attempt.settle(DONE);
                },
                new Intake(tasks::add, time, 2));
        engine.enqueue(deliveries(2), true);
        engine.enqueue(deliveries(1), true);
        time.advance(Duration.ofSeconds(1)); // the first worker is given up, and comes after all

        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }

        handle.drain().toCompletableFuture().get(20, SECONDS);
        assertThat(attempts).hasSize(3);
    }

    /** Deliveries of which the first is made in the middle of the claim of the worker, as long as a test likes. */
    private static final class SlowToClaim extends AbstractList<Delivery> implements KnowsLanes {

        private final List<Delivery> made = deliveries(2);
        private final CountDownLatch claiming = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public Delivery get(int index) {
            if (index == 0) {
                claiming.countDown();
                awaitUninterruptibly(goOn);
            }
            return made.get(index);
        }

        @Override
        public int size() {
            return made.size();
        }

        @Override
        public boolean hasLanes() {
            return false;
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static boolean waitsForAClaim(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("currentAfterClaim"));
    }

    @Test
    void enqueue_whereTheCallerRuns_findsWhatAWorkerHasOutOfTheQueueForAMoment() throws Exception {
        DeliveryEngine small = DeliveryEngine.inMemory(2, WhenFull.callerRuns(Duration.ZERO));
        CountDownLatch helped = new CountDownLatch(1);
        AtomicReference<@Nullable Object> answer = new AtomicReference<>();
        Thread caller = new Thread(() -> answer.set(
                small.enqueue(deliveries(1), true).toCompletableFuture().join()));
        EngineHandle handle = small.start(
                attempt -> {
                    if (Thread.currentThread() == caller) {
                        helped.countDown();
                    } else {
                        awaitUninterruptibly(helped);
                    }
                    attempt.settle(DONE);
                },
                new Intake(threads, time, 1));
        SlowToClaim slow = new SlowToClaim();
        small.enqueue(slow, true);
        slow.claiming.await();

        caller.start();
        await().until(() -> !caller.isAlive() || waitsForAClaim(caller));
        slow.goOn.countDown();

        caller.join();
        assertThat(answer.get()).isInstanceOf(EnqueueResult.Accepted.class);
        handle.drain().toCompletableFuture().get(20, SECONDS);
    }

    @Test
    void enqueue_whenFullAndPatient_waitsForItsTurn() throws Exception {
        DeliveryEngine small = DeliveryEngine.inMemory(1, WhenFull.waitUpTo(Duration.ofHours(1)));
        EngineHandle handle = small.start(attempts::add, new Intake(threads, time, 2));
        small.enqueue(deliveries(1), true);
        await().until(() -> attempts.size() == 1);
        Queue<String> in = new ConcurrentLinkedQueue<>();
        time.advance(Duration.ofSeconds(2)); // so that the timers of those who wait are the only ones
        CompletableFuture<?> first = enqueueElsewhere(small, "first", in);
        await().until(() -> time.timers() == 1);
        CompletableFuture<?> second = enqueueElsewhere(small, "second", in);
        await().until(() -> time.timers() == 2);

        attempts.remove().settle(DONE);
        first.get(20, SECONDS);
        assertThat(second).isNotDone();
        await().until(() -> attempts.size() == 1);
        attempts.remove().settle(DONE);
        second.get(20, SECONDS);

        assertThat(in).containsExactly("first Accepted", "second Accepted");
        await().until(() -> attempts.size() == 1);
        time.advance(Duration.ofSeconds(2));
        CompletableFuture<?> late = enqueueElsewhere(small, "late", in);
        await().until(() -> time.timers() == 1);
        time.advance(Duration.ofHours(1));
        late.get(20, SECONDS);
        assertThat(in).endsWith("late Refused");
        handle.stop();
    }

    private CompletableFuture<?> enqueueElsewhere(DeliveryEngine into, String name, Queue<String> in) {
        return CompletableFuture.runAsync(
                () -> in.add(name + " "
                        + into.enqueue(deliveries(1), true)
                                .toCompletableFuture()
                                .join()
                                .getClass()
                                .getSimpleName()),
                task -> new Thread(task).start());
    }

    @Test
    void enqueue_whenFullAndTheCallerRuns_runsWhatStandsInTheQueue() throws Exception {
        DeliveryEngine small = DeliveryEngine.inMemory(2, WhenFull.callerRuns(Duration.ZERO));
        Queue<Runnable> never = new ConcurrentLinkedQueue<>();
        Queue<Thread> ranOn = new ConcurrentLinkedQueue<>();
        small.start(
                attempt -> {
                    ranOn.add(Thread.currentThread());
                    attempt.settle(DONE);
                },
                new Intake(never::add, time, 1));

        for (int i = 0; i < 5; i++) {
            assertThat(small.enqueue(deliveries(1), true).toCompletableFuture().join())
                    .isInstanceOf(EnqueueResult.Accepted.class);
        }

        assertThat(ranOn).hasSize(3).containsOnly(Thread.currentThread());
    }

    @Test
    void enqueue_byTheHandlerWhenFull_hasATenthInReserve() throws Exception {
        DeliveryEngine full = DeliveryEngine.inMemory(20, WhenFull.waitUpTo(Duration.ofDays(1)));
        EngineHandle handle = full.start(attempts::add, new Intake(threads, time, 2));
        full.enqueue(deliveries(20), true);

        assertThat(full.enqueue(deliveries(2), false).toCompletableFuture().join())
                .isInstanceOf(EnqueueResult.Accepted.class);
        assertThat(full.enqueue(deliveries(1), false).toCompletableFuture().join())
                .isInstanceOfSatisfying(
                        EnqueueResult.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("is full: it holds 22 deliveries and has room for 20"));
        handle.stop();
    }

    private static Delivery inLane(String lane) {
        return Delivery.of(EVENT, "s", 1, lane);
    }

    private static List<Delivery> lane(int count) {
        return IntStream.range(0, count).mapToObj(i -> inLane("lane")).toList();
    }

    @Test
    void stop_whileTheNextOfALaneIsHandedOn_tellsItOnce() {
        AtomicReference<@Nullable EngineHandle> handingOn = new AtomicReference<>();
        List<Delivery> forgotten = new ArrayList<>();
        EngineHandle handle = engine.start(
                attempts::add,
                new Intake(
                        task -> {
                            EngineHandle armed = handingOn.getAndSet(null);
                            if (armed != null) {
                                forgotten.addAll(armed.stop());
                            }
                            task.run();
                        },
                        time,
                        2));
        List<Delivery> three = lane(3);
        engine.enqueue(three, true);
        handingOn.set(handle);

        attempts.remove().settle(DONE);

        assertThat(forgotten).containsExactlyInAnyOrderElementsOf(three.subList(1, 3));
        assertThat(attempts).isEmpty();
    }

    @Test
    void stop_betweenASettlementAndTheReturn_tellsThoseBehindInTheLane() {
        AtomicReference<@Nullable EngineHandle> handle = new AtomicReference<>();
        List<Delivery> forgotten = new ArrayList<>();
        handle.set(engine.start(
                attempt -> {
                    attempt.settle(DONE);
                    attempts.add(attempt);
                    EngineHandle started = handle.get();
                    if (started != null) {
                        forgotten.addAll(started.stop());
                    }
                },
                new Intake(threads, time, 2)));
        List<Delivery> three = lane(3);

        engine.enqueue(three, true);

        await().until(() -> forgotten.size() == 2);
        assertThat(forgotten).containsExactlyInAnyOrderElementsOf(three.subList(1, 3));
        assertThat(attempts).hasSize(1);
    }

    @Test
    void stop_whileARetryInALaneIsGivenItsTimer_tellsAllOfTheLane() {
        AtomicReference<@Nullable EngineHandle> scheduling = new AtomicReference<>();
        List<Delivery> forgotten = new ArrayList<>();
        EngineHandle handle = engine.start(
                attempts::add,
                new Intake(
                        Runnable::run,
                        new ForwardingTime(time) {
                            @Override
                            public Timer schedule(Duration delay, Runnable task) {
                                EngineHandle armed = scheduling.getAndSet(null);
                                if (armed != null) {
                                    forgotten.addAll(armed.stop());
                                }
                                return super.schedule(delay, task);
                            }
                        },
                        2));
        List<Delivery> three = lane(3);
        engine.enqueue(three, true);
        scheduling.set(handle);

        attempts.remove().settle(new Settlement.Retry(Duration.ofSeconds(1), FAILURE));

        assertThat(forgotten).containsExactlyInAnyOrderElementsOf(three);
        assertThat(handle.stop()).isEmpty();
    }

    @Test
    void stop_afterARetryHasEnded_doesNotTellIt() {
        AtomicReference<@Nullable EngineHandle> started = new AtomicReference<>();
        List<Delivery> forgotten = new ArrayList<>();
        EngineHandle handle = engine.start(
                attempt -> {
                    attempts.add(attempt);
                    EngineHandle stopping = started.get();
                    if (stopping == null) {
                        attempt.settle(new Settlement.Retry(Duration.ofSeconds(1), FAILURE));
                    } else {
                        attempt.settle(DONE);
                        forgotten.addAll(stopping.stop());
                    }
                },
                new Intake(Runnable::run, time, 4));
        engine.enqueue(deliveries(1), true);
        started.set(handle);

        time.advance(Duration.ofSeconds(1));

        assertThat(attempts).hasSize(2);
        assertThat(forgotten).isEmpty();
    }

    /** Or stop could come between the step into the lane and that into the queue, and find nobody who stands behind it. */
    @Test
    void stop_whileARetryJoinsItsLane_waitsForIt() throws Exception {
        CountDownLatch joining = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean retrying = new AtomicBoolean();
        Delivery retried = new ForwardingDelivery(inLane("lane")) {
            @Override
            public @Nullable String lane() {
                if (retrying.get()) {
                    joining.countDown();
                    awaitUninterruptibly(goOn);
                }
                return super.lane();
            }
        };
        EngineHandle handle = engine.start(attempts::add, new Intake(Runnable::run, time, 4));
        engine.enqueue(List.of(retried), true);
        attempts.remove().settle(new Settlement.Retry(Duration.ofSeconds(1), FAILURE, true));
        retrying.set(true);
        Future<?> due = threads.submit(() -> time.advance(Duration.ofSeconds(1)));
        joining.await();

        List<Delivery> forgotten = new CopyOnWriteArrayList<>();
        Thread stopping = new Thread(() -> forgotten.addAll(handle.stop()));
        stopping.start();
        await().until(() -> stopping.getState() == Thread.State.WAITING || !stopping.isAlive());
        assertThat(stopping.isAlive()).as("waits").isTrue();
        goOn.countDown();

        due.get(20, SECONDS);
        stopping.join(20_000);
        assertThat(forgotten).containsExactly(retried);
    }

    /** Nests in nothing, neither on the thread that settles nor in the worker, however long the lane is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lane_ofTenThousandOnTheCallersThread_goesOnWithoutNesting(boolean settledByHandler) throws Exception {
        DeliveryEngine roomy = DeliveryEngine.inMemory(10_000, WhenFull.refuse());
        AtomicInteger deepest = new AtomicInteger();
        EngineHandle handle = roomy.start(
                attempt -> {
                    deepest.accumulateAndGet(new Throwable().getStackTrace().length, Math::max);
                    if (settledByHandler) {
                        attempt.settle(DONE);
                    }
                    attempts.add(attempt);
                },
                new Intake(Runnable::run, time, 1));
        handle.pause();
        List<Delivery> all = lane(10_000);
        roomy.enqueue(all, true);
        handle.resume();
        if (!settledByHandler) {
            for (int i = 0; i < all.size(); i++) {
                assertThat(attempts).hasSize(1);
                Attempt next = attempts.remove();
                assertThat(next.delivery()).isSameAs(all.get(i));
                next.settle(DONE);
            }
        } else {
            assertThat(attempts).extracting(Attempt::delivery).containsExactlyElementsOf(all);
        }

        handle.drain().toCompletableFuture().get(20, SECONDS);
        assertThat(deepest).hasValueLessThan(200);
    }

    @Test
    void lane_thatIsLong_letsOthersHaveTheirTurnBeforeItsEnd() throws Exception {
        EngineHandle handle = engine.start(
                attempt -> {
                    attempts.add(attempt);
                    attempt.settle(DONE);
                },
                new Intake(threads, time, 1));
        handle.pause();
        List<Delivery> together = new ArrayList<>(lane(90));
        Delivery free = deliveries(1).get(0);
        together.add(free);
        engine.enqueue(together, true);

        handle.resume();

        handle.drain().toCompletableFuture().get(20, SECONDS);
        assertThat(attempts.stream().map(Attempt::delivery).toList().indexOf(free))
                .isLessThan(45);
    }

    /** Who joins a lane at the moment at which it ends is neither lost nor side by side with another. */
    @Test
    @SuppressWarnings("ReferenceEquality") // the deliveries are alike
    void lane_joinedWhileItEnds_goesOnInOrder() throws Exception {
        int each = 20_000;
        DeliveryEngine roomy = DeliveryEngine.inMemory(2 * each, WhenFull.refuse());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        EngineHandle handle = roomy.start(
                attempt -> {
                    if (inside.getAndIncrement() != 0) {
                        wrong.incrementAndGet();
                    }
                    attempts.add(attempt);
                    inside.decrementAndGet();
                    attempt.settle(DONE);
                },
                new Intake(threads, time, 2));
        List<List<Delivery>> enqueued = List.of(lane(each), lane(each));

        List<CompletableFuture<Void>> enqueuing = enqueued.stream()
                .map(own -> CompletableFuture.runAsync(
                        () -> own.forEach(delivery -> roomy.enqueue(List.of(delivery), true)), many))
                .toList();
        for (CompletableFuture<Void> thread : enqueuing) {
            thread.get(20, SECONDS);
        }

        handle.drain().toCompletableFuture().get(20, SECONDS);
        assertThat(wrong).hasValue(0);
        List<Delivery> handedOut = attempts.stream().map(Attempt::delivery).toList();
        for (List<Delivery> own : enqueued) {
            Set<Delivery> mine = Collections.newSetFromMap(new IdentityHashMap<>());
            mine.addAll(own);
            List<Delivery> seen = handedOut.stream().filter(mine::contains).toList();
            assertThat(seen).hasSameSizeAs(own);
            assertThat(IntStream.range(0, each).filter(i -> seen.get(i) != own.get(i)))
                    .as("places at which another was handed out")
                    .isEmpty();
        }
    }

    @Test
    void stop_whileAnAttemptIsSettledWhoseHandlerReturns_tellsItsDelivery() throws Exception {
        AtomicReference<@Nullable EngineHandle> settling = new AtomicReference<>();
        List<Delivery> forgotten = new ArrayList<>();
        ExecutorService one = Executors.newSingleThreadExecutor();
        CountDownLatch functionEnds = new CountDownLatch(1);
        Delivery watched = new ForwardingDelivery(deliveries(1).get(0)) {
            @Override
            public String subscriptionName() { // asked for when it is to be held
                EngineHandle handle = settling.getAndSet(null);
                if (handle != null) {
                    functionEnds.countDown();
                    CompletableFuture.runAsync(() -> {}, one)
                            .join(); // behind the worker, which is through with it then
                    forgotten.addAll(handle.stop());
                }
                return super.subscriptionName();
            }
        };
        EngineHandle handle = engine.start(
                attempt -> {
                    attempts.add(attempt);
                    try {
                        functionEnds.await();
                    } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                    }
                },
                new Intake(one, time, 1));
        engine.enqueue(List.of(watched), true);
        await().until(() -> attempts.size() == 1);
        settling.set(handle);

        attempts.remove().settle(new Settlement.Hold());
        assertThat(settling).hasNullValue();

        forgotten.addAll(handle.stop());
        assertThat(forgotten).containsExactly(watched);
        one.shutdownNow();
    }

    @Test
    void stop_byTwoAtOnce_tellsEachDeliveryOnce() {
        EngineHandle handle = engine.start(attempts::add, new Intake(Runnable::run, time, 2));
        List<Delivery> ten = deliveries(10);
        engine.enqueue(ten, true);
        List<CompletableFuture<List<Delivery>>> stops = List.of(
                CompletableFuture.supplyAsync(handle::stop, threads),
                CompletableFuture.supplyAsync(handle::stop, threads));

        assertThat(stops.stream().flatMap(stop -> stop.join().stream())).containsExactlyInAnyOrderElementsOf(ten);
    }

    @Test
    void id_isTheSameForTheSameParts_andNoOther() {
        CloudEvent event = CloudEvent.builder("a").eventId("id").build();
        String id = Delivery.of(event, "s", 1, null).id();

        assertThat(Delivery.of(event.toBuilder().data("x").build(), "s", 1, null)
                        .id())
                .isEqualTo(id);
        assertThat(List.of(
                        Delivery.of(event, "s", 2, null).id(),
                        Delivery.of(event, "t", 1, null).id(),
                        Delivery.of(
                                        event.toBuilder()
                                                .eventId("i")
                                                .sourceId("ddispatch")
                                                .build(),
                                        "s",
                                        1,
                                        null)
                                .id(),
                        Delivery.of(event.toBuilder().sourceId("other").build(), "s", 1, null)
                                .id()))
                .doesNotHaveDuplicates()
                .doesNotContain(id);
    }

    /** Deliveries of an emission where none keeps an order, as the manager hands them over. */
    private static final class Unordered extends AbstractList<Delivery> implements KnowsLanes {

        private final List<Delivery> deliveries;

        Unordered(int count) {
            deliveries = IntStream.range(0, count)
                    .mapToObj(i -> Delivery.of(EVENT, "s", 1, null))
                    .toList();
        }

        @Override
        public boolean hasLanes() {
            return false;
        }

        @Override
        public Delivery get(int index) {
            return deliveries.get(index);
        }

        @Override
        public int size() {
            return deliveries.size();
        }
    }

    /** Some threads lose their processor in the middle of an enqueue; what others were told is taken must not go with it. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "1, true", "2, true"})
    void stop_whileManyEnqueue_tellsExactlyWhatWasTaken(int count, boolean ordered) throws Exception {
        for (int round = 0; round < 60; round++) {
            LongAdder ended = new LongAdder();
            DeliveryEngine stopped = DeliveryEngine.inMemory(1_000, WhenFull.refuse());
            EngineHandle handle = stopped.start(
                    attempt -> {
                        if (attempt.settle(DONE)) {
                            ended.increment();
                        }
                    },
                    new Intake(threads, time, 2));
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger begun = new AtomicInteger();
            List<CompletableFuture<Integer>> taken = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                taken.add(
                        CompletableFuture.supplyAsync(() -> enqueueUntil(over, stopped, count, ordered, begun), many));
            }
            while (begun.get() < 3) {
                Thread.onSpinWait();
            }

            List<Delivery> forgotten = handle.stop();

            over.set(true);
            int sum = 0;
            for (CompletableFuture<Integer> each : taken) {
                sum += each.get(20, SECONDS);
            }
            int expected = sum - forgotten.size();
            await("round " + round)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> ended.sum() == expected);
        }
    }

    private static int enqueueUntil(
            AtomicBoolean over, DeliveryEngine engine, int count, boolean ordered, AtomicInteger begun) {
        int taken = 0;
        while (!over.get()) {
            List<Delivery> together = ordered ? lane(count) : new Unordered(count);
            if (engine.enqueue(together, false).toCompletableFuture().join() instanceof EnqueueResult.Accepted) {
                if (taken == 0) {
                    begun.incrementAndGet();
                }
                taken += count;
            }
        }
        return taken;
    }
}
