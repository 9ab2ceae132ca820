package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.benchmarks.MatchScenario.Event;
import io.dispatchframework.events.benchmarks.MatchScenario.Mix;
import io.dispatchframework.events.benchmarks.MatchScenario.Traffic;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The scenario and its events, the same for every contender; each keeps what it needs of it, and nothing else lives. */
@State(Scope.Benchmark)
public class MatchTraffic {

    /** The number of subscriptions. */
    @Param({"10", "1000", "100000", "1000000"})
    public int size;

    /** The kinds of patterns. */
    @Param({"EXACT", "MIXED"})
    public Mix mix = Mix.EXACT;

    /** The kind of traffic. */
    @Param({"HOT", "COLD"})
    public Traffic traffic = Traffic.HOT;

    private MatchScenario scenario = new MatchScenario(mix, 0);
    private Event[] events = {};
    private int next;

    @Setup(Level.Trial)
    public void setUp() {
        scenario = new MatchScenario(mix, size);
        events = scenario.events(traffic);
    }

    MatchScenario scenario() {
        return scenario;
    }

    Event[] events() {
        return events;
    }

    Event next() {
        return events[nextNumber()];
    }

    int nextNumber() {
        return next++ & (events.length - 1);
    }
}
