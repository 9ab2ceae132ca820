package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.benchmarks.CloudEventsScenario.Content;
import java.net.URI;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * An event of 600 bytes in over HTTP, to a function, and out over HTTP, beside the JDK's server and client doing the same
 * with nothing between them.
 *
 * <p>An operation is an event, from its sender to the server that it ends up at.
 */
@Fork(
        value = 1,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
public class HttpBenchmark extends InTurns {

    static final int EVENTS = 960;

    /** Relays, each with a load of its own. */
    @State(Scope.Benchmark)
    public static class Running extends Turns {

        /** Connections to a relay, and events on their way at once; divides {@link #EVENTS}. */
        @Param("16")
        public int inFlight;

        /** Starts a relay. */
        private interface Start {
            Relay to(URI end, int threads) throws Exception;
        }

        @Override
        Map<String, Contender.Start> contenders() {
            return Map.of(
                    "bare", () -> loaded(Relay::bare),
                    "manager", () -> loaded(Relay::throughManager),
                    "managerAsynchronous", () -> loaded(Relay::throughManagerAsynchronously));
        }

        private Contender loaded(Start start) throws Exception {
            HttpLoad load = new HttpLoad(new CloudEventsScenario(Content.OBJECT).event(), inFlight, body -> {});
            Relay relay = start.to(load.sink(), inFlight);
            load.connect(relay.address());
            return new Contender() {
                @Override
                public void run(Blackhole results) throws Exception {
                    load.run(EVENTS / inFlight);
                }

                @Override
                public void close() throws Exception {
                    relay.close();
                    load.close();
                }
            };
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void turns(Running running, Blackhole results) throws Exception {
        running.run(results);
    }
}
