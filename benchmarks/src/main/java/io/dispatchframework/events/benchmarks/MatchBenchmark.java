package io.dispatchframework.events.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.dispatchframework.events.benchmarks.MatchScenario.Event;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.SubscriptionIndex;
import io.dispatchframework.events.time.TimeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Finding the subscriptions for an event, beside one lookup in a {@link HashMap} by the whole topic: what the least
 * costs that still looks at the event; and beside what others do.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms4g", "-Xmx4g"})
public class MatchBenchmark {

    /** A map from whole topics to subscriptions. */
    @State(Scope.Benchmark)
    public static class MapState {

        private final Map<String, Subscription> map = new HashMap<>();

        @Setup(Level.Trial)
        public void setUp(MatchTraffic traffic) {
            List<Subscription> subscriptions = traffic.scenario().subscriptions();
            List<Event> all = traffic.scenario().all();
            for (int i = 0; i < all.size(); i++) {
                map.put(all.get(i).topic(), subscriptions.get(i));
            }
        }
    }

    /** The library's index, left in peace or changed all the time. */
    @State(Scope.Benchmark)
    public static class IndexState {

        /** Changes a second, made by another thread. */
        @Param("0")
        public int churn;

        private final SubscriptionIndex index = new SubscriptionIndex(TimeSource.system());
        private @Nullable Thread churning;

        @Setup(Level.Trial)
        public void setUp(MatchTraffic traffic) {
            traffic.scenario().subscriptions().forEach(index::put);
            if (churn > 0) {
                Thread thread = new Thread(() -> churn(traffic.scenario()), "churn");
                thread.setDaemon(true);
                thread.start();
                churning = thread;
            }
        }

        /** Deletes and creates one subscription after the other. */
        private void churn(MatchScenario scenario) {
            int size = scenario.size();
            long revision = size + 1L;
            long pause = TimeUnit.SECONDS.toNanos(1) / churn;
            long due = System.nanoTime();
            for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                int number = i / 2 % size;
                if (i % 2 == 0) {
                    index.remove("subscription-" + number, ++revision);
                } else {
                    index.put(scenario.subscription(number, ++revision));
                }
                due += pause;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }

        @TearDown(Level.Trial)
        public void tearDown() throws InterruptedException {
            if (churning != null) {
                churning.interrupt();
                churning.join();
            }
            index.close();
        }
    }

    /** A list of all subscriptions. */
    @State(Scope.Benchmark)
    public static class ScanState {

        private LinearScan scan = new LinearScan(List.of());

        @Setup(Level.Trial)
        public void setUp(MatchTraffic traffic) {
            scan = new LinearScan(traffic.scenario().subscriptions());
        }
    }

    /** AWS Event Ruler with the same subscriptions, and the events as it likes them. */
    @State(Scope.Benchmark)
    public static class RulerState {

        private static final int LARGEST = 100_000;
        private static final int CHECKED = 64;

        private EventRuler ruler = new EventRuler(List.of());
        private JsonNode[] trees = {};
        private String[] texts = {};

        @Setup(Level.Trial)
        public void setUp(MatchTraffic traffic) {
            if (traffic.size > LARGEST) {
                throw new IllegalArgumentException("Event Ruler is measured up to " + LARGEST
                        + " subscriptions: of 1,000,000 exact names it makes 3.3 GB, and mixed patterns"
                        + " take it longer to load the more there are");
            }
            List<Subscription> subscriptions = traffic.scenario().subscriptions();
            ruler = new EventRuler(subscriptions);
            Event[] all = traffic.events();
            trees = new JsonNode[all.length];
            texts = new String[all.length];
            for (int i = 0; i < all.length; i++) {
                trees[i] = EventRuler.event(all[i].sourceType(), all[i].eventType());
                texts[i] = trees[i].toString();
            }
            LinearScan scan = new LinearScan(subscriptions);
            for (int i = 0; i < CHECKED; i++) {
                int expected =
                        scan.match(all[i].sourceType(), all[i].eventType()).size();
                int found = ruler.match(trees[i]).size();
                if (found != expected) {
                    throw new IllegalStateException(
                            "not comparable: " + found + " instead of " + expected + " matches for " + all[i]);
                }
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(MatchTraffic.BLOCK)
    public void hashMap(MatchTraffic traffic, MapState state, Blackhole found) {
        for (Event event : traffic.block()) {
            found.consume(state.map.get(event.topic()));
        }
    }

    @Benchmark
    @OperationsPerInvocation(MatchTraffic.BLOCK)
    public void index(MatchTraffic traffic, IndexState state, Blackhole found) {
        for (Event event : traffic.block()) {
            found.consume(state.index.match(event.sourceType(), event.eventType()));
        }
    }

    @Benchmark
    @OperationsPerInvocation(MatchTraffic.BLOCK)
    public void linearScan(MatchTraffic traffic, ScanState state, Blackhole found) {
        for (Event event : traffic.block()) {
            found.consume(state.scan.match(event.sourceType(), event.eventType()));
        }
    }

    @Benchmark
    @OperationsPerInvocation(MatchTraffic.BLOCK)
    public void eventRuler(MatchTraffic traffic, RulerState state, Blackhole found) {
        int first = traffic.first();
        for (int i = first; i < first + MatchTraffic.BLOCK; i++) {
            found.consume(state.ruler.match(state.trees[i]));
        }
    }

    @Benchmark
    @OperationsPerInvocation(MatchTraffic.BLOCK)
    public void eventRulerText(MatchTraffic traffic, RulerState state, Blackhole found) throws Exception {
        int first = traffic.first();
        for (int i = first; i < first + MatchTraffic.BLOCK; i++) {
            found.consume(state.ruler.match(state.texts[i]));
        }
    }
}
