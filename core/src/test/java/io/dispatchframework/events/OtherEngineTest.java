package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryHandler;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.delivery.ForwardingDelivery;
import io.dispatchframework.events.delivery.Intake;
import io.dispatchframework.events.delivery.Settlement;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.InvalidSubscriptionException;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The manager on engines that behave otherwise than the one in memory may. */
@Timeout(60)
class OtherEngineTest {

    private final TestTime time = new TestTime();
    private final TestSubscriptionStore store = new TestSubscriptionStore();
    private final FunctionRegistry functions = FunctionRegistry.create();
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();

    private EventManager manager(DeliveryEngine engine) {
        return manager(engine, Runnable::run);
    }

    private EventManager manager(DeliveryEngine engine, Executor executor) {
        return EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(store)
                .functions(functions)
                .executor(executor)
                .timeSource(time)
                .deliveryEngine(engine)
                .closeGrace(Duration.ZERO)
                .build();
    }

    @Test
    void start_withDeliveriesThatTheEngineHasKept_runsThemOnceTheStoreIsKnown() {
        Subscription subscription =
                store.insert(Subscription.builder("s").functionName("f").build());
        functions.registerVoid("f", call -> ran.add(call.event().eventType()));
        DeliveryEngine engine = new Wrapped() {
            @Override
            public EngineHandle start(DeliveryHandler handler, Intake intake) {
                EngineHandle handle = super.start(handler, intake);
                Delivery kept = Delivery.of(
                        CloudEvent.builder("kept").build(),
                        "s",
                        subscription.metadata().createdRevision(),
                        null);
                enqueue(List.of(kept), true); // runs the handler at once, before anything of the store is known
                return handle;
            }
        };

        EventManager events = manager(engine);
        time.advance(Duration.ofSeconds(1));

        assertThat(ran).containsExactly("kept");
        events.close();
    }

    @Test
    void returnedEvents_thatTheEngineRefusesLater_areEmittedAgainByTheNextAttempt() {
        List<CompletableFuture<EnqueueResult>> answers = new ArrayList<>();
        DeliveryEngine engine = new Wrapped() {
            @Override
            public CompletionStage<EnqueueResult> enqueue(List<? extends Delivery> deliveries, boolean mayWait) {
                if (deliveries.get(0).event().eventType().equals("outer")) {
                    return super.enqueue(deliveries, mayWait);
                }
                answers.add(new CompletableFuture<>());
                return answers.get(answers.size() - 1);
            }
        };
        functions.register(
                "f",
                call -> call.event().eventType().equals("outer")
                        ? FunctionResult.emit(CloudEvent.builder("inner").build())
                        : null);
        EventManager events = manager(engine);
        events.subscriptions()
                .create(Subscription.builder("s").functionName("f").build());

        Emission outer = events.emit(CloudEvent.builder("outer").build());
        assertThat(outer.await(Duration.ZERO)).first().isInstanceOf(DeliveryOutcome.Pending.class);
        answers.get(0).complete(new EnqueueResult.Refused("full"));
        await().until(() -> events.statistics().retries() == 1);
        time.advance(Duration.ofSeconds(1));
        assertThat(answers).hasSize(2);
        assertThat(outer.await(Duration.ZERO)).first().isInstanceOf(DeliveryOutcome.Pending.class);
        answers.get(1).complete(new EnqueueResult.Accepted(EnqueueResult.Level.DURABLE));

        assertThat(outer.await(Duration.ofSeconds(20))).singleElement().satisfies(end -> {
            assertThat(end.isDone()).isTrue();
            assertThat(end.attempts()).isEqualTo(2);
        });
        events.close();
    }

