package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.RunningDriver;
import io.dispatchframework.events.driver.SettingSpec;
import io.dispatchframework.events.driver.SettingSpec.Kind;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.TestEventDriverStore;
import io.dispatchframework.events.store.TestEventDriverTypeStore;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** 200 drivers, half of which fail in all ways there are, while the other half emits as fast as there is room. */
@Timeout(300)
@ExtendWith(QuickAwaits.class)
class DriverChaosTest {

    private static final int DRIVERS = 200;

    /** Five seconds, in which no start or stop comes to its limit. */
    private static final int ROUNDS_WITHOUT_LIMITS = 50;

    private static final String WELL = "well-";
    private static final String ILL = "ill-";

    private final long seed = System.nanoTime();
    private final TestTime time = new TestTime();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    /** How many runs of each driver are between their start and their stop. */
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();

    /** The reason of the last failure of each driver. */
    private final Map<String, String> lastFailure = new ConcurrentHashMap<>();

    private final Map<String, AtomicInteger> sequences = new ConcurrentHashMap<>();
    private final AtomicBoolean calm = new AtomicBoolean();
    private final AtomicInteger failures = new AtomicInteger();

    private final EventManager events = EventManager.builder()
            .validator(event -> event.eventType().equals("bad")
                    ? List.of(new Violation("event-type", "event-type is bad"))
                    : List.of())
            .subscriptionStore(new TestSubscriptionStore())
            .functions(FunctionRegistry.create()
                    .registerVoid(
                            "see", call -> seen.add(String.valueOf(call.event().data()))))
            .deliveryEngine(DeliveryEngine.inMemory(500, WhenFull.waitUpTo(Duration.ofMillis(10))))
            .driverTypeStore(new TestEventDriverTypeStore())
            .driverStore(new TestEventDriverStore())
            .driverFactory("chaos", new Chaos())
            .timeSource(time)
            .build();

    @Test
    void drivers_thatFailAtRandom_harmNoOther() {
        run(Duration.ofSeconds(3));
    }

    @Test
    @Tag("slow")
    void drivers_thatFailAtRandomForAMinute_harmNoOther() {
        run(Duration.ofMinutes(1));
    }

    private void run(Duration length) {
        events.subscriptions()
                .create(Subscription.builder("good")
                        .eventType("good")
                        .functionName("see")
                        .build());
        events.driverTypes()
                .create(EventDriverType.builder("chaos").implementation("chaos").build());
        for (int i = 0; i < DRIVERS; i++) {
            events.drivers().create(driver((i % 2 == 0 ? WELL : ILL) + i, 0));
        }

        Random random = new Random(seed);
        long end = System.nanoTime() + length.toNanos();
        int round = 0;
        while (System.nanoTime() < end) {
            round++;
            time.advance(Duration.ofMillis(100));
            changeOne(random, round);
            if (round % ROUNDS_WITHOUT_LIMITS == 0) {
                awaitWell();
            }
        }
        calm.set(true);
        awaitTrueStatuses();
        assertThat(failures).as("seed %d", seed).hasValueGreaterThan(DRIVERS);

        CompletableFuture<Void> closed = CompletableFuture.runAsync(events::close, task -> new Thread(task).start());
        await("seed " + seed).atMost(Duration.ofSeconds(60)).until(() -> {
            time.advance(Duration.ofSeconds(1));
            return closed.isDone();
        });
        assertThat(events.drivers().statuses()).isEmpty();
        await("seed " + seed).until(DriverChaosTest::driverThreads, List::isEmpty);
        assertThat(accepted).as("seed %d", seed).hasSizeGreaterThan(DRIVERS);
        accepted.removeAll(seen);
        assertThat(accepted).as("lost, seed %d", seed).isEmpty();
    }

    private static EventDriver driver(String name, int version) {
        return EventDriver.builder(name)
                .typeName("chaos")
                .setting("version", Integer.toString(version))
                .build();
    }

    private void changeOne(Random random, int version) {
        String name = events.drivers()
                .list()
                .get(random.nextInt(events.drivers().list().size()))
                .name();
        switch (random.nextInt(4)) {
            case 0 ->
                events.drivers()
                        .find(name)
                        .ifPresent(stored -> events.drivers()
                                .update(stored.toBuilder()
                                        .setting("version", Integer.toString(version))
                                        .build()));
            case 1 -> {
                events.drivers().delete(name);
                events.drivers().create(driver(name, version));
            }
            default -> {
                // most of the time they are left to themselves
            }
        }
    }

