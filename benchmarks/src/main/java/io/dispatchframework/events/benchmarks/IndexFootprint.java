package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.benchmarks.MatchScenario.Mix;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.store.ResourceWatcher.Removal;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.SubscriptionIndex;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What the index costs beside the subscriptions that it holds: memory for each, and the time of a change.
 *
 * <p>Not a JMH benchmark, since memory is no time and a change cannot be repeated without its opposite; but what it
 * writes has the form of JMH's JSON.
 */
final class IndexFootprint {

    private static final int[] SIZES = {10, 1_000_000};
    private static final int ROUNDS = 9;
    private static final int CHANGES_A_ROUND = 100_000;
    private static final int LARGEST_BATCH = 1_000;

    private final List<String> results = new ArrayList<>();
    private final Mix mix;
    private final int size;

    private IndexFootprint(Mix mix, int size) {
        this.mix = mix;
        this.size = size;
    }

    /** Writes the results to the file that is named. */
    public static void main(String[] arguments) throws IOException {
        List<String> all = new ArrayList<>();
        for (Mix mix : Mix.values()) {
            for (int size : SIZES) {
                IndexFootprint footprint = new IndexFootprint(mix, size);
                footprint.measure();
                all.addAll(footprint.results);
            }
        }
        Files.writeString(Path.of(arguments[0]), "[\n" + String.join(",\n", all) + "\n]\n");
    }

    private void measure() {
        List<Subscription> subscriptions = new MatchScenario(mix, size).subscriptions();
        long before = usedMemory();
        long start = System.nanoTime();
        try (SubscriptionIndex index = new SubscriptionIndex(TimeSource.system())) {
            ResourceWatcher<Subscription> store = index.watcher();
            subscriptions.forEach(store::stored);
            store.ready(size);
            long loaded = System.nanoTime();
            if (size >= LARGEST_BATCH) { // of few, it is the empty tables that are seen
                report("memory", (double) (usedMemory() - before) / size, "B");
                report("load", (double) (loaded - start) / size, "ns");
            }
            changes(store, subscriptions); // until here both live, so the memory above is only what came between
        }
    }

    /** Takes some out, at random, and puts back those that were taken out before them: so nothing is still at hand. */
    private void changes(ResourceWatcher<Subscription> store, List<Subscription> subscriptions) {
        MatchScenario scenario = new MatchScenario(mix, size);
        SplittableRandom random = new SplittableRandom(7);
        int batch = Math.min(LARGEST_BATCH, size / 2);
        int[] order = shuffled(random);
        long revision = size;
        double[] puts = new double[ROUNDS];
        double[] removals = new double[ROUNDS];
        int next = 0;
        Subscription[] out = new Subscription[0];
        for (int round = 0; round < ROUNDS; round++) {
            long putTime = 0;
            long removeTime = 0;
            int removed = 0;
            int put = 0;
            while (removed < CHANGES_A_ROUND) {
                Subscription[] victims = new Subscription[batch];
                for (int i = 0; i < batch; i++) {
                    victims[i] = subscriptions.get(order[next++ % size]);
                }
                long start = System.nanoTime();
                for (Subscription victim : victims) {
                    store.removed(victim.name(), ++revision, Removal.DELETED);
                }
                long between = System.nanoTime();
                for (Subscription each : out) {
                    store.stored(each);
                }
                long end = System.nanoTime();
                removeTime += between - start;
                putTime += end - between;
                removed += batch;
                put += out.length;
                // What comes back is made afresh, outside of what is timed, as later than the removals before it.
                revision += out.length;
                out = new Subscription[batch];
                for (int i = 0; i < batch; i++) {
                    int number = Integer.parseInt(victims[i].name().substring("subscription-".length()));
                    out[i] = scenario.subscription(number, revision + batch + i + 1);
                }
            }
            puts[round] = (double) putTime / put;
            removals[round] = (double) removeTime / removed;
        }
        report("put", median(puts), "ns");
        report("remove", median(removals), "ns");
    }

    private int[] shuffled(SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int at = random.nextInt(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        return order;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long usedMemory() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private void report(String measure, double score, String unit) {
        System.out.printf(Locale.ROOT, "%-8s %,12d %-6s %10.1f %s%n", measure, size, mix, score, unit);
        results.add(String.format(
                Locale.ROOT,
                "{\"benchmark\": \"%s.%s\", \"jdkVersion\": \"%s\", \"vmName\": \"%s\","
                        + " \"params\": {\"size\": \"%d\", \"mix\": \"%s\"},"
                        + " \"primaryMetric\": {\"score\": %.3f, \"scoreUnit\": \"%s/op\"}}",
                IndexFootprint.class.getName(),
                measure,
                System.getProperty("java.version"),
                System.getProperty("java.vm.name"),
                size,
                mix,
                score,
                unit));
    }
}