    @Test
    void order_onAnEngineThatKeepsNone_isRefused() {
        EventManager events = manager(new Wrapped());
        Subscription ordered = Subscription.builder("s")
                .functionName("f")
                .policy(DeliveryPolicy.builder().order(Order.bySource()).build())
                .build();

        assertThatExceptionOfType(InvalidSubscriptionException.class)
                .isThrownBy(() -> events.subscriptions().create(ordered))
                .withMessageContaining("KEY_ORDER");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventManager.builder()
                        .validator(EventValidator.none())
                        .subscriptionStore(store)
                        .functions(functions)
                        .deliveryEngine(new Wrapped())
                        .deliveryPolicy(ordered.policy())
                        .build())
                .withMessageContaining("KEY_ORDER");
        events.close();
    }

    @Test
    void enqueue_thatThrowsAnErrorOrAnswersNull_isARefusal() {
        functions.register("f", call -> "done");
        List<Wrapped> engines = List.of(
                new Wrapped() {
                    @Override
                    public CompletionStage<EnqueueResult> enqueue(
                            List<? extends Delivery> deliveries, boolean mayWait) {
                        throw new StackOverflowError();
                    }
                },
                new Wrapped() {
                    @Override
                    public CompletionStage<EnqueueResult> enqueue(
                            List<? extends Delivery> deliveries, boolean mayWait) {
                        return CompletableFuture.completedFuture(null);
                    }
                });
        store.insert(Subscription.builder("s").functionName("f").build());
        for (DeliveryEngine engine : engines) {
            EventManager events = manager(engine);

            Emission emission = events.emit(CloudEvent.builder("a").build());

            assertThat(emission.accepted().join()).isInstanceOf(EnqueueResult.Refused.class);
            assertThat(emission.deliveries().get(0).outcomeNow()).isInstanceOf(DeliveryOutcome.Refused.class);
            assertThat(events.statistics().pending()).isZero();
            events.close();
        }
    }

    @Test
    void close_onAnEngineThatKeepsDeliveries_handsOverWhatHasNotEnded() {
        functions.registerAsync("never", call -> new CompletableFuture<>());
        functions.register("ok", call -> "done");
        EventManager events = manager(new Keeping());
        events.subscriptions()
                .create(Subscription.builder("runs").functionName("never").build());
        events.subscriptions()
                .create(Subscription.builder("runs-through").functionName("ok").build());
        Emission emission = events.emit(CloudEvent.builder("a").build());

        events.close();

        assertThat(emission.await(Duration.ZERO))
                .containsExactly(
                        new DeliveryOutcome.HandedOver("runs", "never", 1),
                        new DeliveryOutcome.Done("runs-through", "ok", 1, "done"));
        assertThat(events.statistics().handedOver()).isEqualTo(1);
        assertThat(events.statistics().pending()).isZero();
    }

    @Test
    void accepted_ofAnEventThatNobodyWants_isAtTheLevelOfTheEngine() {
        EventManager events = manager(new Wrapped());

        assertThat(events.emit(CloudEvent.builder("a").build()).accepted().join())
                .isEqualTo(new EnqueueResult.Accepted(EnqueueResult.Level.DURABLE));
        events.close();
    }

    @Test
    void redelivery_afterTheEnd_runsTheFunctionAgainAndChangesNoOutcome() {
        functions.registerVoid("f", call -> {
            ran.add(call.deliveryId());
            if (ran.size() > 1) {
                throw new PermanentFailureException("the second time");
            }
        });
        Wrapped engine = new Wrapped();
        EventManager events = manager(engine);
        Subscription subscription = events.subscriptions()
                .create(Subscription.builder("s").functionName("f").build());
        CloudEvent event = CloudEvent.builder("a").build();
        Emission emission = events.emit(event);
        DeliveryOutcome end = emission.deliveries().get(0).outcomeNow();
        assertThat(end.isDone()).isTrue();

        engine.enqueue(List.of(Delivery.of(event, "s", subscription.metadata().createdRevision(), null)), true);

        assertThat(ran).hasSize(2);
        assertThat(ran.stream().distinct()).as("the same delivery").hasSize(1);
        assertThat(emission.deliveries().get(0).outcomeNow()).isEqualTo(end);
        assertThat(emission.completion().join()).containsExactly(end);
        assertThat(events.statistics().done()).isEqualTo(1);
        assertThat(events.statistics().dead()).as("counted as another one").isEqualTo(1);
        events.close();
    }

    /**
     * A delivery that two threads ask for at the same time: each looks for it before either has made it its own, unless the one
     * keeps the other from that.
     */
    private static final class AskedByTwo extends ForwardingDelivery {

        private final Set<Thread> asking = ConcurrentHashMap.newKeySet();
        private final CountDownLatch bothAsk = new CountDownLatch(2);
        private final AtomicInteger adopting = new AtomicInteger();

        AskedByTwo(Delivery delivery) {
            super(delivery);
        }

        @Override
        public String id() {
            asking.add(Thread.currentThread());
            bothAsk.countDown();
            try {
                bothAsk.await();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            return super.id();
        }

        @Override
        public CloudEvent event() { // asked for when it is made this process's own
            adopting.incrementAndGet();
            await().until(() -> adopting.get() == 2
                    || asking.stream().anyMatch(thread -> thread.getState() == Thread.State.BLOCKED));
            return super.event();
        }
    }

    @Test
    void redelivery_atTheSameTime_isTheSameDelivery() {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CountDownLatch bothRun = new CountDownLatch(2); // or the one might have ended before the other is known
        functions.registerVoid("f", call -> {
            ran.add(call.deliveryId());
            bothRun.countDown();
            bothRun.await();
        });
        Wrapped engine = new Wrapped();
        EventManager events = manager(engine, threads);
        Subscription subscription = events.subscriptions()
                .create(Subscription.builder("s").functionName("f").build());
        Delivery kept = Delivery.of(
                CloudEvent.builder("a").build(), "s", subscription.metadata().createdRevision(), null);
        Delivery asked = new AskedByTwo(kept);

        engine.enqueue(List.of(asked, asked), true);

        await().until(() -> ran.size() == 2 && events.statistics().running() == 0);
        assertThat(events.statistics().matched()).isEqualTo(1);
        assertThat(events.statistics().pending()).isZero();
        events.close();
        threads.shutdownNow();
    }

    /**
     * An engine whose lease on the next attempt lapses while the handler looks at it: it hands the delivery out once more, and
     * ignores what comes of the first attempt.
     */
    private static final class Lapsing extends Wrapped {

        private boolean lapses;
        private Runnable inBetween = () -> {};

        @Override
        public EngineHandle start(DeliveryHandler handler, Intake intake) {
            return super.start(
                    attempt -> {
                        boolean isLapsing = lapses;
                        lapses = false;
                        handler.handle(isLapsing ? new LapsedAttempt(attempt, handler) : attempt);
                    },
                    intake);
        }

        /** Emits an event whose first attempt lapses, after something has happened meanwhile. */
        Emission emit(EventManager events, String type, Runnable meanwhile) {
            lapses = true;
            inBetween = meanwhile;
            return events.emit(CloudEvent.builder(type).build());
        }

        private final class LapsedAttempt extends ForwardingAttempt {

            private final Attempt current;
            private final DeliveryHandler handler;

            LapsedAttempt(Attempt attempt, DeliveryHandler handler) {
                super(attempt);
                current = attempt;
                this.handler = handler;
            }

            @Override
            public @Nullable Failure takenAlong() { // asked when the handler has begun, and has not decided yet
                inBetween.run();
                handler.handle(current);
                return super.takenAlong();
            }

            @Override
            public boolean settle(Settlement how) {
                return false;
            }
        }
    }

    private static void subscribe(EventManager events, String function, DeliveryPolicy.Builder policy) {
        events.subscriptions()
                .create(Subscription.builder("s")
                        .functionName(function)
                        .policy(policy.build())
                        .build());
    }

    private static DeliveryOutcome outcomeOf(Emission emission) {
        return emission.deliveries().get(0).outcomeNow();
    }

    @Test
    void redelivery_whilePaused_countsTheDeliveryOnce() {
        functions.register("f", call -> "done");
        Lapsing engine = new Lapsing();
        EventManager events = manager(engine);
        subscribe(events, "f", DeliveryPolicy.builder().maxHeld(2));
        events.subscriptions().pause("s");

        Emission handedOutTwice = engine.emit(events, "a", () -> {});
        Emission second = events.emit(CloudEvent.builder("b").build());
        Emission third = events.emit(CloudEvent.builder("c").build());

        assertThat(outcomeOf(second)).as("one of two").isInstanceOf(DeliveryOutcome.Pending.class);
        assertThat(outcomeOf(third)).as("one too many").isInstanceOf(DeliveryOutcome.Refused.class);
        events.subscriptions().resume("s");
        assertThat(outcomeOf(handedOutTwice).isDone()).isTrue();
        assertThat(outcomeOf(second).isDone()).isTrue();
        events.close();
    }

    @Test
    void redelivery_thatRunsAfterTheResume_leavesNobodyPaused() {
        functions.register("f", call -> "done");
        Lapsing engine = new Lapsing();
        EventManager events = manager(engine);
        subscribe(events, "f", DeliveryPolicy.builder().maxHeld(1));
        events.subscriptions().pause("s");

        Emission handedOutTwice =
                engine.emit(events, "a", () -> events.subscriptions().resume("s")); // the first has seen the pause
        assertThat(outcomeOf(handedOutTwice).isDone()).isTrue();
        events.subscriptions().pause("s");

        assertThat(outcomeOf(events.emit(CloudEvent.builder("b").build()))).isInstanceOf(DeliveryOutcome.Pending.class);
        events.close();
    }

    @Test
    void redelivery_thatIsLetThroughWhereTheFirstHadToWait_leavesItsPlaceToOthers() {
        Queue<CompletableFuture<Object>> open = new ConcurrentLinkedQueue<>();
        functions.registerAsync("f", call -> {
            open.add(new CompletableFuture<>());
            return open.element(); // there is never more than one
        });
        Lapsing engine = new Lapsing();
        EventManager events = manager(engine);
        subscribe(events, "f", DeliveryPolicy.builder().maxAtOnce(1));

        List<Emission> emissions = List.of(
                engine.emit(events, "a", () -> {}),
                events.emit(CloudEvent.builder("b").build()),
                events.emit(CloudEvent.builder("c").build()));
        while (!open.isEmpty()) {
            assertThat(open).hasSize(1);
            open.remove().complete("done");
        }

        assertThat(emissions)
                .allSatisfy(emission -> assertThat(outcomeOf(emission).isDone()).isTrue());
        Emission afterwards = events.emit(CloudEvent.builder("d").build());
        open.remove().complete("done");
        assertThat(outcomeOf(afterwards).isDone()).isTrue();
        events.close();
    }

    @Test
    void timeout_onAnEngineWithLeases_asksForTheTimeThatTheAttemptMayTake() {
        List<Duration> asked = new ArrayList<>();

        runWithLeases(asked::add);

        assertThat(asked)
                .hasSize(2)
                .allSatisfy(lease -> assertThat(lease).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6)));
    }

    @Test
    void timeout_onAnEngineThatThrowsWhenAskedForTime_runsTheFunctionAllTheSame() {
        runWithLeases(lease -> {
            throw new IllegalStateException("no connection");
        });
    }

    @Test
    void timeout_onAnEngineThatFailsWithAnErrorWhenAskedForTime_runsTheFunctionAllTheSame() {
        runWithLeases(lease -> {
            throw new LinkageError("no driver");
        });
    }

    private void runWithLeases(Consumer<Duration> asked) {
        functions.register("f", call -> "done");
        EventManager events = manager(new Wrapped() {
            @Override
            public Set<Capability> capabilities() {
                return Set.of(Capability.LEASES);
            }

            @Override
            public EngineHandle start(DeliveryHandler handler, Intake intake) {
                return super.start(attempt -> handler.handle(new LeasedAttempt(attempt, asked)), intake);
            }
        });
        events.subscriptions()
                .create(Subscription.builder("s")
                        .functionName("f")
                        .policy(DeliveryPolicy.builder()
                                .timeout(Duration.ofMinutes(5))
                                .maxAtOnce(1)
                                .build())
                        .build());

        for (int i = 0; i < 2; i++) {
            Emission emission = events.emit(CloudEvent.builder("a").build());
            assertThat(emission.deliveries().get(0).outcomeNow().isDone()).isTrue();
        }

        assertThat(events.statistics().running()).isZero();
        events.close();
    }

    /** An engine that takes settlements, and fails with the answer. */
    private static final class FailingToSettle extends Wrapped {

        @Override
        public EngineHandle start(DeliveryHandler handler, Intake intake) {
            return super.start(
                    attempt -> handler.handle(new ForwardingAttempt(attempt) {
                        @Override
                        public boolean settle(Settlement how) {
                            super.settle(how);
                            throw new IllegalStateException("no connection");
                        }
                    }),
                    intake);
        }
    }

    @Test
    void settle_onAnEngineThatFails_tellsTheOutcomeAllTheSame() {
        CompletableFuture<FunctionResult> good = new CompletableFuture<>();
        CompletableFuture<FunctionResult> bad = new CompletableFuture<>();
        functions.registerAsync("good", call -> good).registerAsync("bad", call -> bad);
        EventManager events = manager(new FailingToSettle());
        events.subscriptions()
                .create(Subscription.builder("a").functionName("good").build());
        events.subscriptions()
                .create(Subscription.builder("b").functionName("bad").build());
        CompletableFuture<List<DeliveryOutcome>> ended =
                events.emit(CloudEvent.builder("a").build()).completion();

        good.complete(FunctionResult.success("done"));
        bad.complete(FunctionResult.permanentFailure(new IllegalStateException("on purpose")));

        assertThat(ended).isCompleted();
        assertThat(ended.join().get(0).isDone()).isTrue();
        assertThat(ended.join().get(1)).isInstanceOf(DeliveryOutcome.Dead.class);
        events.close();
    }

    @Test
    void timeout_onAnEngineThatFailsToSettle_ofSeveralAtOnce_failsThemAll() {
        functions.registerAsync("never", call -> new CompletableFuture<>());
        EventManager events = manager(new FailingToSettle());
        events.subscriptions()
                .create(Subscription.builder("s")
                        .functionName("never")
                        .policy(DeliveryPolicy.builder()
                                .timeout(Duration.ofSeconds(1))
                                .maxAttempts(1)
                                .build())
                        .build());
        List<Emission> three = IntStream.range(0, 3)
                .mapToObj(i -> events.emit(CloudEvent.builder("a").build()))
                .toList();

        time.advance(Duration.ofSeconds(1));

        await().untilAsserted(() -> assertThat(three)
                .allSatisfy(emission -> assertThat(emission.completion()).isCompleted()));
        assertThat(events.statistics().dead()).isEqualTo(3);
        events.close();
    }

    private static final class LeasedAttempt extends ForwardingAttempt {

        private final Consumer<Duration> asked;

        LeasedAttempt(Attempt attempt, Consumer<Duration> asked) {
            super(attempt);
            this.asked = asked;
        }

        @Override
        public CompletionStage<Void> extend(Duration lease) {
            asked.accept(lease);
            return super.extend(lease);
        }
    }

    /** Does not tell what it holds when it is stopped, since it forgets nothing. */
    private static final class Keeping extends Wrapped {

        @Override
        public EngineHandle start(DeliveryHandler handler, Intake intake) {
            return new KeepingHandle(super.start(handler, intake));
        }
    }

    private record KeepingHandle(EngineHandle given) implements EngineHandle {

        @Override
        public void pause() {
            given.pause();
        }

        @Override
        public void resume() {
            given.resume();
        }

        @Override
        public void offerHeld(String subscriptionName, int most) {
            given.offerHeld(subscriptionName, most);
        }

        @Override
        public @Nullable String trouble() {
            return given.trouble();
        }

        @Override
        public long ignoredSettlements() {
            return given.ignoredSettlements();
        }

        @Override
        public CompletionStage<Void> drain() {
            return given.drain();
        }

        @Override
        public List<Delivery> stop() {
            given.stop();
            return List.of();
        }

        @Override
        public boolean isHandlerThread() {
            return given.isHandlerThread();
        }
    }

    /** The engine in memory in the clothes of one that keeps deliveries. */
    private static class Wrapped extends ForwardingEngine {

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.DURABLE);
        }
    }
}
