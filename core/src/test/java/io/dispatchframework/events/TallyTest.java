package io.dispatchframework.events;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.event.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TallyTest {

    private static final int EACH = 200_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Books books = new Books(List.of());
    private final Delivery delivery = Delivery.of(CloudEvent.builder("a").build(), "s", 1, null);
    private final DeliveryOutcome.Done done = new DeliveryOutcome.Done("s", "f", 1, null);

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void counts_areThoseOfThisTally() {
        Tally tally = new Tally();
        Tally other = new Tally();

        tally.started();
        tally.started();
        tally.done();

        assertThat(tally.startedNow()).isEqualTo(2);
        assertThat(tally.doneNow()).isEqualTo(1);
        assertThat(other.startedNow() + other.doneNow()).isZero();
    }

    @Test
    void announcing_isSoUntilItEnds_andIsNoCount() {
        Tally tally = new Tally();
        assertThat(tally.isAnnouncing()).isFalse();

        tally.setAnnouncing(true);
        assertThat(tally.isAnnouncing()).isTrue();
        tally.setAnnouncing(false);

        assertThat(tally.isAnnouncing()).isFalse();
        assertThat(tally.startedNow() + tally.doneNow()).isZero();
    }

    /** Tallies and the counters that all share add up: nothing is lost, and nothing is counted twice. */
    @Test
    void books_ofManyThreadsWithTalliesAndWithout_addUp() throws Exception {
        List<Future<?>> ends = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Tally tally = thread == 0 ? null : Objects.requireNonNull(books.openTally());
            ends.add(threads.submit(() -> {
                for (int i = 0; i < EACH; i++) {
                    books.started(delivery, 1, tally);
                    books.attemptEndedAs(done, delivery, tally);
                }
            }));
        }
        for (Future<?> end : ends) {
            end.get(30, SECONDS);
        }

        DeliveryStatistics statistics = books.snapshot(0);
        assertThat(statistics.attempts()).isEqualTo(4 * EACH);
        assertThat(statistics.done()).isEqualTo(4 * EACH);
        assertThat(statistics.running()).isZero();
    }

    /** Whoever looks while others count never sees an end without its beginning, nor a count that falls. */
    @Test
    void books_readWhileOthersCount_areConsistent() throws Exception {
        AtomicInteger counting = new AtomicInteger(3);
        List<Future<?>> ends = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            Tally tally = Objects.requireNonNull(books.openTally());
            ends.add(threads.submit(() -> {
                for (int i = 0; i < EACH; i++) {
                    books.emitted(delivery.event(), List.of(delivery));
                    books.started(delivery, 1, tally);
                    books.attemptEndedAs(done, delivery, tally);
                }
                counting.decrementAndGet();
            }));
        }

        DeliveryStatistics before = books.snapshot(0);
        boolean last;
        do {
            last = counting.get() == 0; // what is read after that is all
            DeliveryStatistics now = books.snapshot(0);
            assertThat(now.running()).as("running, in %s", now).isNotNegative();
            assertThat(now.pending()).as("pending, in %s", now).isNotNegative();
            assertThat(now.done()).isGreaterThanOrEqualTo(before.done());
            assertThat(now.attempts()).isGreaterThanOrEqualTo(before.attempts());
            before = now;
        } while (!last);

        for (Future<?> end : ends) {
            end.get(30, SECONDS);
        }
        assertThat(before.done()).isEqualTo(3 * EACH);
        assertThat(before.pending()).isZero();
    }

    /** A tally is handed from thread to thread, one at a time; each goes on where the one before stopped. */
    @Test
    void tally_handedOn_goesOnWhereItStood() throws Exception {
        Tally tally = Objects.requireNonNull(books.openTally());
        CountDownLatch handedOn = new CountDownLatch(1);
        Future<?> first = threads.submit(() -> {
            tally.started();
            tally.done();
            handedOn.countDown();
        });
        Future<?> second = threads.submit(() -> {
            handedOn.await();
            tally.started();
            return null;
        });
        first.get(20, SECONDS);
        second.get(20, SECONDS);

        assertThat(tally.startedNow()).isEqualTo(2);
        assertThat(tally.doneNow()).isEqualTo(1);
    }

    @Test
    void openTally_moreThanThreadsCanCountAtOnce_isNone() {
        int opened = 0;
        while (books.openTally() != null) {
            opened++;
            assertThat(opened).isLessThan(100_000);
        }

        assertThat(opened).isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    }
}
