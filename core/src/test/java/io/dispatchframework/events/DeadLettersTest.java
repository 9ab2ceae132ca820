package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.DeadLetterStore;
import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.store.NotFoundException;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TestTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dead letters, listeners and the books, through the front door; functions run on the emitting thread. */
@Timeout(60)
class DeadLettersTest {

    private final TestTime time = new TestTime();
    private final AtomicBoolean works = new AtomicBoolean();
    private final FunctionRegistry functions = FunctionRegistry.create().register("f", call -> {
        if (!works.get()) {
            throw new PermanentFailureException("broken");
        }
        return "mended, attempt " + call.attempt();
    });
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final EventManager events = manager(DeadLetterStore.inMemory(2));

    private EventManager manager(DeadLetterStore letters) {
        return EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(functions)
                .executor(Runnable::run)
                .timeSource(time)
                .deadLetterStore(letters)
                .listener(new Recording())
                .closeGrace(Duration.ZERO)
                .build();
    }

    private final class Recording implements DeliveryListener {
        @Override
        public void emitted(CloudEvent event, List<? extends Delivery> deliveries) {
            heard.add("emitted " + event.eventType() + " to " + deliveries.size());
        }

        @Override
        public void started(Delivery delivery, int attempt) {
            heard.add("started " + attempt);
        }

        @Override
        public void retried(Delivery delivery, int attempt, Failure why, Duration delay) {
            heard.add("retried " + attempt + ": " + why);
        }

        @Override
        public void succeeded(Delivery delivery, DeliveryOutcome.Done end) {
            heard.add("succeeded " + end.value());
        }

        @Override
        public void deadLettered(Delivery delivery, DeliveryOutcome.Dead end) {
            heard.add("dead " + end.failure());
        }

        @Override
        public void deadLetterDropped(DeadLetter letter) {
            heard.add("dropped " + letter.event().eventType());
        }

        @Override
        public void cancelled(Delivery delivery, DeliveryOutcome.Cancelled end) {
            heard.add("cancelled");
        }
    }

    @AfterEach
    void close() {
        events.close();
    }

    private Emission emit(EventManager manager, String type) {
        return manager.emit(CloudEvent.builder(type).data("secret").build());
    }

    private static void subscribe(EventManager manager, String name) {
        manager.subscriptions()
                .create(Subscription.builder(name).functionName("f").build());
    }

