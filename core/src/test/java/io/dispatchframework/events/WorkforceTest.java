package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.EventValidator;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The threads that functions run on. */
@Timeout(60)
class WorkforceTest extends DeliveryFixture {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private EventManager onDefaultThreads() {
        return manage(EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(store)
                .functions(functions)
                .build());
    }

    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        return (boolean) Thread.class.getMethod("isVirtual").invoke(thread); // there is none before 21
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void threads_byDefault_areVirtualWhereTheJvmHasThem() throws Exception {
        functions.register("thread", call -> Thread.currentThread());
        EventManager events = onDefaultThreads();
        subscribe(events, "s", "thread", policy());

        DeliveryOutcome.Done done =
                (DeliveryOutcome.Done) events.emit(event("a")).await(PATIENCE).get(0);

        assertThat(done.value())
                .isInstanceOfSatisfying(
                        Thread.class, thread -> assertThat(thread.getName()).startsWith("dispatch-events-"));
        assertThat(isVirtual((Thread) done.value())).isTrue();
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void threads_byDefault_areABoundedPoolOfNamedDaemonsElsewhere() {
        int bound = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(bound);
        functions.registerVoid("thread", call -> {
            seen.add(Thread.currentThread());
            all.countDown();
            all.await();
        });
        EventManager events = onDefaultThreads();
        subscribe(events, "s", "thread", policy());

        Emission last = events.emit(event("a"));
        for (int i = 1; i < 3 * bound; i++) {
            last = events.emit(event("a"));
        }

        assertThat(last.await(PATIENCE)).allMatch(DeliveryOutcome::isDone);
        assertThat(seen).hasSize(bound).allSatisfy(thread -> {
            assertThat(thread.getName()).startsWith("dispatch-events-");
            assertThat(thread.isDaemon()).isTrue();
        });
    }

    @Test
    void executor_thatWasGiven_isLeftOpen() throws Exception {
        EventManager events = build(builder());
        subscribe(events, "s", "ok", policy());
        assertThat(events.emit(event("a")).await(PATIENCE)).allMatch(DeliveryOutcome::isDone);

        events.close();

        assertThat(threads.isShutdown()).isFalse();
        assertThat(threads.submit(() -> "runs").get()).isEqualTo("runs");
    }

    /** Lets a thread that has a value here, and a certain name, start no other: as where the JVM has none left. */
    private static final class ThreadShortage extends InheritableThreadLocal<Boolean> {

        private final String nameOfThread;
        private volatile boolean isOver;

        ThreadShortage(String nameOfThread) {
            this.nameOfThread = nameOfThread;
        }

        /** Runs what is to happen in the shortage, on a thread whose value here is inherited by those it starts. */
        void during(Runnable what) {
            set(true);
            try {
                what.run();
            } finally {
                isOver = true;
                remove();
            }
        }

        @Override
        protected Boolean childValue(Boolean ofParent) { // called by the thread that makes another
            if (!isOver && Thread.currentThread().getName().equals(nameOfThread)) {
                throw new OutOfMemoryError("unable to create native thread, on purpose");
            }
            return ofParent;
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void timeouts_whoseThreadsCannotBeReplaced_areAllTold_andWhatWaitsRunsWhenThereAreThreadsAgain() {
        int bound = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
        functions.register("stubborn", call -> {
            started.add(call.event().eventType());
            if (call.event().eventType().equals("stuck")) {
                waitStubbornly(testIsOver);
            }
            return "done";
        });
        EventManager events = manage(EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(store)
                .functions(functions)
                .timeSource(time)
                .maxInFlight(2 * bound)
                .closeGrace(Duration.ZERO)
                .build());
        subscribe(events, "s", "stubborn", policy().timeout(SECOND).maxAttempts(1));
        List<Emission> stuck = IntStream.range(0, bound)
                .mapToObj(i -> events.emit(event("stuck")))
                .toList();
        awaitThat(() -> started.size() == bound);
        Emission waiting = events.emit(event("waiting")); // so that there is something to start a thread for

        new ThreadShortage("dispatch-events-timeouts").during(() -> {
            time.advance(SECOND);

            awaitThat(() -> stuck.stream().allMatch(each -> each.completion().isDone()));
            assertThat(stuck).allSatisfy(each -> assertThat(outcomeNow(each)).isInstanceOf(DeliveryOutcome.Dead.class));
            assertThat(outcomeNow(waiting)).isInstanceOf(DeliveryOutcome.Pending.class);
        });
        assertThat(outcome(waiting).isDone()).isTrue();
    }

    @Test
    void timeouts_withNoThreadToTellOfThem_areTold_andSoAreLaterOnes() {
        EventManager events = build(builder());
        subscribe(events, "s", "open", policy().timeout(SECOND).maxAttempts(1));
        Emission first = events.emit(event("a"));
        awaitThat(() -> open.containsKey("a"));
        time.advance(SECOND.dividedBy(2));
        Emission second = events.emit(event("b"));
        awaitThat(() -> open.containsKey("b"));

        new ThreadShortage(Thread.currentThread().getName())
                .during(() -> assertThatCode(() -> time.advance(SECOND)).doesNotThrowAnyException());

        assertThat(List.of(first, second))
                .allSatisfy(each -> assertThat(outcomeNow(each)).isInstanceOf(DeliveryOutcome.Dead.class));
    }
}
