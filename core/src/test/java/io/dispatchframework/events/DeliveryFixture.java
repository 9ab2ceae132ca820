package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** Managers whose time is moved by hand, and whose books have to add up in the end. */
abstract class DeliveryFixture {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    final TestTime time = new TestTime();
    final TestSubscriptionStore store = new TestSubscriptionStore();
    final ExecutorService threads = Executors.newCachedThreadPool();

    /** For functions that do not end by themselves. */
    final CountDownLatch testIsOver = new CountDownLatch(1);

    /** The event types that functions of this fixture were started for, in that order. */
    final List<String> started = new CopyOnWriteArrayList<>();

    /** What the function {@code open} has returned, by event type. */
    final Map<String, CompletableFuture<Object>> open = new ConcurrentHashMap<>();

    final FunctionRegistry functions = FunctionRegistry.create()
            .register("ok", call -> {
                started.add(call.event().eventType());
                return "ok";
            })
            .registerAsync("open", call -> {
                started.add(call.event().eventType());
                CompletableFuture<Object> answer = new CompletableFuture<>();
                open.put(call.event().eventType(), answer);
                return answer;
            });

    /** What was submitted to the executor {@code tasks::add}. */
    final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private final List<EventManager> managers = new ArrayList<>();

    /** Starts a manager that cancels at once when it is closed. */
    EventManagerBuilder builder() {
        return EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(store)
                .functions(functions)
                .timeSource(time)
                .executor(threads)
                .deliveryPolicy(DeliveryPolicy.builder().backoff(Duration.ZERO).build())
                .closeGrace(Duration.ZERO);
    }

    EventManager build(EventManagerBuilder builder) {
        return manage(builder.build());
    }

    /** Closes a manager in the end, and looks at its books. */
    EventManager manage(EventManager built) {
        managers.add(built);
        return built;
    }

    @AfterEach
    void closeManagers() {
        for (EventManager manager : managers) {
            assertBooksAddUp(manager.statistics());
            manager.close();
        }
        testIsOver.countDown();
        threads.shutdownNow();
        for (EventManager manager : managers) {
            assertBooksAddUp(manager.statistics());
            assertThat(manager.statistics().pending()).isZero();
        }
    }

    private static void assertBooksAddUp(DeliveryStatistics books) {
        assertThat(books.matched())
                .as("matched, in %s", books)
                .isEqualTo(books.done()
                        + books.dead()
                        + books.refused()
                        + books.cancelled()
                        + books.skipped()
                        + books.handedOver()
                        + books.pending());
    }

    /** Subscribes a function to every event. */
    Subscription subscribe(EventManager events, String name, String function, DeliveryPolicy.Builder policy) {
        return events.subscriptions()
                .create(Subscription.builder(name)
                        .functionName(function)
                        .policy(policy.build())
                        .build());
    }

    static DeliveryPolicy.Builder policy() {
        return DeliveryPolicy.builder();
    }

    /** Changes a policy in the store, past the manager. */
    void change(String subscription, DeliveryPolicy.Builder policy) {
        Subscription stored = store.find(subscription).orElseThrow();
        store.update(
                stored.toBuilder().policy(policy.build()).build(),
                stored.metadata().revision());
    }

    static CloudEvent event(String type) {
        return CloudEvent.builder(type).build();
    }

    /** Runs what was submitted to {@code tasks::add}, on this thread. */
    void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    void awaitThat(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(2)).atMost(PATIENCE).until(condition);
    }

    /** Lets time pass in small steps until something is so. */
    void passTimeUntil(Callable<Boolean> condition) {
        awaitThat(() -> {
            boolean met = condition.call();
            if (!met) {
                time.advance(Duration.ofMillis(10));
            }
            return met;
        });
    }

    /** Lets time pass until an emission with one delivery has ended. */
    DeliveryOutcome outcome(Emission emission) {
        assertThat(emission.deliveries()).hasSize(1);
        passTimeUntil(() -> emission.completion().isDone());
        return emission.completion().join().get(0);
    }

    static DeliveryOutcome outcomeNow(Emission emission) {
        assertThat(emission.deliveries()).hasSize(1);
        return emission.deliveries().get(0).outcomeNow();
    }

    /** Waits as a function that does not care for interrupts. */
    static void waitStubbornly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
