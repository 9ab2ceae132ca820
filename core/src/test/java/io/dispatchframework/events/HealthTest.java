package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.DeadLetterStore;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.SubscriptionStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the manager says of how it is. */
@Timeout(60)
class HealthTest extends DeliveryFixture {

    /** The store of the fixture, whose watcher is at hand. */
    private final class WatchedStore implements SubscriptionStore {

        private @Nullable ResourceWatcher<? super Subscription> watcher;

        @Override
        public Subscription insert(Subscription subscription) {
            return store.insert(subscription);
        }

        @Override
        public Optional<Subscription> find(String name) {
            return store.find(name);
        }

        @Override
        public Subscription update(Subscription subscription, long expectedRevision) {
            return store.update(subscription, expectedRevision);
        }

        @Override
        public long delete(String name, long expectedRevision) {
            return store.delete(name, expectedRevision);
        }

        @Override
        public Page<Subscription> list(ListQuery query) {
            return store.list(query);
        }

        @Override
        public Watch watch(ResourceWatcher<? super Subscription> given) {
            watcher = given;
            return store.watch(given);
        }

        @Override
        public void close() {}
    }

    @Test
    void health_ofAManagerThatWorks_isGood_untilItIsClosed() {
        EventManager events = build(builder());

        assertThat(events.health().isHealthy()).isTrue();
        events.close();
        assertThat(events.health().problems()).containsExactly("the event manager is closed");
    }

    @Test
    void health_whileTheStoreResyncs_saysSo_andTheLastStateServes() {
        WatchedStore watched = new WatchedStore();
        EventManager events = build(builder().subscriptionStore(watched));
        subscribe(events, "s", "ok", policy());

        watched.watcher.resync();
        assertThat(events.health().problems()).singleElement().asString().contains("subscription store");
        assertThat(outcome(events.emit(event("a"))).isDone()).isTrue();

        watched.watcher.stored(store.find("s").orElseThrow());
        watched.watcher.ready(1_000);
        assertThat(events.health().isHealthy()).isTrue();
    }

    @Test
    void health_ofAnExecutorThatTakesNoWork_saysSo() {
        AtomicBoolean rejecting = new AtomicBoolean(true);
        EventManager events = build(builder().executor(task -> {
            if (rejecting.get()) {
                throw new RejectedExecutionException("busy");
            }
            threads.execute(task);
        }));
        subscribe(events, "s", "ok", policy());
        Emission emission = events.emit(event("a"));

        assertThat(events.health().problems()).singleElement().asString().contains("executor takes no work");

        rejecting.set(false);
        assertThat(outcome(emission).isDone()).isTrue();
        assertThat(events.health().isHealthy()).isTrue();
    }

    /** A manager on a small pool of its own, which the builder does not make. */
    private EventManager onPoolOf(int size) {
        DefaultEventManager events = new DefaultEventManager(new EventManagerBuilder.Parts(
                EventValidator.none(),
                store,
                functions,
                DeliveryPolicy.builder()
                        .timeout(Duration.ofSeconds(1))
                        .maxAttempts(1)
                        .build()
                        .over(DeliveryPolicy.defaults()),
                DeadLetterStore.inMemory(),
                List.of(),
                DeliveryEngine.inMemory(),
                Workforce.ofOwnPool(size),
                size,
                time,
                Duration.ZERO,
                null,
                null,
                new Lineage(16, event -> false)));
        events.start();
        return manage(events);
    }

    @Test
    void health_whenAllThreadsAreLost_saysSo_untilTheyComeBack() {
        CountDownLatch functionsEnd = new CountDownLatch(1);
        functions.registerVoid("stubborn", call -> {
            started.add(call.event().eventType());
            waitStubbornly(functionsEnd);
        });
        EventManager events = onPoolOf(2);
        subscribe(events, "s", "stubborn", policy());
        events.emitAll(List.of(event("a"), event("b")));
        awaitThat(() -> started.size() == 2);

        time.advance(Duration.ofSeconds(1));

        awaitThat(() -> !events.health().isHealthy());
        assertThat(events.health().problems()).singleElement().asString().startsWith("2 threads are lost");
        subscribe(events, "other", "ok", policy());
        Emission served = events.emit(event("c"));
        assertThat(served.deliveries().get(0).outcome())
                .succeedsWithin(PATIENCE)
                .matches(DeliveryOutcome::isDone);

        functionsEnd.countDown();
        awaitThat(() -> events.health().isHealthy());
    }

    @Test
    void health_ofFunctionsThatReturnAStageTooLate_countsTheirThreadsAsBack() {
        CountDownLatch functionsReturn = new CountDownLatch(1);
        CompletableFuture<Object> never = new CompletableFuture<>();
        functions.registerAsync("late", call -> {
            started.add(call.event().eventType());
            waitStubbornly(functionsReturn);
            return never.minimalCompletionStage();
        });
        EventManager events = onPoolOf(2);
        subscribe(events, "s", "late", policy());
        events.emitAll(List.of(event("a"), event("b")));
        awaitThat(() -> started.size() == 2);
        time.advance(Duration.ofSeconds(1));
        awaitThat(() -> !events.health().isHealthy());

        functionsReturn.countDown();

        awaitThat(() -> events.health().isHealthy());
    }
}
