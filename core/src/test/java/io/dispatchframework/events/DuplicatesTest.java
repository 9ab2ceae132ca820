package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DuplicateWindow;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.subscription.Subscription;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events that come once more. */
@Timeout(60)
class DuplicatesTest extends DeliveryFixture {

    /** A window without a bound. */
    private static final class Window implements DuplicateWindow {

        private final Set<List<String>> seen = ConcurrentHashMap.newKeySet();
        private final List<String> removed = new CopyOnWriteArrayList<>();

        private static List<String> key(CloudEvent event) {
            return List.of(event.namespace(), event.sourceType(), event.sourceId(), event.eventId());
        }

        @Override
        public boolean add(CloudEvent event) {
            return seen.add(key(event));
        }

        @Override
        public void remove(CloudEvent event) {
            removed.add(event.eventId());
            seen.remove(key(event));
        }
    }

    private final Window window = new Window();
    private final List<CloudEvent> heard = new CopyOnWriteArrayList<>();

    private EventManager manager(DeliveryEngine engine) {
        return build(builder().duplicateWindow(window).deliveryEngine(engine).listener(new DeliveryListener() {
            @Override
            public void duplicate(CloudEvent event) {
                heard.add(event);
            }
        }));
    }

    private static CloudEvent withId(String type, String id) {
        return CloudEvent.builder(type).eventId(id).build();
    }

    @Test
    void emit_sameEventAgain_isRecognisedAndHasNoDeliveries() {
        EventManager events = manager(DeliveryEngine.inMemory());
        subscribe(events, "s", "ok", policy());
        CloudEvent event = withId("a", "1");

        Emission first = events.emit(event);
        Emission second = events.emit(event);

        assertThat(first.isDuplicate()).isFalse();
        assertThat(outcome(first).isDone()).isTrue();
        assertThat(second.isDuplicate()).isTrue();
        assertThat(second.deliveries()).isEmpty();
        assertThat(second.completion()).isCompletedWithValue(List.of());
        assertThat(events.statistics().duplicates()).isEqualTo(1);
        assertThat(events.statistics().emitted()).isEqualTo(2);
        assertThat(heard).containsExactly(event);
    }

    @Test
    void emit_sameIdOfAnotherSource_isAnother() {
        EventManager events = manager(DeliveryEngine.inMemory());
        subscribe(events, "s", "ok", policy());

        events.emit(withId("a", "1"));

        assertThat(events.emit(withId("a", "1").toBuilder().sourceId("other").build())
                        .isDuplicate())
                .isFalse();
    }

    @Test
    void emitAll_withTheSameEventTwice_deliversItOnce() {
        EventManager events = manager(DeliveryEngine.inMemory());
        subscribe(events, "s", "ok", policy());

        List<Emission> emissions = events.emitAll(List.of(withId("a", "1"), withId("b", "2"), withId("c", "1")));

        assertThat(emissions).extracting(Emission::isDuplicate).containsExactly(false, false, true);
        awaitThat(() -> events.statistics().done() == 2);
    }

    @Test
    void emit_againWhatWasRefused_isNoDuplicate_andIsForgottenOnce() {
        EventManager events = manager(DeliveryEngine.inMemory(2, WhenFull.refuse()));
        subscribe(events, "one", "open", policy());
        subscribe(events, "two", "open", policy());
        Emission first = events.emit(withId("a", "1"));
        awaitThat(() -> started.size() == 2);
        assertThat(events.emit(withId("b", "2")).deliveries())
                .allSatisfy(delivery -> assertThat(delivery.outcomeNow()).isInstanceOf(DeliveryOutcome.Refused.class));
        assertThat(window.removed).containsExactly("2");
        events.subscriptions().delete("two");
        events.subscriptions().delete("one");

        assertThat(events.emit(withId("b", "2")).isDuplicate()).isFalse();
        assertThat(events.emit(withId("b", "2")).isDuplicate()).isTrue();
        assertThat(first.deliveries()).hasSize(2);
    }

    @Test
    void emit_refusedWithAWindowThatCannotForget_isRefusedAllTheSame() {
        EventManager events = build(builder()
                .deliveryEngine(DeliveryEngine.inMemory(1, WhenFull.refuse()))
                .duplicateWindow(new DuplicateWindow() {
                    @Override
                    public boolean add(CloudEvent event) {
                        return window.add(event);
                    }

                    @Override
                    public void remove(CloudEvent event) {
                        window.remove(event);
                        throw new IllegalStateException("down");
                    }
                }));
        subscribe(events, "s", "open", policy());
        events.emit(withId("a", "1"));

        List<Emission> refused = events.emitAll(List.of(withId("b", "2"), withId("c", "3")));

        assertThat(refused).allSatisfy(emission -> {
            assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Refused.class);
            assertThat(emission.accepted().join()).isInstanceOf(EnqueueResult.Refused.class);
        });
        assertThat(window.removed).containsExactly("2", "3");
    }

    @Test
    void emit_byAFunctionThatIsTriedAgain_isRecognised() {
        EventManager events = manager(DeliveryEngine.inMemory());
        functions.register("emitting", call -> {
            call.emit(withId("second", "of " + call.deliveryId()));
            return call.attempt() == 1
                    ? FunctionResult.retry(new IllegalStateException("on purpose"))
                    : FunctionResult.success(null);
        });
        events.subscriptions()
                .create(Subscription.builder("first")
                        .eventType("first")
                        .functionName("emitting")
                        .build());
        events.subscriptions()
                .create(Subscription.builder("second")
                        .eventType("second")
                        .functionName("ok")
                        .build());

        assertThat(outcome(events.emit(event("first"))).attempts()).isEqualTo(2);

        awaitThat(() -> events.statistics().pending() == 0);
        assertThat(started).containsExactly("second");
        assertThat(events.statistics().duplicates()).isEqualTo(1);
    }

    @Test
    void emitAll_withAWindowThatFailsOnTheWay_leavesNothingBehind() {
        IllegalStateException down = new IllegalStateException("down");
        EventManager events = build(builder().duplicateWindow(new DuplicateWindow() {
            @Override
            public boolean add(CloudEvent event) {
                if (event.eventId().equals("2")) {
                    throw down;
                }
                return window.add(event);
            }

            @Override
            public void remove(CloudEvent event) {
                window.remove(event);
            }
        }));
        subscribe(events, "s", "ok", policy());

        assertThatThrownBy(() -> events.emitAll(List.of(withId("a", "1"), withId("b", "1"), withId("c", "2"))))
                .isSameAs(down);

        assertThat(events.statistics().matched()).isZero();
        assertThat(window.removed).containsExactly("1");
        assertThat(events.emit(withId("a", "1")).isDuplicate()).isFalse();
    }
}
