package io.dispatchframework.events.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.time.TestTime;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StreamProgressTest {

    private static final int MOST_OPEN = 10_000;

    @TempDir
    private Path folder;

    private final List<Thread> threads = new ArrayList<>();
    private Path position;
    private StreamProgress progress;

    @BeforeEach
    void begin() throws IOException {
        position = folder.resolve("position");
        progress = new StreamProgress(position, place(0));
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    private static StreamPlace place(long offset) {
        return new StreamPlace("0".repeat(36), 0, "key", FileHead.EMPTY, offset, offset);
    }

    private Thread run(DriverContext.Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (InterruptedException stopped) {
                // as it should
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        thread.start();
        threads.add(thread);
        return thread;
    }

    private static void awaitWaiting(Thread thread) {
        await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void close_waitsForLinesThatAreUnderWay() throws Exception {
        StreamProgress.Line line = progress.begin(place(1));
        Thread closing = run(() -> progress.close(TimeSource.system(), Duration.ofDays(1)));
        awaitWaiting(closing);

        progress.end(line);
        closing.join();

        assertThat(StreamPlace.read(position)).isEqualTo(place(1));
    }

    @Test
    void close_leavesNoTimer() throws Exception {
        TestTime time = new TestTime();

        progress.close(time, Duration.ofDays(1));

        assertThat(time.timers()).isZero();
    }

    @Test
    void end_afterTheClose_isNotWritten() throws Exception {
        Thread writer = run(progress::keepWriting);
        StreamProgress.Line line = progress.begin(place(1));
        progress.close(TimeSource.system(), Duration.ZERO);

        progress.end(line);

        awaitWaiting(writer);
        assertThat(StreamPlace.read(position)).isEqualTo(place(0));
    }

    @Test
    void begin_withTooManyUnderWay_waits() throws Exception {
        Deque<StreamProgress.Line> open = new ArrayDeque<>();
        for (int i = 1; i <= MOST_OPEN; i++) {
            open.add(progress.begin(place(i)));
        }
        Thread next = run(() -> progress.begin(place(MOST_OPEN + 1)));
        awaitWaiting(next);

        progress.end(open.remove());

        next.join();
    }
}
