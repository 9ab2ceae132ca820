package io.dispatchframework.events.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Contenders who take turns within one JVM: each of JMH's iterations is the next one's.
 *
 * <p>A machine that others share changes its pace within a second. Two who are measured for seconds, one after the other and
 * each in a JVM of its own, meet different machines; in short turns both meet the same one. {@link Result} parts what JMH
 * writes of it: the first measured iteration is the first contender's.
 */
@State(Scope.Benchmark)
public abstract class Turns {

    static final String PARTED_BY = "+";

    /** Who is compared, parted by {@code +}. */
    @Param({})
    public String contenders = "";

    private final List<Contender> started = new ArrayList<>();
    private @Nullable IterationType type;
    private int turn;

    /** Returns who there is to compare, by name. */
    abstract Map<String, Contender.Start> contenders();

    /** Makes ready what the contenders share. */
    void prepare() throws Exception {}

    /** Parts the names of contenders. */
    static List<String> names(String contenders) {
        return List.of(contenders.split("\\" + PARTED_BY, -1));
    }

    @Setup(Level.Trial)
    public void start() throws Exception {
        prepare();
        for (String name : names(contenders)) {
            Contender.Start start = contenders().get(name);
            if (start == null) {
                throw new IllegalArgumentException("the parameter contenders must be one or more of "
                        + new TreeSet<>(contenders().keySet()) + ", parted by " + PARTED_BY + "; was " + contenders);
            }
            started.add(start.start());
        }
    }

    @Setup(Level.Iteration)
    public void next(IterationParams iteration) {
        turn = iteration.getType() == type ? (turn + 1) % started.size() : 0;
        type = iteration.getType();
    }

    /** Returns whose turn it is: a place among the contenders, from 0 on. */
    final int turn() {
        return turn;
    }

    /** Lets the one whose turn it is work. */
    void run(Blackhole results) throws Exception {
        started.get(turn).run(results);
    }

    /** Closes them, the last one first. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).close();
        }
    }
}
