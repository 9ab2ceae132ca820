package io.dispatchframework.events.subscription.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TestTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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

    private static final long SEED = 20_180_302;

    /** How many subscriptions come and go; one bit of an int each. */
    private static final int FEW = 12;

    private static final String[][] PAIRS = {
        {"s", "a.b"}, {"s", "a.c"}, {"t", "a.b"}, {"t", "a.c"}, {"s", "b.b"}, {"t", "b.b"}, {"t", "b.a"}, {"s", "x.y"},
        {"*", "a.b"}, {"*", "b.b"}, {"*", "*"}, {"s", "a.*"}, {"t", "a.*"}, {"*", "a.#"}, {"*", "#.b"}, {"*", "#.c"},
        {"*", "*.b"}, {"s", "#.b.#.a.#"}, {"#", "#"}
    };

    private static final String[][] EVENTS = {
        {"s", "a.b"}, {"s", "a.c"}, {"t", "a.b"}, {"t", "b.a"}, {"s", "b.b"}, {"t", "b.b"}, {"s", "x.y"}
    };

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

    /**
     * A few subscriptions come and go and move among a few patterns, so that they share entries, and that places in the tables
     * pass from one pair of patterns to another; with enough shapes that the filters are asked.
     */
    @Test
    void match_whilePlacesPassFromOneToAnother_seesWhatWasThereMeanwhile() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Subscription[] puts = new Subscription[STEPS + 1];
        int[] names = new int[STEPS + 1];
        int[][] there = new int[STEPS + 1][EVENTS.length];
        Subscription[] current = new Subscription[FEW];
        for (int i = 1; i <= STEPS; i++) {
            int name = random.nextInt(FEW);
            Subscription known = current[name];
            current[name] = known != null && random.nextBoolean()
                    ? null
                    : moved(
                            name(name),
                            random,
                            known == null ? i : known.metadata().createdRevision(),
                            i);
            names[i] = name;
            puts[i] = current[name];
            for (int event = 0; event < EVENTS.length; event++) {
                there[i][event] = matching(current, EVENTS[event]);
            }
        }
        AtomicInteger started = new AtomicInteger();
        run(
                () -> {
                    for (int i = 1; i <= STEPS; i++) {
                        if (puts[i] == null) {
                            index.remove(name(names[i]), i);
                        } else {
                            index.put(puts[i]);
                        }
                        put = i;
                    }
                },
                () -> {
                    SplittableRandom own = new SplittableRandom(SEED + started.incrementAndGet());
                    while (put < STEPS) {
                        int event = own.nextInt(EVENTS.length);
                        int from = (int) put;
                        Match match = index.match(EVENTS[event][0], EVENTS[event][1]);
                        int to = (int) Math.min(put + 1, STEPS);
                        int found = 0;
                        for (int i = 0; i < match.size(); i++) {
                            found |= 1 << number(match.get(i));
                        }
                        int seen = found;
                        assertThat(IntStream.rangeClosed(from, to).anyMatch(i -> there[i][event] == seen))
                                .as("seed %s, event %s, steps %s to %s: %s", SEED, event, from, to, match)
                                .isTrue();
                        assertThat(match.size()).isEqualTo(Integer.bitCount(found));
                    }
                });
    }

    private static Subscription moved(String name, SplittableRandom random, long created, long revision) {
        String[] pair = PAIRS[random.nextInt(PAIRS.length)];
        return Subscription.builder(name)
                .sourceType(pair[0])
                .eventType(pair[1])
                .functionName("f")
                .build()
                .withMetadata(new Metadata(created, revision, Instant.EPOCH, Instant.EPOCH));
    }

    /** Returns one bit for each of those that match. */
    private static int matching(Subscription[] subscriptions, String[] event) {
        int bits = 0;
        for (int i = 0; i < subscriptions.length; i++) {
            Subscription each = subscriptions[i];
            if (each != null
                    && NaiveMatcher.matches(each.sourceType(), event[0])
                    && NaiveMatcher.matches(each.eventType(), event[1])) {
                bits |= 1 << i;
            }
        }
        return bits;
    }

    private static void run(Runnable writer, Runnable reader) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                done.add(threads.submit(reader));
            }
            done.add(0, threads.submit(writer)); // looked at first: without it the others do not end
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

    private static int number(IndexedSubscription subscription) {
        return Integer.parseInt(subscription.name()) - 1_000_000;
    }

    private static Subscription subscription(String name, String pattern, long created, long revision) {
        return Subscription.builder(name)
                .eventType(pattern)
                .functionName("f")
                .build()
                .withMetadata(new Metadata(created, revision, Instant.EPOCH, Instant.EPOCH));
    }
}
