package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.function.ContextCarrier;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The context of the emitting thread, on the threads that run functions. */
@Timeout(60)
class ContextCarrierTest extends DeliveryFixture {

    private final ThreadLocal<String> context = new ThreadLocal<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    ContextCarrierTest() {
        functions.registerVoid("see", call -> seen.add(call.event().eventType() + ": " + context.get()));
    }

    private ContextCarrier.Captured carry() {
        String captured = context.get();
        return () -> {
            String before = context.get();
            context.set(captured);
            return () -> context.set(before);
        };
    }

    private void emitWith(EventManager events, String value, String type) {
        context.set(value);
        try {
            events.emit(event(type));
        } finally {
            context.remove();
        }
    }

    @Test
    void context_isThereForEachAttempt_andTakenOffAgain() {
        ExecutorService one = Executors.newSingleThreadExecutor();
        EventManager events = build(builder().executor(one).contextCarrier(this::carry));
        functions.registerVoid("failing", call -> {
            seen.add("attempt " + call.attempt() + ": " + context.get());
            if (call.attempt() == 1) {
                throw new IllegalStateException("on purpose");
            }
        });
        subscribe(events, "s", "failing", policy());

        emitWith(events, "mine", "a");

        passTimeUntil(() -> events.statistics().done() == 1);
        assertThat(seen).containsExactly("attempt 1: mine", "attempt 2: mine");
        one.execute(() -> seen.add("afterwards: " + context.get()));
        awaitThat(() -> seen.contains("afterwards: null"));
        one.shutdown();
    }

    @Test
    void context_ofAnEventThatAFunctionReturns_isThatOfTheCause() {
        EventManager events = build(builder().contextCarrier(this::carry));
        functions.register("returning", call -> {
            call.emit(event("emitted"));
            return FunctionResult.emit(event("returned"));
        });
        events.subscriptions()
                .create(Subscription.builder("first")
                        .eventType("first")
                        .functionName("returning")
                        .build());
        for (String type : List.of("emitted", "returned")) {
            events.subscriptions()
                    .create(Subscription.builder(type)
                            .eventType(type)
                            .functionName("see")
                            .build());
        }

        emitWith(events, "mine", "first");

        awaitThat(() -> seen.size() == 2);
        assertThat(seen).containsExactlyInAnyOrder("emitted: mine", "returned: mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"capture", "restore", "close"})
    void carrier_thatThrows_harmsNothing(String where) {
        for (boolean error : List.of(false, true)) {
            EventManager events = build(builder()
                    .subscriptionStore(new TestSubscriptionStore())
                    .contextCarrier(() -> {
                        fail(where.equals("capture"), error);
                        return () -> {
                            fail(where.equals("restore"), error);
                            return () -> fail(where.equals("close"), error);
                        };
                    }));
            subscribe(events, "s", "ok", policy());

            assertThat(outcome(events.emit(event("a")))).isEqualTo(new DeliveryOutcome.Done("s", "ok", 1, "ok"));
        }
    }

    private static void fail(boolean now, boolean error) {
        if (now && error) {
            throw new NoClassDefFoundError("on purpose");
        }
        if (now) {
            throw new IllegalStateException("on purpose");
        }
    }
}
