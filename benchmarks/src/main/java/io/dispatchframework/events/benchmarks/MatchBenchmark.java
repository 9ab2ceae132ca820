package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.benchmarks.MatchScenario.Event;
import io.dispatchframework.events.benchmarks.MatchScenario.Mix;
import io.dispatchframework.events.benchmarks.MatchScenario.Traffic;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.Match;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Finding the subscriptions for an event, beside one lookup in a {@link HashMap} by the whole topic: what the least
 * costs that still looks at the event.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms4g", "-Xmx4g"})
public class MatchBenchmark {

    /** The number of subscriptions. */
    @Param({"10", "1000", "100000", "1000000"})
    public int size;

    /** The kinds of patterns. */
    @Param({"EXACT", "MIXED"})
    public Mix mix = Mix.EXACT;

    /** The kind of traffic. */
    @Param({"HOT", "COLD"})
    public Traffic traffic = Traffic.HOT;

    /** Changes a second, made by another thread. */
    @Param("0")
    public int churn;

    private final Map<String, Subscription> map = new HashMap<>();
    private final SubscriptionIndex index = new SubscriptionIndex(TimeSource.system());
    private Event[] events = {};
    private int next;
    private @Nullable Thread churning;

    @Setup(Level.Trial)
    public void setUp() {
        MatchScenario scenario = new MatchScenario(mix, size);
        List<Subscription> subscriptions = scenario.subscriptions();
        subscriptions.forEach(index::put);
        List<Event> all = scenario.all();
        for (int i = 0; i < size; i++) {
            map.put(all.get(i).topic(), subscriptions.get(i));
        }
        events = scenario.events(traffic);
        if (churn > 0) {
            Thread thread = new Thread(() -> churn(scenario), "churn");
            thread.setDaemon(true);
            thread.start();
            churning = thread;
        }
    }

    /** Deletes and creates one subscription after the other. */
    private void churn(MatchScenario scenario) {
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

    private Event event() {
        return events[next++ & (events.length - 1)];
    }

    @Benchmark
    public @Nullable Subscription hashMap() {
        return map.get(event().topic());
    }

    @Benchmark
    public Match index() {
        Event event = event();
        return index.match(event.sourceType(), event.eventType());
    }
}
