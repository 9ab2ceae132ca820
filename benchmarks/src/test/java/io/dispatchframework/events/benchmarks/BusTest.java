package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.benchmarks.Bus.Work;
import io.dispatchframework.events.event.CloudEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BusTest {

    private static final CloudEvent[] EVENTS = DispatchEvents.make(500);
    private static final Set<String> WITH_THREADS_OF_THEIR_OWN = Set.of("emitOwnThreads", "mbassadorMessages", "vertx");

    static Stream<Arguments> buses() {
        return Bus.starts().keySet().stream()
                .sorted()
                .flatMap(name -> Stream.of(1, 10, 100).map(size -> Arguments.of(name, size)));
    }

    @ParameterizedTest
    @MethodSource("buses")
    void emit_anyBus_runsEachFunctionOnceForEachEvent(String name, int size) throws InterruptedException {
        Set<Thread> poolThreads = ConcurrentHashMap.newKeySet();
        Set<Thread> seenThreads = ConcurrentHashMap.newKeySet();
        List<Collection<String>> seen = new ArrayList<>();
        List<Consumer<CloudEvent>> functions = new ArrayList<>();
        CountDownLatch left = new CountDownLatch(size * EVENTS.length);
        for (int i = 0; i < size; i++) {
            Collection<String> ids = new ConcurrentLinkedQueue<>();
            seen.add(ids);
            functions.add(event -> {
                seenThreads.add(Thread.currentThread());
                ids.add(event.eventId());
                left.countDown();
            });
        }
        ExecutorService pool = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task);
            poolThreads.add(thread);
            return thread;
        });
        try (Bus bus = Bus.starts().get(name).apply(new Work(pool, functions, 2, 0))) {
            for (CloudEvent event : EVENTS) {
                bus.emit(event);
            }
            assertThat(left.await(30, TimeUnit.SECONDS))
                    .as("all have run, %s are left", left.getCount())
                    .isTrue();
        } finally {
            pool.shutdown();
        }
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        List<String> expected =
                Arrays.stream(EVENTS).map(CloudEvent::eventId).sorted().toList();
        assertThat(seen).allSatisfy(ids -> assertThat(ids.stream().sorted()).isEqualTo(expected));
        if (WITH_THREADS_OF_THEIR_OWN.contains(name)) {
            assertThat(Collections.disjoint(seenThreads, poolThreads)).isTrue();
        } else {
            assertThat(poolThreads).containsAll(seenThreads);
        }
    }
}
