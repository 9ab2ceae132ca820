package io.dispatchframework.events.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeadLetterStore;
import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.store.memory.MemoryDuplicateWindow;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.testkit.ManualTime;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The meters beside the manager's own books, after a run in which deliveries end in every way. */
class EventManagerMetricsTest {

    private static final int CAPACITY = 10;
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    private final ManualTime time = new ManualTime();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ObservationRegistry observations = ObservationRegistry.create();
    private final CountDownLatch stubborn = new CountDownLatch(1);
    private final List<Emission> emissions = new ArrayList<>();

    @AfterEach
    void letGo() {
        stubborn.countDown();
    }

    private EventManager manager() {
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        FunctionRegistry functions = FunctionRegistry.create()
                .register("succeed", call -> "done")
                .register("fail", call -> {
                    throw new PermanentFailureException("for good");
                })
                .register("fail-once", call -> {
                    if (call.attempt() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                    return "at last";
                })
                .registerAsync("never-end", call -> new CompletableFuture<>())
                .registerVoid("stubborn", call -> {
                    while (stubborn.getCount() > 0) {
                        try {
                            stubborn.await();
                        } catch (InterruptedException ignored) {
                            // that is what makes it stubborn
                        }
                    }
                });
        return EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(ObservedFunctionInvoker.create(functions, observations))
                .listener(DeliveryMetrics.create(meters))
                .deliveryEngine(DeliveryEngine.inMemory(CAPACITY, WhenFull.refuse()))
                .deadLetterStore(DeadLetterStore.inMemory(1))
                .duplicateWindow(MemoryDuplicateWindow.create(Duration.ofHours(1), 1_000))
                .deliveryPolicy(DeliveryPolicy.builder()
                        .maxAttempts(2)
                        .backoff(Duration.ofMillis(100))
                        .timeout(ATTEMPT)
                        .build())
                .closeGrace(Duration.ZERO)
                .timeSource(time)
                .build();
    }

    @Test
    void meters_agreeWithTheBooks() {
        try (EventManager events = manager()) {
            EventManagerMetrics.create(events).bindTo(meters);
            for (String function : List.of("succeed", "fail", "fail-once", "never-end", "stubborn", "unknown")) {
                subscribe(events, function, DeliveryPolicy.inherit());
            }
            subscribe(
                    events,
                    "skip",
                    DeliveryPolicy.builder().whenPaused(WhenPaused.SKIP).build());
            events.subscriptions().pause("skip");
            subscribe(events, "hold", DeliveryPolicy.inherit());
            events.subscriptions().pause("hold");

            emit(events, "succeed", 3);
            emit(events, "nobody", 2);
            emit(events, "fail", 3);
            emit(events, "fail-once", 2);
            emit(events, "skip", 1);
            emit(events, "unknown", 1);
            awaitEnds(events, 10);
            emit(events, "never-end", 1);
            awaitEnds(events, 11);
            CloudEvent twice = event("succeed");
            emissions.add(events.emit(twice));
            emissions.add(events.emit(twice));
            emit(events, "hold", 1);
            emit(events, "stubborn", 1);
            await().until(() -> events.statistics().running() == 1);
            await().until(() -> {
                time.advance(ATTEMPT);
                return events.statistics().timeouts() == 4; // two attempts each of never-end and stubborn
            });
            await().until(() ->
                    events.statistics().lateEnds() == 2 && events.statistics().pending() == 1);
            emit(events, "hold", CAPACITY + 1);
            DeliveryStatistics books = events.statistics();
            assertThat(books.refused()).isPositive();
            assertThat(books.abandoned()).isPositive();
            assertThat(books.pending()).isPositive();
            assertMetersAgree(books);

            events.subscriptions().delete("hold");
            stubborn.countDown();
            await().until(() -> events.statistics().running() == 0);
            await().until(() -> events.statistics().pending() == 0);
            books = events.statistics();
            assertThat(List.of(
                            books.done(),
                            books.dead(),
                            books.refused(),
                            books.cancelled(),
                            books.skipped(),
                            books.retries(),
                            books.timeouts(),
                            books.lateEnds(),
                            books.duplicates(),
                            books.deadLettersDropped()))
                    .as("there is one of everything")
                    .allMatch(number -> number > 0);
            assertThat(emissions).allMatch(emission -> emission.completion().isDone());
            assertMetersAgree(books);
        }
    }

    private void assertMetersAgree(DeliveryStatistics books) {
        assertThat(counted("emitted")).isEqualTo(books.emitted());
        assertThat(counted("duplicates")).isEqualTo(books.duplicates());
        assertThat(counted("matched")).isEqualTo(books.matched());
        assertThat(counted("attempts")).isEqualTo(books.attempts());
        assertThat(counted("retries")).isEqualTo(books.retries());
        assertThat(counted("timeouts")).isEqualTo(books.timeouts());
        assertThat(counted("late.ends")).isEqualTo(books.lateEnds());
        assertThat(counted("ignored.settlements")).isEqualTo(books.ignoredSettlements());
        assertThat(counted("dead.letters.dropped")).isEqualTo(books.deadLettersDropped());
        assertThat(gauge("pending")).isEqualTo(books.pending());
        assertThat(gauge("running")).isEqualTo(books.running());
        assertThat(gauge("abandoned")).isEqualTo(books.abandoned());

        assertEnds("done", books.done());
        assertEnds("dead", books.dead());
        assertEnds("refused", books.refused());
        assertEnds("cancelled", books.cancelled());
        assertEnds("skipped", books.skipped());
        assertEnds("handed-over", books.handedOver());
        assertThat(sum(meters.find("dispatch.events.ended").functionCounters()) + books.pending())
                .isEqualTo(books.matched());

        // The observation of a function that is still running is not in the timer yet.
        assertThat(meters.find("dispatch.events.attempt").timers().stream()
                        .mapToLong(Timer::count)
                        .sum())
                .isEqualTo(books.attempts() - books.running());
        assertThat(meters.find("dispatch.events.attempt.active").longTaskTimers().stream()
                        .mapToLong(timer -> timer.activeTasks())
                        .sum())
                .isEqualTo(books.running());
    }

    /** The totals, and what the listener counted by function and subscription. */
    private void assertEnds(String outcome, long number) {
        assertThat(sum(meters.get("dispatch.events.ended")
                        .tag("outcome", outcome)
                        .functionCounters()))
                .as(outcome)
                .isEqualTo(number);
        assertThat(sum(meters.find("dispatch.events.deliveries")
                        .tag("outcome", outcome)
                        .counters()))
                .as(outcome)
                .isEqualTo(number);
    }

    private static long sum(Iterable<? extends Meter> found) {
        long sum = 0;
        for (Meter meter : found) {
            sum += Math.round(meter.measure().iterator().next().getValue());
        }
        return sum;
    }

    private long counted(String name) {
        return Math.round(
                meters.get("dispatch.events." + name).functionCounter().count());
    }

    private long gauge(String name) {
        return Math.round(meters.get("dispatch.events." + name).gauge().value());
    }

    @Test
    void deliveries_areToldApartByFunctionAndSubscription() {
        try (EventManager events = manager()) {
            subscribe(events, "succeed", DeliveryPolicy.inherit());
            subscribe(events, "fail", DeliveryPolicy.inherit());

            emit(events, "succeed", 2);
            emit(events, "fail", 1);
            awaitEnds(events, 3);

            assertThat(meters.get("dispatch.events.deliveries")
                            .tags("outcome", "done", "function", "succeed", "subscription", "succeed")
                            .counter()
                            .count())
                    .isEqualTo(2);
            assertThat(meters.get("dispatch.events.deliveries")
                            .tags("outcome", "dead", "function", "fail", "subscription", "fail")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void tags_neverHoldTheEventType() {
        try (EventManager events = manager()) {
            EventManagerMetrics.create(events).bindTo(meters);
            events.subscriptions()
                    .create(Subscription.builder("all").functionName("succeed").build());

            emissions.add(events.emit(event("secret.type")));
            awaitEnds(events, 1);

            assertThat(meters.getMeters())
                    .isNotEmpty()
                    .allSatisfy(meter -> assertThat(meter.getId().toString()).doesNotContain("secret.type"));
        }
    }

    @Test
    void tags_ofTheHost_tellManagersApart() {
        try (EventManager one = manager();
                EventManager other = manager()) {
            EventManagerMetrics.create(one, Tags.of("manager", "one")).bindTo(meters);
            EventManagerMetrics.create(other, Tags.of("manager", "other")).bindTo(meters);

            one.emit(event("any"));

            assertThat(meters.get("dispatch.events.emitted")
                            .tag("manager", "one")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(meters.get("dispatch.events.emitted")
                            .tag("manager", "other")
                            .functionCounter()
                            .count())
                    .isZero();
        }
    }

    @Test
    void tags_alike_leaveTheRegistryWithTheManagerThatWasBoundFirst() {
        try (EventManager one = manager();
                EventManager other = manager()) {
            EventManagerMetrics.create(one).bindTo(meters);
            EventManagerMetrics.create(other).bindTo(meters);

            other.emit(event("any"));

            assertThat(counted("emitted")).isZero();
        }
    }

    @Test
    void close_takesTheMetersOutOfEachRegistry() {
        MeterRegistry second = new SimpleMeterRegistry();
        Counter others = meters.counter("of.the.host");
        try (EventManager events = manager()) {
            EventManagerMetrics metrics = EventManagerMetrics.create(events, Tags.of("manager", "one"));
            metrics.bindTo(meters);
            metrics.bindTo(meters);
            metrics.bindTo(second);

            metrics.close();
            metrics.close();

            assertThat(meters.getMeters()).containsExactly(others);
            assertThat(second.getMeters()).isEmpty();
        }
    }

    @Test
    void close_letsAManagerWithTheSameTagsTakeThePlace() {
        try (EventManager one = manager();
                EventManager other = manager()) {
            EventManagerMetrics first = EventManagerMetrics.create(one);
            first.bindTo(meters);

            first.close();
            EventManagerMetrics.create(other).bindTo(meters);
            other.emit(event("any"));

            assertThat(counted("emitted")).isEqualTo(1);
        }
    }

    @Test
    void close_leavesTheMetersOfAnotherManager() {
        try (EventManager one = manager();
                EventManager other = manager()) {
            EventManagerMetrics.create(one).bindTo(meters);
            EventManagerMetrics second = EventManagerMetrics.create(other);
            second.bindTo(meters);
            one.emit(event("any"));

            second.close();

            assertThat(counted("emitted")).isEqualTo(1);
        }
    }

    @Test
    void close_takesOutMetersThatTheRegistryHasRenamed() {
        meters.config().meterFilter(MeterFilter.commonTags(Tags.of("region", "north")));
        try (EventManager events = manager()) {
            EventManagerMetrics metrics = EventManagerMetrics.create(events);
            metrics.bindTo(meters);
            assertThat(meters.get("dispatch.events.pending")
                            .tag("region", "north")
                            .gauge())
                    .isNotNull();

            metrics.close();

            assertThat(meters.getMeters()).isEmpty();
        }
    }

    @Test
    void bindTo_afterClose_bindsAnew() {
        try (EventManager events = manager()) {
            EventManagerMetrics metrics = EventManagerMetrics.create(events);
            metrics.bindTo(meters);
            metrics.close();

            metrics.bindTo(meters);
            events.emit(event("any"));

            assertThat(counted("emitted")).isEqualTo(1);
        }
    }

    @Test
    void deliveries_ofManagersWithoutTags_areSummedUp() {
        try (EventManager one = manager();
                EventManager other = manager()) {
            for (EventManager events : List.of(one, other)) {
                subscribe(events, "succeed", DeliveryPolicy.inherit());
                emit(events, "succeed", 1);
            }
            awaitEnds(one, 2);

            assertThat(meters.get("dispatch.events.deliveries").counter().count())
                    .isEqualTo(2);
        }
    }

    @Test
    void deliveries_ofASubscriptionThatIsCreatedAnew_goOnInItsSeries() {
        try (EventManager events = manager()) {
            for (int i = 1; i <= 2; i++) {
                subscribe(events, "succeed", DeliveryPolicy.inherit());
                emit(events, "succeed", 1);
                awaitEnds(events, i);
                events.subscriptions().delete("succeed");
            }

            assertThat(meters.get("dispatch.events.deliveries").counter().count())
                    .isEqualTo(2);
        }
    }

    @Test
    void deliveries_beyondTheBound_areCountedTogether() {
        DeliveryMetrics listener = DeliveryMetrics.create(meters);

        for (int i = 0; i < 1_002; i++) {
            String subscription = "s" + i;
            listener.succeeded(
                    Delivery.of(event("any"), subscription, 1, null),
                    new DeliveryOutcome.Done(subscription, "succeed", 1, null));
        }

        assertThat(meters.get("dispatch.events.deliveries").counters()).hasSize(1_001);
        assertThat(meters.get("dispatch.events.deliveries")
                        .tags("function", "succeed", "subscription", "other")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void registryThatIsClosed_harmsNoDelivery() {
        try (EventManager events = manager()) {
            EventManagerMetrics.create(events).bindTo(meters);
            subscribe(events, "succeed", DeliveryPolicy.inherit());
            subscribe(events, "fail", DeliveryPolicy.inherit());
            emit(events, "succeed", 1);
            awaitEnds(events, 1);

            meters.close();
            emit(events, "succeed", 1);
            emit(events, "fail", 1);
            awaitEnds(events, 3);

            assertThat(events.statistics().done()).isEqualTo(2);
            assertThat(events.statistics().dead()).isEqualTo(1);
        }
    }

    @Test
    void healthy_isOneUntilTheManagerIsClosed() {
        EventManager events = manager();
        EventManagerMetrics.create(events).bindTo(meters);
        assertThat(gauge("healthy")).isEqualTo(1);

        events.close();

        assertThat(gauge("healthy")).isZero();
    }

    @Test
    void deliveryMetrics_refuseNulls() {
        assertThatNullPointerException()
                .isThrownBy(() -> DeliveryMetrics.create(null))
                .withMessage("registry");
        assertThatNullPointerException()
                .isThrownBy(() -> DeliveryMetrics.create(meters, null))
                .withMessage("tags");
    }

    private static CloudEvent event(String type) {
        return CloudEvent.builder(type).build();
    }

    private void emit(EventManager events, String type, int times) {
        for (int i = 0; i < times; i++) {
            emissions.add(events.emit(event(type)));
        }
    }

    private void awaitEnds(EventManager events, long number) {
        await().until(() -> {
            time.advance(ATTEMPT);
            return events.statistics().pending() == 0
                    && emissions.stream()
                                    .flatMap(emission -> emission.await(Duration.ZERO).stream())
                                    .filter(outcome -> !(outcome instanceof DeliveryOutcome.Pending))
                                    .count()
                            == number;
        });
    }

    private static void subscribe(EventManager events, String name, DeliveryPolicy policy) {
        events.subscriptions()
                .create(Subscription.builder(name)
                        .eventType(name)
                        .functionName(name)
                        .policy(policy)
                        .build());
    }
}
