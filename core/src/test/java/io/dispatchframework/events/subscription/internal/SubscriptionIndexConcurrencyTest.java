package io.dispatchframework.events.subscription.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TestTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * One thread changes the index in a way that leaves few results possible at any time, and others look whether they see
 * any other.
 */
class SubscriptionIndexConcurrencyTest {

    private static final int STEPS = 150_000;
    private static final int READERS = 3;

    /** All match {@code a.b}: by hash under several shapes, and by the tree. */
    private static final String[] PATTERNS = {"a.b", "a.*", "a.#", "*.b", "#.a.#.b.#", "#", "#.b.#.#"};

    private final SubscriptionIndex index = new SubscriptionIndex(new TestTime());
    private volatile long put;
    private volatile long removed;

    /** Each subscription comes before the one before it goes: there is always the last one, or the last two. */
    @Test
    void match_whileOneFollowsAnother_alwaysSeesTheLast() throws Exception {
        run(
                () -> {
                    for (int i = 1; i <= STEPS; i++) {
                        index.put(subscription(name(i), PATTERNS[i * 5 % PATTERNS.length], i, 3L * i));
                        put = i;
                        index.remove(name(i - 1), 3L * i + 1);
                        removed = i;
                    }
                },
                () -> {
                    long last = 0;
                    while (removed < STEPS) {
                        long atLeast = put;
                        long gone = removed;
                        Match match = index.match("source", "a.b");
                        long atMost = put + 1;
                        if (atLeast == 0) {
                            continue;
                        }
                        assertThat(match.size()).isBetween(1, 2);
                        long first = number(match.get(0));
                        long second = number(match.get(match.size() - 1));
                        assertThat(second - first).isEqualTo(match.size() - 1);
                        assertThat(first).isGreaterThanOrEqualTo(gone).isGreaterThanOrEqualTo(last);
                        assertThat(second).isBetween(atLeast, atMost);
                        last = first;
                    }
                });
    }

    /** One subscription changes from pattern to pattern, all of which match. */
    @Test
    void match_whileThePatternChanges_alwaysSeesTheSubscription() throws Exception {
        index.put(subscription("only", "a.b", 1, 1));
        run(
                () -> {
                    for (int i = 2; i <= STEPS; i++) {
                        index.put(subscription("only", PATTERNS[i * 3 % PATTERNS.length], 1, i));
                        put = i;
                    }
                    removed = STEPS;
                },
                () -> {
                    while (removed < STEPS) {
                        long version = put;
                        Match match = index.match("source", "a.b");
                        assertThat(match.size()).isEqualTo(1);
                        Subscription current = match.get(0).current();
                        assertThat(current).isNotNull();
                        assertThat(current.metadata().revision()).isGreaterThanOrEqualTo(version);
                    }
                });
    }

    private static void run(Runnable writer, Runnable reader) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                done.add(threads.submit(reader));
            }
            done.add(threads.submit(writer));
            for (Future<?> each : done) {
                each.get(2, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Names whose order is that of their numbers. */
    private static String name(long number) {
        return String.valueOf(1_000_000 + number);
    }

    private static long number(IndexedSubscription subscription) {
        return Long.parseLong(subscription.name()) - 1_000_000;
    }

    private static Subscription subscription(String name, String pattern, long created, long revision) {
        return Subscription.builder(name)
                .eventType(pattern)
                .functionName("f")
                .build()
                .withMetadata(new Metadata(created, revision, Instant.EPOCH, Instant.EPOCH));
    }
}
