package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.error.ClosedException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A manager that runs no functions for a while. */
@Timeout(60)
class PauseTest extends DeliveryFixture {

    @Test
    void pause_runsNothingUntilResume_andThenTheFirstFirst() {
        EventManager events = build(builder().executor(tasks::add));
        subscribe(events, "s", "ok", policy());

        events.pause();
        events.pause();
        List<Emission> emissions =
                Stream.of("a", "b", "c").map(type -> events.emit(event(type))).toList();
        runTasks();

        assertThat(started).isEmpty();
        assertThat(emissions).allSatisfy(emission -> {
            assertThat(emission.accepted()).isCompleted();
            assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Pending.class);
        });
        assertThat(events.statistics().pending()).isEqualTo(3);

        events.resume();
        runTasks();

        assertThat(started).containsExactly("a", "b", "c");
        assertThat(emissions)
                .allSatisfy(emission -> assertThat(outcomeNow(emission)).isInstanceOf(DeliveryOutcome.Done.class));
    }

    @Test
    void pause_whatRunsAlready_goesOn_andItsNextAttemptWaits() {
        EventManager events = build(builder().executor(tasks::add));
        subscribe(events, "s", "open", policy().maxAttempts(2));
        Emission emission = events.emit(event("a"));
        runTasks();

        events.pause();
        open.get("a").completeExceptionally(new IllegalStateException("on purpose"));
        time.advance(Duration.ofHours(1));
        runTasks();

        assertThat(started).containsExactly("a");
        assertThat(events.statistics().retries()).isEqualTo(1);

        events.resume();
        runTasks();
        open.get("a").complete("at last");

        assertThat(outcomeNow(emission)).isEqualTo(new DeliveryOutcome.Done("s", "open", 2, "at last"));
    }

    @Test
    void pause_untilTheEngineIsFull_refuses() {
        EventManager events =
                build(builder().executor(tasks::add).deliveryEngine(DeliveryEngine.inMemory(2, WhenFull.refuse())));
        subscribe(events, "s", "ok", policy());
        events.pause();

        List<Emission> emissions =
                Stream.of("a", "b", "c").map(type -> events.emit(event(type))).toList();

        assertThat(outcomeNow(emissions.get(2))).isInstanceOf(DeliveryOutcome.Refused.class);
        events.resume();
        runTasks();
        assertThat(started).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void close_whilePaused_cancelsWhatWaitsAtTheEndOfTheGracePeriod() {
        EventManager events = build(builder().closeGrace(Duration.ofSeconds(5)));
        subscribe(events, "s", "ok", policy());
        events.pause();
        Emission emission = events.emit(event("a"));

        Thread closer = new Thread(events::close);
        closer.start();

        assertThat(outcome(emission)).isInstanceOf(DeliveryOutcome.Cancelled.class);
        assertThat(started).isEmpty();
    }

    @Test
    void pauseAndResume_whenClosed_areRefused() {
        EventManager events = build(builder());
        events.close();

        assertThatThrownBy(events::pause).isInstanceOf(ClosedException.class);
        assertThatThrownBy(events::resume).isInstanceOf(ClosedException.class);
    }
}
