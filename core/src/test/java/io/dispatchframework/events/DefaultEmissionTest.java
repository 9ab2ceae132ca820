package io.dispatchframework.events;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DefaultEmissionTest {

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final FunctionRegistry functions = FunctionRegistry.create().register("ok", call -> "ok");

    @AfterEach
    void shutDown() {
        threads.shutdownNow();
    }

    @Test
    void await_againAndAgain_leavesNothingBehind() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        try (EventManager events = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(FunctionRegistry.create().registerAsync("f", call -> answer))
                .build()) {
            for (String name : new String[] {"a", "b", "c"}) {
                events.subscriptions()
                        .create(Subscription.builder(name).functionName("f").build());
            }
            Emission emission = events.emit(CloudEvent.builder("user.created").build());

            for (int i = 0; i < 100; i++) {
                assertThat(emission.await(Duration.ofNanos(1))).hasSize(3);
                emission.await(Duration.ZERO);
            }

            Fanout fanout = ((LocalDelivery) emission.deliveries().get(0)).fanout();
            assertThat(fanout.allEnded().getNumberOfDependents()).isZero();
            answer.complete("done");
            assertThat(emission.await(Duration.ofSeconds(20))).hasSize(3).allMatch(DeliveryOutcome::isDone);
        }
    }

    @Test
    void deliveries_areAListThatEqualsOthersOfTheSame() {
        try (EventManager events = manager(new DeliveryListener() {})) {
            Emission nothing = events.emit(CloudEvent.builder("user.created").build());
            assertThat(nothing.deliveries()).isEqualTo(List.of());
            subscribe(events, "a", "ok");
            Emission one = events.emit(CloudEvent.builder("user.created").build());
            subscribe(events, "b", "ok");
            Emission two = events.emit(CloudEvent.builder("user.created").build());

            for (Emission emission : List.of(nothing, one, two)) {
                List<EmittedDelivery> same = new ArrayList<>(emission.deliveries());
                assertThat(emission.deliveries())
                        .isEqualTo(emission.deliveries())
                        .isEqualTo(same)
                        .hasSameHashCodeAs(same);
            }
        }
    }

    @Test
    void completion_whileOneIsBeingWrittenDown_waitsForIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch beingTold = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (EventManager events = manager(new DeliveryListener() {
            @Override
            public void succeeded(Delivery delivery, DeliveryOutcome.Done outcome) {
                if (delivery.subscriptionName().equals("slow")) {
                    beingTold.countDown();
                    awaitUninterruptibly(goOn);
                }
            }
        })) {
            subscribe(events, "other", "afterTheSlowOne");
            subscribe(events, "slow", "onceAsked");
            functions.register("onceAsked", call -> asked.await(20, SECONDS));
            functions.register("afterTheSlowOne", call -> beingTold.await(20, SECONDS));
            try {
                Emission emission =
                        events.emit(CloudEvent.builder("user.created").build());
                CompletableFuture<List<DeliveryOutcome>> completion = emission.completion();
                asked.countDown();
                CompletableFuture<DeliveryOutcome> other =
                        emission.deliveries().get(0).outcome();
                assertThat(beingTold.await(20, SECONDS)).isTrue();
                assertThat(other.get(20, SECONDS).isDone()).isTrue();
                // On the same thread, so that the other one has told whoever waits by then.
                events.subscriptions().delete("slow");
                assertThat(events.emit(CloudEvent.builder("user.deleted").build())
                                .await(Duration.ofSeconds(20)))
                        .allMatch(DeliveryOutcome::isDone);

                assertThat(completion).isNotDone();

                goOn.countDown();
                assertThat(completion.get(20, SECONDS)).hasSize(2).allMatch(DeliveryOutcome::isDone);
                assertThat(events.statistics().pending()).isZero();
            } finally {
                goOn.countDown();
            }
        }
    }

    @Test
    void emission_thatNobodyKeeps_isNotKeptByAnIdleManager() {
        try (EventManager events = manager(new DeliveryListener() {})) {
            subscribe(events, "a", "ok");
            List<WeakReference<CloudEvent>> emitted =
                    Stream.generate(() -> emitAndForget(events)).limit(40).toList();

            await().untilAsserted(() -> {
                System.gc();
                assertThat(emitted).allMatch(event -> event.get() == null);
            });
        }
    }

    private static WeakReference<CloudEvent> emitAndForget(EventManager events) {
        CloudEvent event = CloudEvent.builder("user.created").build();
        events.emit(event).await(Duration.ofSeconds(20));
        return new WeakReference<>(event);
    }

    private EventManager manager(DeliveryListener listener) {
        return EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(functions)
                .executor(threads)
                .listener(listener)
                .build();
    }

    private static void subscribe(EventManager events, String name, String function) {
        events.subscriptions()
                .create(Subscription.builder(name).functionName(function).build());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
