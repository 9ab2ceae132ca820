package io.dispatchframework.events;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sixteen threads emit while four create, update and delete subscriptions.
 *
 * <p>Each writer publishes, for each of its slots, what is stored there: before it begins a change it writes "unsure",
 * afterwards the new state. An emitter reads the states before and after an emission: where it finds the very same
 * object twice, nothing was changed in between, and the emission has to agree with it.
 */
class ChurnTest {

    private static final int EMITTERS = 16;
    private static final int WRITERS = 4;
    private static final int SLOTS_PER_WRITER = 16;
    private static final String[] TYPES = {"user.created", "user.deleted", "vm.created", "vm.deleted"};
    private static final String[] PATTERNS = {"user.created", "user.*", "*.deleted", "#.created", "*", "vm.deleted"};

    /** What is known to be in a slot; compared by identity. */
    private static final class State {
        final @Nullable String pattern;

        State(@Nullable String pattern) {
            this.pattern = pattern;
        }
    }

    private final AtomicReferenceArray<@Nullable State> slots = new AtomicReferenceArray<>(WRITERS * SLOTS_PER_WRITER);
    private final Set<String> deliveredTwice = ConcurrentHashMap.newKeySet();
    private final AtomicLong surelyChecked = new AtomicLong();
    private volatile boolean writing = true;

    private static boolean matches(String pattern, String type) {
        return switch (pattern) {
            case "*" -> true;
            case "user.*" -> type.startsWith("user.");
            case "*.deleted" -> type.endsWith(".deleted");
            case "#.created" -> type.endsWith(".created");
            default -> pattern.equals(type);
        };
    }

    @Test
    @Timeout(value = 2, unit = MINUTES)
    void emit_whileSubscriptionsComeAndGo_seesExactlyWhatIsThere() throws Exception {
        churn(800);
    }

    @Test
    @Tag("slow")
    @Timeout(value = 10, unit = MINUTES)
    void emit_longWhileSubscriptionsComeAndGo_seesExactlyWhatIsThere() throws Exception {
        churn(10_000);
    }

    private void churn(int emissionsPerEmitter) throws Exception {
        long seed = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(EMITTERS + WRITERS);
        ExecutorService workers = Executors.newFixedThreadPool(4);
        Set<String> ran = ConcurrentHashMap.newKeySet();
        try (EventManager events = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(FunctionRegistry.create().registerVoid("f", call -> {
                    if (!ran.add(call.deliveryId())) {
                        deliveredTwice.add(call.deliveryId());
                    }
                }))
                .executor(workers)
                .build()) {
            for (int slot = 0; slot < slots.length(); slot++) {
                slots.set(slot, new State(null));
            }
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                int writer = w;
                writers.add(
                        CompletableFuture.runAsync(() -> write(events, writer, new Random(seed + writer)), threads));
            }
            List<CompletableFuture<List<Emission>>> emitters = new ArrayList<>();
            for (int e = 0; e < EMITTERS; e++) {
                Random random = new Random(seed - 1 - e);
                emitters.add(CompletableFuture.supplyAsync(() -> emit(events, random, emissionsPerEmitter), threads));
            }
            for (CompletableFuture<List<Emission>> emitter : emitters) {
                for (Emission emission : emitter.get()) {
                    assertThat(emission.await(Duration.ofMinutes(1)))
                            .allSatisfy(end -> assertThat(end)
                                    .isInstanceOfAny(DeliveryOutcome.Done.class, DeliveryOutcome.Cancelled.class));
                }
            }
            writing = false;
            CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get();
        } catch (Exception | AssertionError failed) {
            throw new AssertionError("seed " + seed, failed);
        } finally {
            writing = false;
            threads.shutdownNow();
            workers.shutdownNow();
        }
        assertThat(deliveredTwice).isEmpty();
        assertThat(surelyChecked).hasValueGreaterThan((long) EMITTERS * emissionsPerEmitter);
    }

    private void write(EventManager events, int writer, Random random) {
        Subscriptions subscriptions = events.subscriptions();
        while (writing) {
            int slot = writer * SLOTS_PER_WRITER + random.nextInt(SLOTS_PER_WRITER);
            String name = "slot-" + slot;
            State before = slots.get(slot);
            String pattern = PATTERNS[random.nextInt(PATTERNS.length)];
            slots.set(slot, null);
            if (before == null) {
                throw new IllegalStateException("two writers on one slot");
            } else if (before.pattern == null) {
                subscriptions.create(Subscription.builder(name)
                        .eventType(pattern)
                        .functionName("f")
                        .build());
                slots.set(slot, new State(pattern));
            } else if (random.nextBoolean()) {
                subscriptions.update(subscriptions.find(name).orElseThrow().toBuilder()
                        .eventType(pattern)
                        .build());
                slots.set(slot, new State(pattern));
            } else {
                subscriptions.delete(name);
                slots.set(slot, new State(null));
            }
        }
    }

    private List<Emission> emit(EventManager events, Random random, int count) {
        List<Emission> emissions = new ArrayList<>();
        @Nullable State[] before = new State[slots.length()];
        for (int i = 0; i < count; i++) {
            String type = TYPES[random.nextInt(TYPES.length)];
            for (int slot = 0; slot < before.length; slot++) {
                before[slot] = slots.get(slot);
            }
            Emission emission = events.emit(CloudEvent.builder(type).build());
            Set<String> matched = emission.deliveries().stream()
                    .map(EmittedDelivery::subscriptionName)
                    .collect(Collectors.toSet());
            for (int slot = 0; slot < before.length; slot++) {
                State state = before[slot];
                if (state != null && state == slots.get(slot)) {
                    boolean expected = state.pattern != null && matches(state.pattern, type);
                    if (matched.contains("slot-" + slot) != expected) {
                        fail("an event of type " + type + " was " + (expected ? "not " : "") + "delivered to slot-"
                                + slot + ", which held " + state.pattern + " throughout");
                    }
                    surelyChecked.incrementAndGet();
                }
            }
            emissions.add(emission);
        }
        return emissions;
    }
}
