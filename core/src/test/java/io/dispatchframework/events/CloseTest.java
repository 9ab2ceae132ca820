package io.dispatchframework.events;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.delivery.DeliveryHandler;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.delivery.Intake;
import io.dispatchframework.events.delivery.Settlement;
import io.dispatchframework.events.delivery.internal.LendsToWorkers;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.store.ListQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When {@code close()} has returned, whoever waited for a delivery has been told. */
@Timeout(60)
class CloseTest extends DeliveryFixture {

    private static final Duration GRACE = Duration.ofMinutes(1);

    /** An attempt can be settled, and the engine empty, while its delivery's end is still to be told. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void close_whileAnEndIsStillToBeTold_waitsForThat(boolean lends) throws Exception {
        CountDownLatch settled = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        EventManager events = build(builder().closeGrace(GRACE).deliveryEngine(new LingeringEngine(lends, () -> {
            settled.countDown();
            waitStubbornly(goOn);
        })));
        CountDownLatch asked = new CountDownLatch(1);
        functions.registerVoid("f", call -> asked.await());
        subscribe(events, "s", "f", policy());
        Emission emission = events.emit(event("a"));
        CompletableFuture<List<DeliveryOutcome>> completion = emission.completion();
        CompletableFuture<DeliveryOutcome> outcome =
                emission.deliveries().get(0).outcome();
        asked.countDown();
        assertThat(settled.await(20, SECONDS)).isTrue();
        List<Boolean> toldAtTheEnd = new ArrayList<>();
        Thread closer = new Thread(() -> {
            events.close();
            toldAtTheEnd.add(completion.isDone());
            toldAtTheEnd.add(outcome.isDone());
        });

        closer.start();
        awaitThat(() -> switch (closer.getState()) {
            case TIMED_WAITING, TERMINATED -> true;
            default -> false;
        });
        goOn.countDown();
        closer.join(20_000);

        assertThat(toldAtTheEnd).containsExactly(true, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "staged", "failing"})
    void close_whileManyEnd_leavesNoFutureOpen(String function) throws Exception {
        for (int round = 0; round < 300; round++) {
            CountDownLatch end = new CountDownLatch(1);
            CompletableFuture<Object> staged = new CompletableFuture<>();
            functions.registerVoid("blocking" + round, call -> end.await());
            functions.registerAsync("staged" + round, call -> staged);
            functions.registerVoid("failing" + round, call -> {
                end.await();
                throw new IllegalStateException("on purpose");
            });
            store.list(ListQuery.all())
                    .items()
                    .forEach(old -> store.delete(old.name(), old.metadata().revision()));
            EventManager events = builder()
                    .closeGrace(GRACE)
                    .deliveryPolicy(policy().maxAttempts(1).build())
                    .build();
            subscribe(events, "one", function + round, policy());
            subscribe(events, "two", function + round, policy());
            List<CompletableFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Emission emission = events.emit(event("a"));
                futures.add(emission.completion());
                emission.deliveries().forEach(delivery -> futures.add(delivery.outcome()));
            }
            var unused = threads.submit(() -> staged.complete("done"));
            end.countDown();

            events.close();

            assertThat(futures).as("round %s", round).allMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void close_graceIsOver_interruptsFunctionsOnThreadsOfItsOwn() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        functions.registerVoid("f", call -> {
            running.countDown();
            try {
                testIsOver.await();
            } catch (InterruptedException expected) {
                interrupted.countDown();
            }
        });
        EventManager events = build(EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(store)
                .functions(functions)
                .closeGrace(Duration.ZERO));
        subscribe(events, "s", "f", policy());
        events.emit(event("a"));
        assertThat(running.await(20, SECONDS)).isTrue();

        events.close();

        assertThat(interrupted.await(20, SECONDS)).isTrue();
    }

    @Test
    void close_graceIsOver_leavesFunctionsOnAGivenExecutorAndTheirFuturesAlone() throws Exception {
        CompletableFuture<Thread> running = new CompletableFuture<>();
        functions.registerVoid("f", call -> {
            running.complete(Thread.currentThread());
            testIsOver.await();
        });
        EventManager events = build(builder());
        subscribe(events, "s", "f", policy());
        subscribe(events, "t", "open", policy());
        Emission emission = events.emit(event("a"));
        Thread thread = running.get(20, SECONDS);
        awaitThat(() -> open.containsKey("a"));

        events.close();

        assertThat(emission.completion().join()).allMatch(DeliveryOutcome.Cancelled.class::isInstance);
        assertThat(thread.isInterrupted()).isFalse();
        assertThat(open.get("a")).isNotDone();
    }

    /** The thread on which a function's stage completes is nobody the engine knows. */
    @Test
    void close_onAThreadThatTellsOfAnEnd_doesNotWaitForItself() throws Exception {
        EventManager events = build(builder().closeGrace(GRACE));
        subscribe(events, "s", "open", policy());
        Emission emission = events.emit(event("a"));
        CompletableFuture<Void> closedByDependent = emission.completion().thenRun(events::close);
        awaitThat(() -> open.containsKey("a"));

        var unused = threads.submit(() -> open.get("a").complete("done"));

        closedByDependent.get(20, SECONDS);
        events.close();
    }

