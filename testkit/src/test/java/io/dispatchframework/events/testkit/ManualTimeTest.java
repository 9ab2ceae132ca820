package io.dispatchframework.events.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dispatchframework.events.time.TimeSource.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ManualTimeTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final List<String> ran = new ArrayList<>();

    @Test
    void now_untold_stands() {
        assertThat(time.now()).isEqualTo(ManualTime.START).isEqualTo(time.now());
        assertThat(time.nanos()).isEqualTo(time.nanos());
    }

    @Test
    void advance_step_movesBothClocks() {
        long before = time.nanos();

        time.advance(Duration.ofMillis(1_500));

        assertThat(time.now()).isEqualTo(ManualTime.START.plusMillis(1_500));
        assertThat(time.nanos() - before).isEqualTo(1_500_000_000L);
    }

    @Test
    void advance_timersDue_runInOrderAtTheirTimes() {
        time.schedule(SECOND.multipliedBy(3), () -> ran.add("c " + time.now()));
        time.schedule(SECOND, () -> ran.add("a " + time.now()));
        time.schedule(SECOND, () -> ran.add("b " + time.now()));
        time.schedule(SECOND.multipliedBy(4), () -> ran.add("d"));

        time.advance(SECOND.multipliedBy(3));

        assertThat(ran)
                .containsExactly(
                        "a " + ManualTime.START.plusSeconds(1),
                        "b " + ManualTime.START.plusSeconds(1),
                        "c " + ManualTime.START.plusSeconds(3));
        assertThat(time.pending()).isEqualTo(1);
        assertThat(time.now()).isEqualTo(ManualTime.START.plusSeconds(3));
    }

    @Test
    void advance_timerThatSchedules_runsWhatFallsWithin() {
        time.schedule(SECOND, () -> {
            time.schedule(SECOND, () -> ran.add("within"));
            time.schedule(SECOND.multipliedBy(2), () -> ran.add("beyond"));
        });

        time.advance(Duration.ofMillis(2_500));

        assertThat(ran).containsExactly("within");
        assertThat(time.pending()).isEqualTo(1);
    }

    @Test
    void advance_timerThatThrows_runsTheOthers() {
        time.schedule(SECOND, () -> {
            throw new IllegalStateException("on purpose");
        });
        time.schedule(SECOND, () -> ran.add("other"));

        time.advance(SECOND);

        assertThat(ran).containsExactly("other");
    }

    @Test
    void advance_zero_runsWhatIsDueAtOnce() {
        time.schedule(Duration.ZERO, () -> ran.add("now"));
        time.schedule(Duration.ofDays(-1), () -> ran.add("overdue"));
        assertThat(ran).isEmpty();

        time.advance(Duration.ZERO);

        assertThat(ran).containsExactly("now", "overdue");
    }

    @Test
    void advance_backwards_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> time.advance(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> time.advanceTo(ManualTime.START.minusNanos(1)));
    }

    @Test
    void advance_byTimer_isRefused() {
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        time.schedule(SECOND, () -> {
            try {
                time.advance(SECOND);
            } catch (IllegalStateException expected) {
                refused.set(expected);
            }
        });

        time.advance(SECOND);

        assertThat(refused.get()).isInstanceOf(IllegalStateException.class);
        assertThat(time.now()).isEqualTo(ManualTime.START.plusSeconds(1));
    }

    @Test
    void advanceTo_instant_runsWhatIsDue() {
        Instant target = Instant.parse("2500-01-01T00:00:00Z");
        time.schedule(SECOND, () -> ran.add("due"));
        time.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.add("never"));

        time.advanceTo(target);

        assertThat(time.now()).isEqualTo(target);
        assertThat(ran).containsExactly("due");
    }

    @Test
    void setClock_forward_letsNoTimePass() {
        Instant target = ManualTime.START.plus(Duration.ofDays(73_000));
        long before = time.nanos();
        time.schedule(SECOND, () -> ran.add("at " + time.now()));

        time.setClock(target);
        assertThat(time.now()).isEqualTo(target);
        assertThat(time.nanos()).isEqualTo(before);
        time.advance(Duration.ZERO);
        assertThat(ran).isEmpty();

        time.advance(SECOND);
        assertThat(ran).containsExactly("at " + target.plusSeconds(1));
        assertThat(time.nanos() - before).isEqualTo(1_000_000_000L);
    }

    @Test
    void setClock_back_goesOnFromThere() {
        time.advance(SECOND.multipliedBy(10));
        time.schedule(SECOND.multipliedBy(5), () -> ran.add("due"));

        time.setClock(ManualTime.START);
        time.advanceTo(ManualTime.START.plusSeconds(4));
        assertThat(ran).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> time.advanceTo(ManualTime.START));

        time.advanceTo(ManualTime.START.plusSeconds(5));
        assertThat(ran).containsExactly("due");
        assertThat(time.now()).isEqualTo(ManualTime.START.plusSeconds(5));
    }

    @Test
    void setClock_twice_saysWhatWasSetLast() {
        time.advance(SECOND);
        time.setClock(ManualTime.START.plusSeconds(100));
        time.advance(SECOND);
        time.setClock(ManualTime.START.plusSeconds(50));

        assertThat(time.now()).isEqualTo(ManualTime.START.plusSeconds(50));
    }

    @Test
    void cancel_waitingTimer_keepsItFromRunning() {
        Timer timer = time.schedule(SECOND, () -> ran.add("cancelled"));

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();
        time.advance(SECOND);

        assertThat(ran).isEmpty();
        assertThat(time.pending()).isZero();
    }

    @Test
    void cancel_runningOrRun_isTooLate() {
        AtomicReference<@Nullable Timer> own = new AtomicReference<>();
        Timer timer = time.schedule(SECOND, () -> {
            Timer running = own.get();
            ran.add("cancel " + (running != null && running.cancel()));
        });
        own.set(timer);

        time.advance(SECOND);

        assertThat(ran).containsExactly("cancel false");
        assertThat(timer.cancel()).isFalse();
    }
}
