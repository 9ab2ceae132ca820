package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.ForwardingTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A subscription that has expired is not there any more, whether its store has noticed or not. */
@Timeout(60)
class ExpiryTest extends DeliveryFixture {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private EventManager events;

    @BeforeEach
    void subscribe() {
        functions.registerVoid("failing", call -> {
            started.add("attempt " + call.attempt());
            throw new IllegalStateException("on purpose");
        });
        events = build(builder().executor(Runnable::run));
        events.subscriptions()
                .create(Subscription.builder("leased")
                        .functionName("failing")
                        .expiresAt(time.now().plus(LEASE))
                        .policy(policy().maxPerSecond(0.01).build())
                        .build());
    }

    @Test
    void emit_untilTheExpiry_matches_andNotFromThenOn() {
        time.advance(LEASE.minusNanos(1));
        assertThat(events.emit(event("a")).deliveries()).hasSize(1);
        time.advance(Duration.ofNanos(1));

        assertThat(events.emit(event("a")).deliveries()).isEmpty();
    }

    /** The next attempt may come after a hundred seconds only. */
    @Test
    void attempt_thatIsDueAfterTheExpiry_doesNotStart() {
        Emission emission = events.emit(event("a"));
        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Pending.class);

        time.advance(Duration.ofMinutes(2));

        assertThat(started).containsExactly("attempt 1");
        assertThat(outcomeNow(emission))
                .isInstanceOfSatisfying(
                        DeliveryOutcome.Cancelled.class,
                        end -> assertThat(end.reason()).isEqualTo("the subscription was deleted or has expired"));
    }

    /** The timer that takes out what has expired does not go off when somebody sets the clock. */
    @Test
    void attempt_afterTheClockWasSetBeyondTheExpiry_doesNotStart() {
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        EventManager other = build(builder().executor(tasks::add).timeSource(new ForwardingTime(time) {
            @Override
            public Instant now() {
                return super.now().plus(ahead.get());
            }
        }));
        Emission emission = other.emit(event("a"));
        assertThat(emission.deliveries()).hasSize(1);

        ahead.set(LEASE);
        runTasks();

        assertThat(started).isEmpty();
        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Cancelled.class);
        assertThat(other.emit(event("a")).deliveries()).isEmpty();
    }
}
