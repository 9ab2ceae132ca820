package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Saturation: what was answered with 201 was emitted, no more and no less, and everything else was refused. */
@Timeout(120)
class HttpDriverLoadTest {

    static final int MAX_BODY = 16 * 1024;

    private final long seed = new Random().nextLong();

    @Test
    void saturation_pipelined_theBooksAgree() throws Exception {
        // Sixteen bodies fit at once, so there is room for each to be read.
        LoadClient.Books books = run(Map.of("maxBody", Integer.toString(MAX_BODY), "threads", "16"), 24, 150, 8);

        assertThat(books.turnedAway.sum()).as("seed %d", seed).isZero();
    }

    @Test
    void saturation_moreRequestsThanMayWait_theBooksAgree() throws Exception {
        LoadClient.Books books =
                run(Map.of("maxBody", Integer.toString(MAX_BODY), "threads", "2", "waiting", "2"), 32, 100, 1);

        assertThat(books.turnedAway.sum()).as("seed %d", seed).isPositive();
    }

    private LoadClient.Books run(Map<String, String> settings, int connections, int requestsEach, int mostPipelined)
            throws Exception {
        DeliveryEngine engine = DeliveryEngine.inMemory(50, WhenFull.refuse());
        LoadClient.Books books;
        try (FrontDoor door = new FrontDoor(TimeSource.system(), engine, settings)) {
            LoadClient clients = new LoadClient(door.address(), MAX_BODY, mostPipelined);
            books = clients.books;
            door.shut(); // so that it is full soon, however fast the function is
            List<Thread> threads = clients.start(connections, requestsEach, seed);
            awaitMore(books.refused, 100);
            door.open();
            for (Thread thread : threads) {
                thread.join();
            }
            await().until(() -> door.statistics().pending() == 0);

            assertThat(books.faults).as("seed %d", seed).isEmpty();
            assertThat(books.requests.sum()).isEqualTo((long) connections * requestsEach);
            assertThat(books.answers.sum() + books.cutOff.sum()).isEqualTo(books.requests.sum());
            assertThat(books.cutOff.sum())
                    .as("pipelined behind an answer that closes")
                    .isZero();
            assertThat(books.created.sum()).isPositive();
            assertAgree(books, door.statistics(), door.status(), door.seen());
        }
        await("threads left").until(HttpDriverLoadTest::threadsLeft, List::isEmpty);
        return books;
    }

    /** Waits until it has grown by so much. */
    static void awaitMore(LongAdder counter, long more) {
        long before = counter.sum();
        await().atMost(Duration.ofSeconds(60)).until(() -> counter.sum() >= before + more);
    }

    private void assertAgree(
            LoadClient.Books books, DeliveryStatistics statistics, DriverStatus status, FrontDoor.Seen seen) {
        assertThat(seen)
                .as("seed %d", seed)
                .isEqualTo(new FrontDoor.Seen(books.created.sum(), books.createdDigest.get()));
        assertThat(status.accepted()).isEqualTo(books.created.sum());
        assertThat(status.refused()).isEqualTo(books.refused.sum());
        assertThat(status.invalid()).isEqualTo(books.invalid.sum());
        assertThat(statistics.emitted()).isEqualTo(books.created.sum() + books.refused.sum());
        assertThat(statistics.matched()).isEqualTo(statistics.emitted());
        assertThat(statistics.done()).isEqualTo(books.created.sum());
        assertThat(statistics.refused()).isEqualTo(books.refused.sum());
    }

    static List<String> threadsLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("dispatch-") || name.startsWith("HTTP-") || name.startsWith("idle-"))
                .sorted()
                .toList();
    }
}