    @Test
    void death_leavesALetterWithAllThatIsKnown() {
        subscribe(events, "s");
        Emission emission = emit(events, "a");

        DeadLetter letter = events.deadLetters().list().get(0);

        assertThat(letter.id()).isEqualTo(emission.deliveries().get(0).id());
        assertThat(letter.event()).isEqualTo(emission.event());
        assertThat(letter.subscriptionName()).isEqualTo("s");
        assertThat(letter.functionName()).isEqualTo("f");
        assertThat(letter.failure().message()).contains("broken");
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.diedAt()).isEqualTo(time.now());
        assertThat(events.deadLetters().find(letter.id())).contains(letter);
        assertThat(letter.toString()).contains("broken", "s").doesNotContain("secret");
    }

    @Test
    void redrive_runsTheSameDeliveryAgainWithAttemptsAnew() {
        subscribe(events, "s");
        String id = emit(events, "a").deliveries().get(0).id();
        works.set(true);

        Emission again = events.deadLetters().redrive(id);

        assertThat(again.deliveries().get(0).id()).isEqualTo(id);
        assertThat(again.deliveries().get(0).outcomeNow())
                .isEqualTo(new DeliveryOutcome.Done("s", "f", 1, "mended, attempt 1"));
        assertThat(events.deadLetters().list()).isEmpty();
    }

    @Test
    void redrive_thatDiesAgain_leavesItsNewLetter() {
        subscribe(events, "s");
        String id = emit(events, "a").deliveries().get(0).id();
        time.advance(Duration.ofHours(1));

        assertThat(events.deadLetters().redrive(id).deliveries().get(0).outcomeNow())
                .isInstanceOf(DeliveryOutcome.Dead.class);

        assertThat(events.deadLetters().list()).singleElement().satisfies(letter -> {
            assertThat(letter.id()).isEqualTo(id);
            assertThat(letter.diedAt()).isEqualTo(time.now());
        });
    }

    @Test
    void redrive_ofWhatIsNotThere_saysSo_andKeepsTheLetter() {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> events.deadLetters().redrive("none"))
                .withMessageContaining("dead letter");
        subscribe(events, "s");
        String id = emit(events, "a").deliveries().get(0).id();
        events.subscriptions().delete("s");
        subscribe(events, "s"); // another of the same name

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> events.deadLetters().redrive(id))
                .withMessageContaining("subscription");
        assertThat(events.deadLetters().redriveAll(letter -> true)).isEmpty();
        assertThat(events.deadLetters().list()).hasSize(1);
    }

    @Test
    void redriveAll_andDiscardAll_takeWhatMeetsTheCondition() {
        subscribe(events, "s");
        emit(events, "a");
        emit(events, "b");
        works.set(true);

        assertThat(events.deadLetters()
                        .redriveAll(letter -> letter.event().eventType().equals("a")))
                .hasSize(1);
        assertThat(events.deadLetters().discardAll(letter -> true)).isEqualTo(1);
        assertThat(events.deadLetters().list()).isEmpty();
    }

    @Test
    void redrive_byTwoAtOnce_runsEachOnce() throws Exception {
        EventManager large = manager(DeadLetterStore.inMemory());
        subscribe(large, "s");
        int letters = 500;
        for (int i = 0; i < letters; i++) {
            emit(large, "a" + i);
        }
        works.set(true);

        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(
                () -> large.deadLetters().redriveAll(letter -> true).size());
        int own = large.deadLetters().redriveAll(letter -> true).size();

        assertThat(own + other.get(20, TimeUnit.SECONDS)).isEqualTo(letters);
        assertThat(large.statistics().done()).isEqualTo(letters);
        large.close();
    }

    @Test
    void list_whereTheLastOfAPageLeavesMeanwhile_namesNoLetterTwice() {
        DeadLetterStore letters = DeadLetterStore.inMemory();
        EventManager large = manager(new DeadLetterStore() {
            @Override
            public Optional<DeadLetter> add(DeadLetter letter) {
                return letters.add(letter);
            }

            @Override
            public Optional<DeadLetter> find(String id) {
                return letters.find(id);
            }

            @Override
            public List<DeadLetter> list(@Nullable String afterId, int limit) {
                if (afterId != null) {
                    letters.find(afterId).ifPresent(letters::remove);
                }
                return letters.list(afterId, limit);
            }

            @Override
            public boolean remove(DeadLetter letter) {
                return letters.remove(letter);
            }
        });
        subscribe(large, "s");
        for (int i = 0; i < 1_002; i++) {
            emit(large, "a" + i);
        }

        assertThat(large.deadLetters().list()).extracting(DeadLetter::id).doesNotHaveDuplicates();
        large.close();
    }

    @Test
    void discard_removesOne() {
        subscribe(events, "s");
        String id = emit(events, "a").deliveries().get(0).id();

        assertThat(events.deadLetters().discard(id)).isTrue();
        assertThat(events.deadLetters().discard(id)).isFalse();
    }

    @Test
    void store_thatIsFull_letsTheOldestGo_andSaysSo() {
        subscribe(events, "s");
        emit(events, "a");
        emit(events, "b");
        emit(events, "c");

        assertThat(events.deadLetters().list())
                .extracting(letter -> letter.event().eventType())
                .containsExactly("b", "c");
        assertThat(heard).contains("dropped a");
        assertThat(events.statistics().deadLettersDropped()).isEqualTo(1);
    }

    @Test
    void store_thatFails_harmsNoDelivery() {
        AtomicBoolean broken = new AtomicBoolean(true);
        EventManager unlucky = manager(new DeadLetterStore() {
            @Override
            public Optional<DeadLetter> add(DeadLetter letter) {
                if (broken.get()) {
                    throw new IllegalStateException("disk full");
                }
                return Optional.empty();
            }

            @Override
            public Optional<DeadLetter> find(String id) {
                return Optional.empty();
            }

            @Override
            public List<DeadLetter> list(@Nullable String afterId, int limit) {
                return List.of();
            }

            @Override
            public boolean remove(DeadLetter letter) {
                return false;
            }
        });
        subscribe(unlucky, "s");

        assertThat(unlucky.health().isHealthy()).isTrue();

        assertThat(emit(unlucky, "a").deliveries().get(0).outcomeNow()).isInstanceOf(DeliveryOutcome.Dead.class);

        assertThat(unlucky.health().problems())
                .singleElement()
                .asString()
                .contains("dead letter store failed", "disk full");
        broken.set(false);
        emit(unlucky, "b");
        assertThat(unlucky.health().isHealthy()).isTrue();
        unlucky.close();
    }

    @Test
    void inMemory_pagesFromTheOldestOn() {
        DeadLetterStore store = DeadLetterStore.inMemory();
        for (int i = 0; i < 25; i++) {
            store.add(letter("id" + i));
        }
        store.add(letter("id0")); // died again: now the newest

        assertThat(store.list(null, 10)).extracting(DeadLetter::id).first().isEqualTo("id1");
        assertThat(store.list("id10", 100)).hasSize(15).last().isEqualTo(letter("id0"));
        assertThatIllegalArgumentException().isThrownBy(() -> store.list(null, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> DeadLetterStore.inMemory(0));
    }

    private static DeadLetter letter(String id) {
        CloudEvent event = CloudEvent.bare().eventType("a").build();
        return new DeadLetter(id, event, "s", 1, "f", new Failure("no", null), 1, Instant.EPOCH, Instant.EPOCH);
    }

    @Test
    void inMemory_toldToDropTheNewest_keepsTheFirst() {
        DeadLetterStore store = DeadLetterStore.inMemory(1, DeadLetterStore.WhenFull.DROP_NEWEST);
        DeadLetter first = letter("1");
        DeadLetter second = letter("2");

        assertThat(store.add(first)).isEmpty();
        assertThat(store.add(second)).contains(second);
        assertThat(store.add(first)).isEmpty();
        assertThat(store.list(null, 10)).containsExactly(first);
    }

    @Test
    void listener_hearsEverythingInOrder() {
        functions.register("flaky", call -> {
            if (call.attempt() == 1) {
                throw new IllegalStateException("once");
            }
            return "fine";
        });
        events.subscriptions()
                .create(Subscription.builder("s").functionName("flaky").build());

        emit(events, "a");
        time.advance(Duration.ofMinutes(1));

        assertThat(heard)
                .containsExactly(
                        "emitted a to 1",
                        "started 1",
                        "retried 1: IllegalStateException: once",
                        "started 2",
                        "succeeded fine");
    }

    @Test
    void listener_thatThrows_harmsNobody() {
        AtomicInteger calls = new AtomicInteger();
        DeliveryListener throwing = new DeliveryListener() {
            @Override
            public void emitted(CloudEvent event, List<? extends Delivery> deliveries) {
                calls.incrementAndGet();
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void started(Delivery delivery, int attempt) {
                calls.incrementAndGet();
                throw new AssertionError("on purpose");
            }

            @Override
            public void succeeded(Delivery delivery, DeliveryOutcome.Done end) {
                calls.incrementAndGet();
                throw new StackOverflowError("on purpose");
            }
        };
        works.set(true);
        EventManager manager = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(functions)
                .executor(Runnable::run)
                .listener(throwing)
                .listener(new Recording())
                .build();
        subscribe(manager, "s");

        assertThat(emit(manager, "a").deliveries().get(0).outcomeNow().isDone()).isTrue();

        assertThat(calls).hasValue(3);
        assertThat(heard).containsExactly("emitted a to 1", "started 1", "succeeded mended, attempt 1");
        manager.close();
    }

    @Test
    void statistics_addUp() {
        functions.register("asleep", call -> "never runs");
        functions.registerAsync("waits", call -> new CompletableFuture<>());
        subscribe(events, "dies");
        events.subscriptions()
                .create(Subscription.builder("paused").functionName("asleep").build());
        events.subscriptions().pause("paused");
        events.subscriptions()
                .create(Subscription.builder("skips")
                        .functionName("asleep")
                        .policy(DeliveryPolicy.builder()
                                .whenPaused(DeliveryPolicy.WhenPaused.SKIP)
                                .build())
                        .build());
        events.subscriptions().pause("skips");
        events.subscriptions()
                .create(Subscription.builder("waits").functionName("waits").build());
        emit(events, "a");
        works.set(true);
        emit(events, "b");
        events.subscriptions().delete("paused");

        DeliveryStatistics books = events.statistics();

        assertThat(books).isEqualTo(new StatisticsSnapshot(2, 8, 1, 1, 0, 2, 2, 0, 2, 2, 0, 4, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void redrive_onAClosedManager_isRefused() {
        subscribe(events, "s");
        String id = emit(events, "a").deliveries().get(0).id();
        events.close();

        assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> events.deadLetters().redrive(id));
        assertThat(events.deadLetters().find(id)).isPresent();
    }
}
