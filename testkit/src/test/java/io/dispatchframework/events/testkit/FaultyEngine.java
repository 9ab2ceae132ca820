package io.dispatchframework.events.testkit;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryHandler;
import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.delivery.EnqueueResult.Accepted;
import io.dispatchframework.events.delivery.EnqueueResult.Level;
import io.dispatchframework.events.delivery.EnqueueResult.Refused;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.delivery.Intake;
import io.dispatchframework.events.delivery.Settlement;
import io.dispatchframework.events.event.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The engine in memory behind a wall with one hole in it.
 *
 * <p>Where it {@code keeps}, it promises more than the one inside: it ignores ids that it holds, and forgets nothing.
 */
final class FaultyEngine implements DeliveryEngine {

    private static final Failure FAILURE = new Failure("by fault", null);

    private final DeliveryEngine inner;
    private final EngineFault fault;
    private final boolean keepsThread;
    private final boolean keeps;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger settlements = new AtomicInteger();
    private final AtomicInteger releases = new AtomicInteger();
    private final AtomicBoolean offeredAgain = new AtomicBoolean();
    private final Map<String, FaultyAttempt> latest = new ConcurrentHashMap<>();
    private final ThreadLocal<Boolean> interrupted = ThreadLocal.withInitial(() -> false);
    private volatile boolean draining;
    private volatile boolean stopped;
    private @Nullable EngineHandle started;

    FaultyEngine(DeliveryEngine inner, EngineFault fault, boolean keepsThread, boolean keeps) {
        this.inner = inner;
        this.fault = fault;
        this.keepsThread = keepsThread;
        this.keeps = keeps;
    }

    private boolean has(EngineFault which) {
        return fault == which;
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> all = EnumSet.copyOf(inner.capabilities());
        if (keeps || has(EngineFault.CLAIMS_TO_DEDUPLICATE)) {
            all.add(Capability.DEDUPLICATES);
        }
        if (keeps || has(EngineFault.CLAIMS_TO_BE_DURABLE)) {
            all.add(Capability.DURABLE);
        }
        return all;
    }

    @Override
    public EngineHandle start(DeliveryHandler handler, Intake intake) {
        if (has(EngineFault.STARTS_TWICE) && started != null) {
            return started;
        }
        if (keepsThread) {
            intake.executor().execute(this::keepThread);
        }
        Executor executor = has(EngineFault.DROPS_WHAT_IS_REJECTED) ? dropping(intake.executor()) : intake.executor();
        int bound = has(EngineFault.IGNORES_THE_BOUND) ? 1_000 : intake.maxInFlight();
        started = new FaultyHandle(
                inner.start(attempt -> handle(handler, attempt), new Intake(executor, intake.time(), bound)));
        return started;
    }