    @Test
    void close_whereSomebodyWhoIsToldDoesNotReturn_waitsNoLongerThanTheGrace() throws Exception {
        EventManager events = build(builder().closeGrace(GRACE));
        CompletableFuture<Void> stuck = tellSomebodyWhoDoesNotReturn(events);
        Thread closer = new Thread(events::close);

        closer.start();
        awaitThat(() -> closer.getState() == Thread.State.TIMED_WAITING);
        time.advance(GRACE.minusNanos(1));
        assertThat(closer.isAlive()).isTrue();
        time.advance(Duration.ofNanos(1));
        closer.join(20_000);

        assertThat(closer.isAlive()).isFalse();
        assertThat(stuck).isNotDone();
    }

    /** Returns what depends on an emission that has ended, and is being told so until the test is over. */
    private CompletableFuture<Void> tellSomebodyWhoDoesNotReturn(EventManager events) {
        subscribe(events, "s", "open", policy());
        AtomicBoolean told = new AtomicBoolean();
        CompletableFuture<Void> stuck = events.emit(event("a")).completion().thenRun(() -> {
            told.set(true);
            waitStubbornly(testIsOver);
        });
        awaitThat(() -> open.containsKey("a"));
        var unused = threads.submit(() -> open.get("a").complete("done"));
        awaitThat(told::get);
        return stuck;
    }

    @Test
    void close_byASecondCaller_waitsForTheFirst() throws Exception {
        EventManager events = build(builder().closeGrace(GRACE));
        subscribe(events, "s", "open", policy());
        Emission emission = events.emit(event("a"));
        awaitThat(() -> open.containsKey("a"));
        List<Thread> closers = List.of(new Thread(events::close), new Thread(events::close));

        closers.forEach(Thread::start);
        for (Thread closer : closers) {
            awaitThat(() -> closer.getState() == Thread.State.WAITING);
        }
        open.get("a").complete("done");
        for (Thread closer : closers) {
            closer.join(20_000);
        }

        assertThat(closers).noneMatch(Thread::isAlive);
        assertThat(outcomeNow(emission).isDone()).isTrue();
    }

    /** Under a time that is moved by hand there may be nobody left to move it. */
    @Test
    void close_whereSomebodyWhoIsToldDoesNotReturn_andTheTimeStandsStill_returns() throws Exception {
        EventManager events = build(builder().closeGrace(Duration.ZERO));
        CompletableFuture<Void> stuck = tellSomebodyWhoDoesNotReturn(events);
        Thread closer = new Thread(events::close);

        closer.start();
        closer.join(20_000);

        assertThat(closer.isAlive()).isFalse();
        assertThat(stuck).isNotDone();
    }

    // An executor that takes a task and drops it has nothing to be seen by, other than that nobody comes.

    @Test
    void close_afterTheExecutorHasDroppedATask_cancelsTheDeliveryWhenTheGraceIsOver() throws Exception {
        EventManager events = build(builder().closeGrace(GRACE).executor(task -> {}));
        subscribe(events, "s", "ok", policy());
        Emission emission = events.emit(event("a"));
        Thread closer = new Thread(events::close);

        closer.start();
        awaitThat(() -> closer.getState() == Thread.State.WAITING);
        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Pending.class);
        time.advance(GRACE);
        closer.join(20_000);

        assertThat(closer.isAlive()).isFalse();
        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Cancelled.class);
        assertThat(emission.completion()).isDone();
    }

    @Test
    void emit_afterTheExecutorHasDroppedATask_letsBothDeliveriesGo() {
        AtomicBoolean dropping = new AtomicBoolean(true);
        EventManager events = build(builder().executor(task -> {
            if (!dropping.getAndSet(false)) {
                threads.execute(task);
            }
        }));
        subscribe(events, "s", "ok", policy());
        Emission dropped = events.emit(event("a"));

        Emission next = events.emit(event("b"));
        time.advance(Duration.ofSeconds(1));

        assertThat(dropped.await(PATIENCE)).allMatch(DeliveryOutcome::isDone);
        assertThat(next.await(PATIENCE)).allMatch(DeliveryOutcome::isDone);
    }

    /** The engine in memory, but a settlement takes its time to return once it is made. */
    private static final class LingeringEngine extends ForwardingEngine {

        private final boolean lends;
        private final Runnable linger;

        LingeringEngine(boolean lends, Runnable linger) {
            this.lends = lends;
            this.linger = linger;
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        @SuppressWarnings("unchecked") // only the manager's handler lends, and what it lends are handlers
        public EngineHandle start(DeliveryHandler handler, Intake intake) {
            LendsToWorkers<DeliveryHandler> lender = (LendsToWorkers<DeliveryHandler>) handler;
            return super.start(lends ? new Lending(lender, linger) : lingering(handler, linger), intake);
        }

        private static DeliveryHandler lingering(DeliveryHandler handler, Runnable linger) {
            return attempt -> handler.handle(new LingeringAttempt(attempt, linger));
        }

        private record Lending(LendsToWorkers<DeliveryHandler> lender, Runnable linger)
                implements DeliveryHandler, LendsToWorkers<DeliveryHandler> {

            @Override
            public void handle(Attempt attempt) {
                throw new AssertionError("this handler is there to be borrowed from");
            }

            @Override
            public DeliveryHandler borrow() {
                return lingering(lender.borrow(), linger);
            }

            @Override
            public void giveBack(DeliveryHandler borrowed) {
                // It keeps its tally to itself, which is one less for others.
            }
        }
    }

    private static final class LingeringAttempt extends ForwardingAttempt {

        private final Runnable linger;

        LingeringAttempt(Attempt attempt, Runnable linger) {
            super(attempt);
            this.linger = linger;
        }

        @Override
        public boolean settle(Settlement how) {
            boolean counts = super.settle(how);
            linger.run();
            return counts;
        }
    }
}
