package io.dispatchframework.events.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.dispatchframework.events.benchmarks.MatchScenario.Event;
import io.dispatchframework.events.benchmarks.MatchScenario.Mix;
import io.dispatchframework.events.benchmarks.MatchScenario.Traffic;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.SubscriptionIndex;
import io.dispatchframework.events.time.TimeSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Finding the subscriptions for an event, beside one lookup in a {@link HashMap} by the whole topic: what the least
 * costs that still looks at the event; and beside what others do.
 */
@Fork(
        value = 1,
        jvmArgs = {"-Xms4g", "-Xmx4g"})
public class MatchBenchmark extends InTurns {

    /** The same subscriptions in several structures, and events for all of them. */
    @State(Scope.Benchmark)
    public static class Running extends Turns {

        private static final int CHANGES_PER_SECOND = 1_000;
        private static final int LARGEST_FOR_RULER = 100_000;
        private static final int CHECKED = 64;

        /** The number of subscriptions. */
        @Param({"10", "1000", "100000", "1000000"})
        public int size;

        /** The kinds of patterns. */
        @Param({"EXACT", "MIXED"})
        public Mix mix = Mix.EXACT;

        /** The kind of traffic. */
        @Param({"HOT", "COLD", "NEW"})
        public Traffic traffic = Traffic.HOT;

        private MatchScenario scenario = new MatchScenario(mix, 0);
        private MatchTraffic events = new MatchTraffic(new MatchScenario(mix, 1), traffic, 0);

        @Override
        void prepare() {
            scenario = new MatchScenario(mix, size);
            events = new MatchTraffic(scenario, traffic, names(contenders).size());
        }

        /** Makes the next events ready, outside of what is measured. */
        @Setup(Level.Invocation)
        public void nextBlock() {
            events.next(turn());
        }

        @Override
        Map<String, Contender.Start> contenders() {
            return Map.of(
                    "hashMap", this::hashMap,
                    "index", () -> new Index(events, scenario),
                    "indexChanged", () -> new ChangedIndex(events, scenario),
                    "linearScan", this::linearScan,
                    "eventRuler", this::eventRuler,
                    "eventRulerText", this::eventRulerText);
        }

        private Contender hashMap() {
            List<Subscription> subscriptions = scenario.subscriptions();
            List<Event> all = scenario.all();
            Map<String, Subscription> map = new HashMap<>();
            for (int i = 0; i < all.size(); i++) {
                map.put(all.get(i).topic(), subscriptions.get(i));
            }
            return found -> {
                for (Event event : events.block()) {
                    found.consume(map.get(event.topic()));
                }
            };
        }

        private Contender linearScan() {
            LinearScan scan = new LinearScan(scenario.subscriptions());
            return found -> {
                for (Event event : events.block()) {
                    found.consume(scan.match(event.sourceType(), event.eventType()));
                }
            };
        }

        private Contender eventRuler() {
            EventRuler ruler = ruler();
            JsonNode[] trees = trees();
            return found -> {
                int first = events.first();
                for (int i = first; i < first + MatchTraffic.BLOCK; i++) {
                    found.consume(ruler.match(trees[i]));
                }
            };
        }

        private Contender eventRulerText() {
            EventRuler ruler = ruler();
            String[] texts = Arrays.stream(trees()).map(JsonNode::toString).toArray(String[]::new);
            return found -> {
                int first = events.first();
                for (int i = first; i < first + MatchTraffic.BLOCK; i++) {
                    found.consume(ruler.match(texts[i]));
                }
            };
        }

        private JsonNode[] trees() {
            return Arrays.stream(events.events())
                    .map(event -> EventRuler.event(event.sourceType(), event.eventType()))
                    .toArray(JsonNode[]::new);
        }

        private EventRuler ruler() {
            if (size > LARGEST_FOR_RULER) {
                throw new IllegalArgumentException("Event Ruler is measured up to " + LARGEST_FOR_RULER
                        + " subscriptions: of 1,000,000 exact names it makes 3.3 GB, and mixed patterns"
                        + " take it longer to load the more there are");
            }
            List<Subscription> subscriptions = scenario.subscriptions();
            EventRuler ruler = new EventRuler(subscriptions);
            LinearScan scan = new LinearScan(subscriptions);
            for (Event event : Arrays.copyOf(events.events(), CHECKED)) {
                int expected = scan.match(event.sourceType(), event.eventType()).size();
                int found = ruler.match(EventRuler.event(event.sourceType(), event.eventType()))
                        .size();
                if (found != expected) {
                    throw new IllegalStateException(
                            "not comparable: " + found + " instead of " + expected + " matches for " + event);
                }
            }
            return ruler;
        }
    }

    /** The library's index. */
    private static class Index implements Contender {

        final SubscriptionIndex index = new SubscriptionIndex(TimeSource.system());
        private final MatchTraffic events;

        Index(MatchTraffic events, MatchScenario scenario) {
            this.events = events;
            scenario.subscriptions().forEach(index::put);
        }

        @Override
        public void run(Blackhole found) {
            for (Event event : events.block()) {
                found.consume(index.match(event.sourceType(), event.eventType()));
            }
        }

        @Override
        public void close() throws Exception {
            index.close();
        }
    }

    /** The library's index, which another thread changes all the time. */
    private static final class ChangedIndex extends Index {

        private final Thread changing;

        ChangedIndex(MatchTraffic events, MatchScenario scenario) {
            super(events, scenario);
            changing = new Thread(() -> change(scenario), "changes");
            changing.setDaemon(true);
            changing.start();
        }

        /** Deletes and creates one subscription after the other. */
        private void change(MatchScenario scenario) {
            int size = scenario.size();
            long revision = size + 1L;
            long pause = TimeUnit.SECONDS.toNanos(1) / Running.CHANGES_PER_SECOND;
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

        @Override
        public void close() throws Exception {
            changing.interrupt();
            changing.join();
            super.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(MatchTraffic.BLOCK)
    public void turns(Running running, Blackhole results) throws Exception {
        running.run(results);
    }
}
