package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryHandler;
import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.delivery.Intake;
import io.dispatchframework.events.error.NotReadyException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.SubscriptionStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventManagerBuilderTest {

    private final SilentStore store = new SilentStore();
    private final SpiedEngine engine = new SpiedEngine();

    private EventManagerBuilder builder() {
        return EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(store)
                .functions(FunctionRegistry.create())
                .deliveryEngine(engine);
    }

    @Test
    void build_onAStoreThatNeverGetsReady_failsAndLeavesNothing() {
        EventManagerBuilder builder = builder().startTimeout(Duration.ofMillis(1));

        assertThatExceptionOfType(NotReadyException.class)
                .isThrownBy(builder::build)
                .withMessage("the store SilentStore has not told all that is in it within PT0.001S;"
                        + " see what keeps it, or wait longer with .startTimeout(...)");

        assertNothingIsLeft();
    }

    @Test
    void build_interrupted_failsAndKeepsTheFlag() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(NotReadyException.class)
                .isThrownBy(() -> builder().build())
                .withMessageContaining("was interrupted")
                .withCauseInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertNothingIsLeft();
    }

    @Test
    void build_onAStoreThatCannotBeWatched_failsAsTheStoreDoesAndLeavesNothing() {
        store.fault = new IllegalStateException("on purpose");

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> builder().build())
                .withMessage("on purpose");

        store.watched = 0;
        assertNothingIsLeft();
    }

    @Test
    void startTimeout_negative_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().startTimeout(Duration.ofNanos(-1)))
                .withMessage("startTimeout must not be negative, was PT-0.000000001S");
    }

    private void assertNothingIsLeft() {
        assertThat(store.watched).isZero();
        assertThat(((ExecutorService) engine.intake.executor()).isShutdown()).isTrue();
        Delivery delivery = Delivery.of(CloudEvent.builder("user.created").build(), "s", 1, null);
        assertThat(engine.enqueue(List.of(delivery), true).toCompletableFuture().join())
                .isInstanceOf(EnqueueResult.Refused.class);
    }

    /** The engine in memory, which shows what it was started with. */
    private static final class SpiedEngine extends ForwardingEngine {

        private Intake intake;

        @Override
        public EngineHandle start(DeliveryHandler handler, Intake with) {
            intake = with;
            return super.start(handler, with);
        }
    }

    /** A store on a network that is away. */
    private static final class SilentStore implements SubscriptionStore {

        private int watched;
        private RuntimeException fault;

        @Override
        public Watch watch(ResourceWatcher<? super Subscription> watcher) {
            watched++;
            if (fault != null) {
                throw fault;
            }
            return () -> watched--;
        }

        @Override
        public Subscription insert(Subscription subscription) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Subscription> find(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Subscription update(Subscription subscription, long expectedRevision) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long delete(String name, long expectedRevision) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Page<Subscription> list(ListQuery query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return "SilentStore";
        }
    }
}
