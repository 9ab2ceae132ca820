package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.SubscriptionStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
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

    /** A manager on threads of its own, with more to do than it has of them. */
    private EventManager overwhelmed(String function) {
        EventManager events = manage(EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(store)
                .functions(functions)
                .timeSource(time)
                .deliveryPolicy(DeliveryPolicy.builder()
                        .timeout(Duration.ofSeconds(1))
                        .maxAttempts(1)
                        .build())
                .closeGrace(Duration.ZERO)
                .build());
        subscribe(events, "s", function, policy());
        events.emitAll(IntStream.range(0, 1_000).mapToObj(i -> event("e" + i)).toList());
        return events;
    }

    @Test
    void health_whenAllThreadsAreLost_saysSo_untilTheyComeBack() {
        CountDownLatch functionsEnd = new CountDownLatch(1);
        functions.registerVoid("stubborn", call -> {
            waitStubbornly(functionsEnd);
        });
        EventManager events = overwhelmed("stubborn");

        passTimeUntil(() -> !events.health().isHealthy());
        assertThat(events.health().problems())
                .singleElement()
                .asString()
                .contains("threads are lost to functions that ignore their time-outs");

        functionsEnd.countDown();
        awaitThat(() -> events.health().isHealthy());
    }

    @Test
    void health_ofFunctionsThatReturnAStageTooLate_countsTheirThreadsAsBack() {
        CountDownLatch functionsReturn = new CountDownLatch(1);
        CompletableFuture<Object> never = new CompletableFuture<>();
        functions.registerAsync("late", call -> {
            waitStubbornly(functionsReturn);
            return never.minimalCompletionStage();
        });
        EventManager events = overwhelmed("late");
        passTimeUntil(() -> !events.health().isHealthy());

        functionsReturn.countDown();

        awaitThat(() -> events.health().isHealthy());
    }
}