    private void keepThread() {
        try {
            closed.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Executor dropping(Executor executor) {
        return task -> {
            try {
                executor.execute(task);
            } catch (RejectedExecutionException ignored) {
                // and the task with it
            }
        };
    }

    private void handle(DeliveryHandler handler, Attempt attempt) {
        FaultyAttempt given = new FaultyAttempt(attempt);
        latest.put(attempt.delivery().id(), given);
        if (has(EngineFault.LEAVES_INTERRUPTS_BEHIND) && interrupted.get()) {
            Thread.currentThread().interrupt();
        }
        try {
            handler.handle(given);
        } catch (RuntimeException | Error broken) {
            if (has(EngineFault.BURIES_WHAT_THE_HANDLER_THROWS_AT)) {
                attempt.settle(new Settlement.Dead(FAILURE));
            }
            if (has(EngineFault.OFFERS_AGAIN_WHATEVER_WAS_SETTLED) && offeredAgain.compareAndSet(false, true)) {
                inner.enqueue(List.of(attempt.delivery()), false);
            }
            throw broken;
        } finally {
            interrupted.set(Thread.currentThread().isInterrupted());
            given.returned();
        }
    }

    @Override
    public CompletionStage<EnqueueResult> enqueue(List<? extends Delivery> deliveries, boolean mayWait) {
        List<Delivery> given = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            if (!keeps || held.add(delivery.id())) {
                given.add(new FaultyDelivery(delivery));
            }
        }
        if (given.isEmpty()) {
            return CompletableFuture.completedFuture(new Accepted(Level.MEMORY));
        }
        if (has(EngineFault.LOSES_THE_LAST_OF_MANY) && given.size() > 1) {
            given.remove(given.size() - 1);
        }
        if (has(EngineFault.MIXES_UP_WHAT_COMES_TOGETHER)) {
            Collections.reverse(given);
        }
        if (has(EngineFault.REFUSES_FUNCTIONS_WHEN_DRAINING) && draining) {
            return CompletableFuture.completedFuture(new Refused("draining"));
        }
        EnqueueResult result =
                inner.enqueue(given, mayWait).toCompletableFuture().join();
        if (result instanceof Refused) {
            given.forEach(delivery -> held.remove(delivery.id()));
            if (has(EngineFault.TAKES_A_PART)) {
                inner.enqueue(given.subList(0, 1), mayWait);
            }
            if (has(EngineFault.LETS_THE_HANDLER_WAIT) && !mayWait) {
                return new CompletableFuture<>();
            }
            if (has(EngineFault.TAKES_IN_WHEN_DRAINED)) {
                return CompletableFuture.completedFuture(new Accepted(Level.MEMORY));
            }
        }
        return CompletableFuture.completedFuture(result);
    }

    @Override
    public void close() {
        closed.countDown();
        inner.close();
    }

    /** What stands in the inner engine for a delivery. */
    private final class FaultyDelivery implements Delivery {

        private final Delivery given;

        FaultyDelivery(Delivery given) {
            this.given = given;
        }

        @Override
        public String id() {
            return given.id();
        }

        @Override
        public CloudEvent event() {
            return given.event();
        }

        @Override
        public String subscriptionName() {
            return given.subscriptionName();
        }

        @Override
        public long subscriptionCreatedRevision() {
            return has(EngineFault.FORGETS_THE_REVISION) ? 0 : given.subscriptionCreatedRevision();
        }

        @Override
        public @Nullable String lane() {
            String lane = given.lane();
            if (has(EngineFault.IGNORES_LANES)) {
                return null;
            }
            return has(EngineFault.HAS_ONE_LANE_FOR_ALL) && lane != null ? "the lane" : lane;
        }
    }

    private final class FaultyAttempt implements Attempt {

        private final Attempt given;
        private final Thread thread = Thread.currentThread();
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CountDownLatch settling = new CountDownLatch(2);
        private volatile boolean returned;
        private volatile @Nullable Settlement later;

        FaultyAttempt(Attempt given) {
            this.given = given;
        }

        void returned() {
            returned = true;
            Settlement waiting = later;
            if (waiting != null) {
                given.settle(waiting);
            }
        }

        @Override
        public Delivery delivery() {
            return given.delivery();
        }

        @Override
        public int number() {
            return has(EngineFault.DOES_NOT_CHARGE) ? 1 : given.number();
        }

        @Override
        public @Nullable Failure takenAlong() {
            return has(EngineFault.FORGETS_WHO_IS_TAKEN_ALONG) && releases.get() > 0 ? null : given.takenAlong();
        }

        @Override
        public boolean settle(Settlement settlement) {
            Settlement changed = change(settlement);
            switch (fault) {
                case SAYS_THAT_ALL_SETTLEMENTS_COUNT -> {
                    given.settle(changed);
                    return true;
                }
                case SETTLES_AFTER_THE_STOP -> {
                    return given.settle(changed) || stopped;
                }
                case LETS_AN_OLD_ATTEMPT_SETTLE -> {
                    FaultyAttempt newest =
                            Objects.requireNonNull(latest.get(delivery().id()));
                    return newest.given.settle(changed);
                }
                case LETS_TWO_SETTLE -> {
                    boolean seen = taken.get();
                    awaitTheOther();
                    taken.set(true);
                    given.settle(changed);
                    return !seen;
                }
                case WAITS_FOR_THE_HANDLER -> {
                    if (!returned && Thread.currentThread() != thread) {
                        later = changed;
                        return true;
                    }
                    return given.settle(changed);
                }
                default -> {
                    boolean counts = given.settle(changed);
                    if (counts && (changed instanceof Settlement.Done || changed instanceof Settlement.Dead)) {
                        held.remove(delivery().id());
                    }
                    return counts;
                }
            }
        }

        /** Makes sure that both have looked before either of them goes on. */
        private void awaitTheOther() {
            settling.countDown();
            try {
                if (!settling.await(10, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody else settles this attempt");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private Settlement change(Settlement settlement) {
            boolean now = settlements.incrementAndGet() % 20 == 0;
            if (settlement instanceof Settlement.Retry retry) {
                return switch (fault) {
                    case RETRIES_EARLY -> new Settlement.Retry(retry.delay().dividedBy(2), retry.why());
                    case KEEPS_THOSE_WHO_LEAVE -> new Settlement.Retry(retry.delay(), retry.why());
                    default -> retry;
                };
            }
            if (settlement instanceof Settlement.Dead dead) {
                return switch (fault) {
                    case TRIES_THE_DEAD_AGAIN -> new Settlement.Retry(Duration.ZERO, dead.why());
                    case TAKES_NOBODY_ALONG -> new Settlement.Dead(dead.why());
                    case TAKES_EVERYBODY_ALONG -> new Settlement.Dead(dead.why(), true);
                    default -> dead;
                };
            }
            if (settlement instanceof Settlement.Hold) {
                return switch (fault) {
                    case FORGETS_THE_HELD -> new Settlement.Done();
                    case OFFERS_THE_HELD_UNASKED -> new Settlement.Release();
                    case NEVER_OFFERS_THE_HELD -> new Settlement.Retry(Duration.ofDays(1), FAILURE);
                    default -> settlement;
                };
            }
            if (settlement instanceof Settlement.Release) {
                int count = releases.incrementAndGet();
                boolean nowAndThen = has(EngineFault.CHARGES_TWICE_NOW_AND_THEN) && count % 5 == 0;
                return has(EngineFault.CHARGES_RELEASES) || nowAndThen
                        ? new Settlement.Retry(Duration.ZERO, FAILURE)
                        : settlement;
            }
            return has(EngineFault.DELIVERS_TWICE_NOW_AND_THEN) && now ? new Settlement.Release() : settlement;
        }

        @Override
        public CompletionStage<Void> extend(Duration lease) {
            return has(EngineFault.REFUSES_MORE_TIME)
                    ? CompletableFuture.failedFuture(new IllegalStateException("by fault"))
                    : given.extend(lease);
        }
    }

    private final class FaultyHandle implements EngineHandle {

        private final EngineHandle given;

        FaultyHandle(EngineHandle given) {
            this.given = given;
        }

        @Override
        public void pause() {
            if (!has(EngineFault.IGNORES_THE_PAUSE)) {
                given.pause();
            }
        }

        @Override
        public void resume() {
            given.resume();
        }

        @Override
        public void offerHeld(String subscriptionName, int most) {
            given.offerHeld(subscriptionName, has(EngineFault.OFFERS_MORE_THAN_ASKED) ? Integer.MAX_VALUE : most);
            if (has(EngineFault.OFFERS_EVERYBODY)) {
                given.offerHeld("one", most);
                given.offerHeld("two", most);
            }
        }

        @Override
        public @Nullable String trouble() {
            return has(EngineFault.HIDES_ITS_TROUBLE) ? null : given.trouble();
        }

        @Override
        public long ignoredSettlements() {
            return has(EngineFault.COUNTS_NO_IGNORED_SETTLEMENTS) ? 0 : given.ignoredSettlements();
        }

        @Override
        public CompletionStage<Void> drain() {
            draining = true;
            CompletionStage<Void> drained = given.drain();
            if (has(EngineFault.DRAINS_TOO_EARLY)) {
                return CompletableFuture.completedFuture(null);
            }
            return has(EngineFault.LEAVES_WAITERS_BEHIND) ? new CompletableFuture<>() : drained;
        }

        @Override
        public List<Delivery> stop() {
            stopped = true;
            if (has(EngineFault.GOES_ON_AFTER_THE_STOP)) {
                return List.of();
            }
            List<Delivery> all = given.stop();
            if (keeps) {
                return List.of();
            }
            return has(EngineFault.FORGETS_IN_SILENCE)
                    ? IntStream.range(0, all.size() / 2).mapToObj(all::get).toList()
                    : all;
        }

        @Override
        public boolean isHandlerThread() {
            return !has(EngineFault.KNOWS_NO_THREAD) && given.isHandlerThread();
        }
    }
}
