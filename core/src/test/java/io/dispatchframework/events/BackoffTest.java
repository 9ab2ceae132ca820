package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a delivery waits for its next attempt. */
@Timeout(60)
class BackoffTest extends DeliveryFixture {

    private static final int DELIVERIES = 200;
    private static final int ATTEMPTS = 8;
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration CAP = Duration.ofMillis(800);

    /** A wait is anything from nothing to the longest: that half of them all fall into the same half has no chance. */
    @Test
    void backoff_doublesUpToItsCap_andIsDrawnFromAllOfIt() {
        List<List<Duration>> waits = new ArrayList<>();
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            waits.add(new ArrayList<>());
        }
        EventManager events = build(builder().executor(Runnable::run).listener(new DeliveryListener() {
            @Override
            public void retried(Delivery delivery, int attempt, Failure why, Duration delay) {
                waits.get(attempt - 1).add(delay);
            }
        }));
        functions.registerVoid("failing", call -> {
            throw new IllegalStateException("on purpose");
        });
        subscribe(
                events,
                "s",
                "failing",
                policy().maxAttempts(ATTEMPTS).backoff(FIRST).maxBackoff(CAP));

        for (int i = 0; i < DELIVERIES; i++) {
            events.emit(event("a"));
        }
        time.advance(CAP.multipliedBy(ATTEMPTS));

        assertThat(events.statistics().dead()).isEqualTo(DELIVERIES);
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            Duration longest = FIRST.multipliedBy(1L << (attempt - 1));
            Duration most = longest.compareTo(CAP) < 0 ? longest : CAP;
            assertThat(waits.get(attempt - 1))
                    .as("behind attempt %d", attempt)
                    .hasSize(DELIVERIES)
                    .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ZERO, most))
                    .anySatisfy(wait -> assertThat(wait).isLessThan(most.dividedBy(2)))
                    .anySatisfy(wait -> assertThat(wait).isGreaterThan(most.dividedBy(2)));
        }
    }

    @Test
    void backoff_isWaitedFor() {
        List<Duration> waits = new ArrayList<>();
        EventManager events = build(builder().executor(Runnable::run).listener(new DeliveryListener() {
            @Override
            public void retried(Delivery delivery, int attempt, Failure why, Duration delay) {
                waits.add(delay);
            }
        }));
        functions.register("failing", call -> {
            started.add("attempt " + call.attempt());
            throw new IllegalStateException("on purpose");
        });
        Duration longest = Duration.ofHours(10);
        subscribe(
                events, "s", "failing", policy().maxAttempts(2).backoff(longest).maxBackoff(longest));
        Emission emission = events.emit(event("a"));

        time.advance(waits.get(0).minusNanos(1));
        assertThat(started).containsExactly("attempt 1");
        time.advance(Duration.ofNanos(1));

        assertThat(started).containsExactly("attempt 1", "attempt 2");
        assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Dead.class);
    }
}
