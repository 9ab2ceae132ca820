package io.dispatchframework.events;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionCall;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenFailed;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything goes wrong at random, and the books balance to the last delivery. */
class FaultInjectionTest {

    private static final Duration TIMEOUT = Duration.ofMillis(20);
    private static final int EMITTERS = 4;
    private static final int MOST_AT_ONCE = 3;

    private final long seed = System.nanoTime();
    private final AtomicLong draws = new AtomicLong();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final ExecutorService elsewhere = Executors.newFixedThreadPool(2);
    private final ExecutorService emitters = Executors.newFixedThreadPool(EMITTERS);

    private final AtomicLong started = new AtomicLong();
    private final AtomicLong heardOfEnds = new AtomicLong();
    private final AtomicInteger boundedNow = new AtomicInteger();
    private final AtomicInteger mostBounded = new AtomicInteger();
    private final Map<Object, AtomicInteger> inOrderNow = new ConcurrentHashMap<>();
    private final AtomicInteger twoAtOnceInOrder = new AtomicInteger();

    @Test
    @Timeout(value = 3, unit = MINUTES)
    void everythingGoesWrong_andTheBooksBalance() throws Exception {
        drive(20_000);
    }

    @Test
    @Tag("slow")
    @Timeout(value = 30, unit = MINUTES)
    void everythingGoesWrong_aMillionTimes_andTheBooksBalance() throws Exception {
        drive(1_000_000);
    }

    /** Thousands of failures are logged, each with its stack trace, which is not what is tested here. */
    private final List<Logger> quiet = Stream.of(EventManager.class, DeliveryEngine.class, DeliveryListener.class)
            .map(type -> Logger.getLogger(type.getName()))
            .toList();

    @BeforeEach
    void logNothing() {
        quiet.forEach(logger -> logger.setLevel(Level.OFF));
    }

    @AfterEach
    void logAgain() {
        quiet.forEach(logger -> logger.setLevel(null));
    }

