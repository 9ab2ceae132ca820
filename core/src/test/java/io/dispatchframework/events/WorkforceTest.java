package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.EventValidator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The threads that functions run on. */
@Timeout(60)
class WorkforceTest extends DeliveryFixture {

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
}
