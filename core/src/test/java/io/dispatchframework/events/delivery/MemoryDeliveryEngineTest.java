package io.dispatchframework.events.delivery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.time.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryDeliveryEngineTest {

    private static final Settlement DONE = new Settlement.Done();
    private static final Failure FAILURE = new Failure("no", null);

    private final TestTime time = new TestTime();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final DeliveryEngine engine = DeliveryEngine.inMemory(100, WhenFull.refuse());
    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();

    @AfterEach
    void shutDown() {
        threads.shutdownNow();
    }

    /** Starts the engine with a handler that settles at once, or not at all where it gives {@code null}. */
    private EngineHandle start(Function<Attempt, Settlement> handler) {
        return engine.start(
                attempt -> {
                    attempts.add(attempt);
                    Settlement settlement = handler.apply(attempt);
                    if (settlement != null) {
                        attempt.settle(settlement);
                    }
                },
                new Intake(threads, time, 2));
    }

    private static List<Delivery> deliveries(int count) {
        CloudEvent event = CloudEvent.builder("a").build();
        return IntStream.range(0, count)
                .mapToObj(i -> Delivery.of(event, "s" + i, 1, null))
                .toList();
    }

    @Test
    void inMemory_withBoundsThatMakeNoSense_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DeliveryEngine.inMemory(0, WhenFull.refuse()));
        assertThatIllegalArgumentException().isThrownBy(() -> WhenFull.waitUpTo(Duration.ofSeconds(-1)));
    }

    @Test
    void start_twice_isRefused() {
        start(attempt -> DONE);

        assertThatIllegalStateException().isThrownBy(() -> start(attempt -> DONE));
    }

    @Test
    void enqueue_beforeStart_isRefused() {
        assertThatIllegalStateException().isThrownBy(() -> engine.enqueue(deliveries(1), true));
    }

    @Test
    void enqueue_handsOutEachDeliveryOnce() throws Exception {
        EngineHandle handle = start(attempt -> DONE);

        List<Delivery> many = deliveries(100);
        assertThat(engine.enqueue(many, true).toCompletableFuture().join()).isInstanceOf(EnqueueResult.Accepted.class);

        handle.drain().toCompletableFuture().get(20, SECONDS);
        assertThat(attempts).extracting(Attempt::delivery).containsExactlyInAnyOrderElementsOf(many);
    }

    @Test
    void release_isNotChargedAsAnAttempt() throws Exception {
        EngineHandle handle = start(attempt -> attempts.size() == 1 ? new Settlement.Release() : DONE);
        engine.enqueue(deliveries(1), true);
        await().until(() -> time.timers() == 1);
        time.advance(Duration.ofSeconds(1));

        handle.drain().toCompletableFuture().get(20, SECONDS);
        assertThat(attempts).extracting(Attempt::number).containsExactly(1, 1);
    }

    @Test
    void retry_isChargedAndNotEarly() throws Exception {
        EngineHandle handle =
                start(attempt -> attempt.number() == 1 ? new Settlement.Retry(Duration.ofSeconds(5), FAILURE) : DONE);
        engine.enqueue(deliveries(1), true);
        await().until(() -> time.timers() == 1);
        time.advance(Duration.ofMillis(4_999));
        assertThat(time.timers()).isEqualTo(1);
        time.advance(Duration.ofMillis(1));

        handle.drain().toCompletableFuture().get(20, SECONDS);
        assertThat(attempts).extracting(Attempt::number).containsExactly(1, 2);
    }

    @Test
    void handler_thatThrows_keepsTheDelivery() throws Exception {
        EngineHandle handle = start(attempt -> {
            if (attempts.size() == 1) {
                throw new AssertionError("a broken handler");
            }
            return DONE;
        });
        engine.enqueue(deliveries(1), true);
        await().until(() -> time.timers() == 1);
        time.advance(Duration.ofSeconds(1));

        handle.drain().toCompletableFuture().get(20, SECONDS);
        assertThat(attempts).hasSize(2);
    }

    @Test
    void pause_handsOutNothingUntilResume() throws Exception {
        EngineHandle handle = start(attempt -> DONE);
        handle.pause();
        engine.enqueue(deliveries(3), true);
        threads.submit(() -> {}).get();
        assertThat(attempts).isEmpty();

        handle.resume();

        handle.drain().toCompletableFuture().get(20, SECONDS);
        assertThat(attempts).hasSize(3);
    }

    @Test
    void stop_tellsEveryDeliveryThatItForgets_whereverItIs() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        EngineHandle handle = start(attempt -> switch (attempt.delivery().subscriptionName()) {
            case "s0" -> new Settlement.Hold();
            case "s1" -> new Settlement.Retry(Duration.ofHours(1), FAILURE);
            case "s2" -> null; // asynchronous
            default -> {
                running.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                yield DONE;
            }
        });
        List<Delivery> five = deliveries(5); // held, delayed, asynchronous, running, and in the queue
        engine.enqueue(five, true);
        running.await();

        assertThat(handle.stop()).containsExactlyInAnyOrderElementsOf(five);
        assertThat(handle.stop()).isEmpty();
        assertThat(engine.enqueue(deliveries(1), true).toCompletableFuture().join())
                .isInstanceOf(EnqueueResult.Refused.class);
    }

    @Test
    void offerHeld_offersWhatIsHeldForThatSubscriptionAlone() throws Exception {
        EngineHandle handle = start(attempt -> attempts.size() <= 2 ? new Settlement.Hold() : DONE);
        engine.enqueue(deliveries(2), true);
        await().until(() -> attempts.size() == 2);

        handle.offerHeld("s1", 1);
        await().until(() -> attempts.size() == 3);
        handle.offerHeld("s0", 1);

        handle.drain().toCompletableFuture().get(20, SECONDS);
        assertThat(attempts).extracting(Attempt::number).containsOnly(1);
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
}
