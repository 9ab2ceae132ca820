package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.benchmarks.CloudEventsScenario.Content;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * An event of 600 bytes in over HTTP, to a function, and out over HTTP, beside the JDK's server and client doing the same
 * with nothing between them.
 *
 * <p>An operation is an event, from its sender to the server that it ends up at.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
public class HttpBenchmark {

    static final int EVENTS = 960;

    /** A relay with its load. */
    @State(Scope.Benchmark)
    public static class Running {

        /** Connections to the relay, and events on their way at once; divides {@link #EVENTS}. */
        @Param("16")
        public int inFlight;

        private @Nullable HttpLoad load;
        private @Nullable Relay relay;

        @Setup(Level.Trial)
        public void setUp(BenchmarkParams benchmark) throws IOException, InterruptedException {
            HttpLoad starting = new HttpLoad(new CloudEventsScenario(Content.OBJECT).event(), inFlight, body -> {});
            load = starting;
            String contender = benchmark.getBenchmark().replaceFirst(".*\\.", "");
            relay = switch (contender) {
                case "bare" -> Relay.bare(starting.sink(), inFlight);
                case "manager" -> Relay.throughManager(starting.sink(), inFlight);
                case "managerAsynchronous" -> Relay.throughManagerAsynchronously(starting.sink(), inFlight);
                default -> throw new IllegalArgumentException(contender);
            };
            starting.connect(relay.address());
        }

        void batch() throws InterruptedException, ExecutionException {
            if (load == null) {
                throw new IllegalStateException("not set up");
            }
            load.run(EVENTS / inFlight);
        }

        @TearDown(Level.Trial)
        public void tearDown() throws IOException {
            if (relay != null) {
                relay.close();
            }
            if (load != null) {
                load.close();
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void bare(Running running) throws InterruptedException, ExecutionException {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void manager(Running running) throws InterruptedException, ExecutionException {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void managerAsynchronous(Running running) throws InterruptedException, ExecutionException {
        running.batch();
    }
}