    /** Lets the threads of the healthy ones catch up with the time, which is moved faster than they may be run. */
    private void awaitWell() {
        await("seed " + seed)
                .atMost(Duration.ofSeconds(60))
                .until(() -> events.drivers().statuses().stream()
                        .filter(status -> status.driverName().startsWith(WELL))
                        .allMatch(status -> status.state() == State.READY));
    }

    /** READY is what has a run, ERROR what has none and has failed of what is shown; nothing is on its way. */
    private void awaitTrueStatuses() {
        await("seed " + seed).atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            time.advance(Duration.ofSeconds(1));
            List<DriverStatus> statuses = events.drivers().statuses();
            assertThat(statuses).hasSize(DRIVERS).allSatisfy(status -> {
                int runs = running.getOrDefault(status.driverName(), new AtomicInteger())
                        .get();
                if (status.state() == State.READY) {
                    assertThat(runs).as("runs of %s", status).isEqualTo(1);
                } else {
                    assertThat(status.state()).isEqualTo(State.ERROR);
                    assertThat(runs).as("runs of %s", status).isZero();
                    assertThat(status.reason())
                            .isIn(
                                    "IllegalStateException: " + lastFailure.get(status.driverName()),
                                    "it did not start within 30 seconds and was abandoned");
                }
            });
            assertThat(statuses)
                    .filteredOn(status -> status.driverName().startsWith(WELL))
                    .allSatisfy(status -> assertThat(status)
                            .returns(State.READY, DriverStatus::state)
                            .returns("", DriverStatus::reason)
                            .returns(0, DriverStatus::restarts));
        });
    }

    private static List<String> driverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("dispatch-driver-" + WELL) || name.startsWith("dispatch-driver-" + ILL))
                .toList();
    }

    private final class Chaos implements EventDriverFactory {

        @Override
        public List<SettingSpec> settings() {
            return List.of(
                    SettingSpec.of("version", Kind.INTEGER, "makes a change").asRequired());
        }

        @Override
        public RunningDriver start(DriverContext context) throws InterruptedException {
            String name = context.driverName();
            Random random = new Random(seed + name.hashCode() + failures.get());
            boolean ill = name.startsWith(ILL) && !calm.get();
            if (ill && random.nextInt(3) == 0) {
                throw failure(name, "does not start");
            }
            if (ill && random.nextInt(20) == 0) {
                new CountDownLatch(1).await(); // until it is given up
            }
            context.run("work", () -> {
                if (name.startsWith(WELL)) {
                    emit(context);
                } else {
                    fail(context, random);
                }
            });
            AtomicInteger runs = running.computeIfAbsent(name, any -> new AtomicInteger());
            runs.incrementAndGet();
            return () -> {
                runs.decrementAndGet();
                if (name.startsWith(ILL) && random.nextInt(3) == 0) {
                    throw new StackOverflowError("does not stop in good order");
                }
            };
        }

        private IllegalStateException failure(String name, String why) {
            String message = why + " " + failures.incrementAndGet();
            lastFailure.put(name, message);
            return new IllegalStateException(message);
        }

        private void emit(DriverContext context) throws InterruptedException {
            AtomicInteger sequence = sequences.computeIfAbsent(context.driverName(), any -> new AtomicInteger());
            while (true) {
                String data = context.driverName() + " " + sequence.incrementAndGet();
                boolean taken = false;
                while (!taken) {
                    Acceptance answer = context.sink()
                            .emit(context.sink().event("good").data(data).build());
                    taken = answer.isAccepted();
                    if (taken) {
                        accepted.add(data);
                    }
                    pause(context, Duration.ofMillis(100));
                }
            }
        }

        private void fail(DriverContext context, Random random) throws InterruptedException {
            for (int i = random.nextInt(100); i > 0; i--) {
                context.sink()
                        .emit(context.sink()
                                .event(random.nextBoolean() ? "bad" : "ignored")
                                .build());
            }
            while (calm.get()) {
                new CountDownLatch(1).await();
            }
            switch (random.nextInt(3)) {
                case 0 -> throw failure(context.driverName(), "failed while it worked");
                case 1 -> context.failed(failure(context.driverName(), "told that it failed"));
                default -> {
                    pause(context, Duration.ofSeconds(random.nextInt(10)));
                    throw failure(context.driverName(), "failed after a while");
                }
            }
        }

        private void pause(DriverContext context, Duration wait) throws InterruptedException {
            CountDownLatch over = new CountDownLatch(1);
            context.time().schedule(wait, over::countDown);
            over.await();
        }
    }
}
