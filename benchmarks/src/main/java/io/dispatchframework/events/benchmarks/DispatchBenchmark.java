package io.dispatchframework.events.benchmarks;

import static java.util.stream.Collectors.toMap;

import io.dispatchframework.events.benchmarks.Bus.Work;
import io.dispatchframework.events.event.CloudEvent;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * From the emission of an event to the function's end, for each delivery, beside one task on the executor for each, and
 * beside what others do.
 *
 * <p>One thread emits. An operation is a delivery; an invocation emits {@link #DELIVERIES} of them and lasts until all
 * functions have run.
 */
@Fork(
        value = 1,
        jvmArgs = {"-Xms2g", "-Xmx2g"})
public class DispatchBenchmark extends InTurns {

    static final int DELIVERIES = 100_000;

    /** Buses at work, and the emitter in front of them. */
    @State(Scope.Benchmark)
    public static class Running extends Turns {

        private static final int EVENTS = 1_024;

        /** Subscriptions that match each event. */
        @Param({"1", "10", "100"})
        public int size;

        /** How many deliveries the emitter may be ahead of the functions. */
        @Param("1000")
        public int ahead;

        /** The pool's. */
        @Param("2")
        public int threads;

        /** How many attempts the manager makes at once, 0 for what it does by itself. */
        @Param("0")
        public int maxInFlight;

        private final CloudEvent[] events = DispatchEvents.make(EVENTS);
        private final LongAdder done = new LongAdder();
        private @Nullable ExecutorService pool;

        @Override
        void prepare() {
            if (DELIVERIES % size != 0 || size > ahead) {
                throw new IllegalArgumentException("the size must divide " + DELIVERIES + " and not exceed " + ahead
                        + ", the deliveries that the emitter may be ahead; was " + size);
            }
            pool = Executors.newFixedThreadPool(threads);
        }

        @Override
        Map<String, Contender.Start> contenders() {
            return Bus.starts().entrySet().stream()
                    .collect(toMap(Map.Entry::getKey, each -> () -> with(each.getValue())));
        }

        private Contender with(Function<Work, Bus> start) {
            if (pool == null) {
                throw new IllegalStateException("not prepared");
            }
            Bus bus = start.apply(
                    new Work(pool, Collections.nCopies(size, event -> done.increment()), threads, maxInFlight));
            return new Contender() {
                @Override
                public void run(Blackhole results) {
                    emit(bus);
                }

                @Override
                public void close() {
                    bus.close();
                }
            };
        }

        /**
         * Emits, and waits for the functions.
         *
         * <p>The emitter looks at the functions' counter only when it has come as far ahead as it may, and then lets half
         * of that run: so it looks rarely, and leaves work for the threads when it begins again. It waits by yielding: a
         * park is longer than the wait, and to be woken would be work for the functions.
         */
        private void emit(Bus bus) {
            long before = done.sum();
            int emitted = 0;
            long finished = 0;
            for (int i = 0; emitted < DELIVERIES; i++) {
                if (emitted + size - finished > ahead) {
                    finished = awaitDone(before, Math.max(emitted - ahead / 2, emitted + size - ahead));
                }
                bus.emit(events[i % EVENTS]);
                emitted += size;
            }
            awaitDone(before, DELIVERIES);
        }

        @SuppressWarnings("ThreadPriorityCheck") // what the scheduler does with it is what is wanted, see above
        private long awaitDone(long before, long least) {
            long finished;
            while ((finished = done.sum() - before) < least) {
                Thread.yield();
            }
            return finished;
        }

        @Override
        public void close() throws Exception {
            super.close();
            if (pool != null) {
                pool.shutdownNow();
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void turns(Running running, Blackhole results) throws Exception {
        running.run(results);
    }
}
