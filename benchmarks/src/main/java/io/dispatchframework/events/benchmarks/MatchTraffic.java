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

    /** How many events there are in one invocation; a divisor of the number of events. */
    static final int BLOCK = 256;

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
    private Event[] events = {};
    private final Event[] block = new Event[BLOCK];
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

    /** Makes the next events ready, outside of what is measured. */
    @Setup(Level.Invocation)
    public void nextBlock() {
        next = (next + BLOCK) & (events.length - 1);
        for (int i = 0; i < BLOCK; i++) {
            Event event = events[next + i];
            block[i] = traffic == Traffic.NEW ? event.copy() : event;
        }
    }

    /** Returns the events of this invocation. */
    Event[] block() {
        return block;
    }

    /** Returns the number of the first event of this invocation. */
    int first() {
        return next;
    }
}
