package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestThreadsTest {

    private final ManualTime time = new ManualTime();
    private final List<Thread> made = new ArrayList<>();
    private final RequestThreads threads = new RequestThreads(time, Duration.ofSeconds(10), 2, 3, this::make);

    private synchronized Thread make(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    }

    @AfterEach
    void shutdown() throws InterruptedException {
        threads.shutdown();
        for (Thread thread : made) {
            thread.join();
        }
    }

    @Test
    void execute_beyondAllBounds_isRejected() {
        CountDownLatch never = new CountDownLatch(1);
        Runnable slow = () -> awaitOrEnd(never);
        int most = 2 + 3 + 2 + 1_000;
        for (int i = 0; i < most; i++) {
            threads.execute(slow);
        }

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> threads.execute(slow));
        assertThat(made).hasSize(4);
    }

    @Test
    void execute_whatTakesTooLong_isInterrupted() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 6; i++) { // two at work, three wait, one is to be turned away
            threads.execute(() -> {
                begun.incrementAndGet();
                awaitOrEnd(never);
                ended.incrementAndGet();
            });
        }

        await().until(() -> begun.get() == 3);
        time.advance(Duration.ofSeconds(1));
        await().until(() -> ended.get() == 1);
        time.advance(Duration.ofSeconds(9));
        await().until(() -> ended.get() == 3);
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return ended.get() == 6;
        });
    }

    @Test
    void execute_whatHasEnded_leavesItsTimeToNobody() {
        RequestThreads one = new RequestThreads(time, Duration.ofSeconds(10), 1, 3, this::make);
        CountDownLatch first = new CountDownLatch(1);
        one.execute(first::countDown);
        await().until(() -> first.getCount() == 0);
        time.advance(Duration.ofSeconds(9));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger whole = new AtomicInteger();
        one.execute(() -> {
            begun.countDown();
            try {
                release.await();
                whole.incrementAndGet();
            } catch (InterruptedException early) {
                whole.decrementAndGet();
            }
        });
        await().until(() -> begun.getCount() == 0);

        time.advance(Duration.ofSeconds(5));
        release.countDown();

        await().until(() -> whole.get() != 0);
        assertThat(whole).hasValue(1);
        one.shutdown();
    }

    private static void awaitOrEnd(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException over) {
            // its time is over
        }
    }
}
