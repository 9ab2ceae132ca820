package io.dispatchframework.events.time;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemTimeSourceTest {

    private final TimeSource time = TimeSource.system();

    @Test
    void now_andNanos_tellTheSystemsTime() {
        assertThat(time.now())
                .isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(5));
        long before = time.nanos();
        assertThat(time.nanos()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void schedule_neverRunsEarly_norOnTheCallersThread() throws Exception {
        for (Duration delay : new Duration[] {Duration.ofSeconds(-1), Duration.ZERO, Duration.ofMillis(30)}) {
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            long start = time.nanos();
            time.schedule(delay, () -> ran.complete(Thread.currentThread()));
            assertThat(ran.get(20, SECONDS)).isNotSameAs(Thread.currentThread());
            assertThat(time.nanos() - start).isGreaterThanOrEqualTo(delay.toNanos());
        }
    }

    @Test
    void schedule_furtherThanNanosecondsReach_waits() {
        TimeSource.Timer timer = time.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> {});

        assertThat(timer.cancel()).isTrue();
    }

    @Test
    void schedule_ofATaskThatThrows_doesNotStopLaterOnes() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        time.schedule(Duration.ofMillis(1), () -> {
            throw new AssertionError("on purpose");
        });
        time.schedule(Duration.ofMillis(2), ran::countDown);

        assertThat(ran.await(20, SECONDS)).isTrue();
    }

    @Test
    void cancel_callsTheTaskOff_once() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        TimeSource.Timer timer = time.schedule(Duration.ofMillis(50), () -> ran.set(true));

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();

        CountDownLatch later = new CountDownLatch(1);
        time.schedule(Duration.ofMillis(100), later::countDown);
        assertThat(later.await(20, SECONDS)).isTrue();
        assertThat(ran).isFalse();
    }

    @Test
    void cancel_afterTheTaskRan_tellsSo() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        TimeSource.Timer timer = time.schedule(Duration.ZERO, ran::countDown);
        assertThat(ran.await(20, SECONDS)).isTrue();

        assertThat(timer.cancel()).isFalse();
    }
}