    private void drive(int deliveries) throws Exception {
        TestSubscriptionStore store = new TestSubscriptionStore();
        DeliveryPolicy quick = DeliveryPolicy.builder()
                .backoff(Duration.ofMillis(1))
                .maxBackoff(Duration.ofMillis(5))
                .timeout(TIMEOUT)
                .build();
        EventManager events = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(store)
                .functions(FunctionRegistry.create().registerAsync("f", this::misbehave))
                .executor(rejectingAtRandom(threads))
                .maxInFlight(64)
                .deliveryEngine(DeliveryEngine.inMemory(5_000, WhenFull.waitUpTo(Duration.ofMinutes(2))))
                .deliveryPolicy(quick)
                .listener(new ThrowingListener())
                .closeGrace(Duration.ofMinutes(1))
                .build();
        try (events) {
            subscribe(events, "free", DeliveryPolicy.inherit());
            subscribe(events, "waits", ordered(WhenFailed.WAIT));
            subscribe(events, "skips", ordered(WhenFailed.SKIP));
            subscribe(events, "dies", ordered(WhenFailed.DEAD_LETTER));
            subscribe(
                    events,
                    "bounded",
                    DeliveryPolicy.builder().maxAtOnce(MOST_AT_ONCE).build());

            List<CompletableFuture<List<Emission>>> emitting = new ArrayList<>();
            for (int emitter = 0; emitter < EMITTERS; emitter++) {
                int first = emitter;
                emitting.add(
                        CompletableFuture.supplyAsync(() -> emit(events, first, deliveries / 5 / EMITTERS), emitters));
            }
            for (CompletableFuture<List<Emission>> some : emitting) {
                for (Emission emission : some.get()) {
                    assertThat(emission.await(Duration.ofMinutes(2)))
                            .hasSize(5)
                            .allSatisfy(end -> assertThat(end)
                                    .isInstanceOfAny(DeliveryOutcome.Done.class, DeliveryOutcome.Dead.class));
                }
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                DeliveryStatistics now = events.statistics();
                return now.pending() == 0 && now.running() == 0;
            });

            DeliveryStatistics books = events.statistics();
            assertThat(books.matched())
                    .isEqualTo(books.done() + books.dead() + books.refused() + books.cancelled())
                    .isGreaterThanOrEqualTo(deliveries);
            assertThat(books.attempts()).isEqualTo(started.get());
            assertThat(heardOfEnds).hasValue(books.matched());
            assertThat(books.retries()).isPositive();
            assertThat(books.timeouts()).isPositive().isEqualTo(books.lateEnds());
            assertThat(books.abandoned()).isZero();
            assertThat(mostBounded).hasValueBetween(1, MOST_AT_ONCE);
            assertThat(twoAtOnceInOrder).hasValue(0);
        } catch (Exception | AssertionError failed) {
            throw new AssertionError("seed " + seed + ", " + events.statistics(), failed);
        } finally {
            threads.shutdownNow();
            elsewhere.shutdownNow();
            emitters.shutdownNow();
        }
    }

    private static DeliveryPolicy ordered(WhenFailed whenFailed) {
        return DeliveryPolicy.builder()
                .order(Order.byExtension("key"))
                .whenFailed(whenFailed)
                .build();
    }

    private static void subscribe(EventManager events, String name, DeliveryPolicy policy) {
        events.subscriptions()
                .create(Subscription.builder(name)
                        .eventType("outer")
                        .functionName("f")
                        .policy(policy)
                        .build());
    }

    private static List<Emission> emit(EventManager events, int emitter, int count) {
        List<Emission> emissions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            emissions.add(events.emit(CloudEvent.builder("outer")
                    .sourceId("emitter-" + emitter)
                    .extension("key", "key-" + i % 50)
                    .build()));
        }
        return emissions;
    }

    private SplittableRandom random() {
        return new SplittableRandom(seed + draws.incrementAndGet());
    }

    private @Nullable CompletableFuture<?> misbehave(FunctionCall call) throws Exception {
        started.incrementAndGet();
        boolean bounded = call.subscriptionName().equals("bounded");
        AtomicInteger line = lineOf(call);
        if (bounded) {
            int now = boundedNow.incrementAndGet();
            mostBounded.accumulateAndGet(now, Math::max);
        }
        if (line != null && line.incrementAndGet() > 1) {
            twoAtOnceInOrder.incrementAndGet();
        }
        try {
            SplittableRandom random = random();
            int dice = random.nextInt(10_000);
            if (dice < 6_500 || (dice >= 8_300 && dice < 9_980 && (bounded || line != null))) {
                return CompletableFuture.completedFuture(dice);
            } else if (dice < 7_500) {
                throw new IllegalStateException("on purpose");
            } else if (dice < 7_700) {
                throw new StackOverflowError("on purpose");
            } else if (dice < 7_800) {
                throw new PermanentFailureException("on purpose");
            } else if (dice < 7_900) {
                return null;
            } else if (dice < 8_000) {
                return CompletableFuture.completedFuture(FunctionResult.retryAfter(
                        Duration.ofMillis(random.nextInt(3)), new IllegalStateException("on purpose")));
            } else if (dice < 8_100) {
                Thread.currentThread().interrupt();
                throw new InterruptedException("on purpose");
            } else if (dice < 8_300) {
                return CompletableFuture.completedFuture(
                        FunctionResult.emit(CloudEvent.builder("inner").build()));
            } else if (dice < 9_980) {
                CompletableFuture<Integer> future = CompletableFuture.supplyAsync(
                        () -> {
                            if (dice % 10 == 0) {
                                throw new IllegalStateException("on purpose, elsewhere");
                            }
                            return dice;
                        },
                        elsewhere);
                return future;
            } else if (dice < 9_990) {
                awaitInterrupt(); // and returns all the same, late
                return CompletableFuture.completedFuture("late");
            } else {
                new CountDownLatch(1).await(); // ends by the interrupt
                throw new AssertionError("nobody interrupted");
            }
        } finally {
            leave(bounded, line);
        }
    }

    /** Returns who stands in line with a call, {@code null} if nobody does. */
    private @Nullable AtomicInteger lineOf(FunctionCall call) {
        return call.subscriptionName().equals("free") || call.subscriptionName().equals("bounded")
                ? null
                : inOrderNow.computeIfAbsent(
                        call.subscriptionName() + call.event().extensions().get("key"), key -> new AtomicInteger());
    }

    private void leave(boolean bounded, @Nullable AtomicInteger line) {
        if (bounded) {
            boundedNow.decrementAndGet();
        }
        if (line != null) {
            line.decrementAndGet();
        }
    }

    /** Waits for the interrupt that comes when the time is over. */
    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException timeIsOver) {
            // what comes now is late
        }
    }

    private Executor rejectingAtRandom(Executor executor) {
        return task -> {
            if (random().nextInt(100) < 2) {
                throw new RejectedExecutionException("on purpose");
            }
            executor.execute(task);
        };
    }

    /** Throws at random, after it has counted. */
    private final class ThrowingListener implements DeliveryListener {

        private void fail() {
            if (random().nextInt(100) == 0) {
                throw new IllegalStateException("on purpose");
            }
            if (random().nextInt(1_000) == 0) {
                throw new AssertionError("on purpose");
            }
        }

        @Override
        public void started(Delivery delivery, int attempt) {
            fail();
        }

        @Override
        public void succeeded(Delivery delivery, DeliveryOutcome.Done end) {
            heardOfEnds.incrementAndGet();
            fail();
        }

        @Override
        public void deadLettered(Delivery delivery, DeliveryOutcome.Dead end) {
            heardOfEnds.incrementAndGet();
            fail();
        }
    }
}
