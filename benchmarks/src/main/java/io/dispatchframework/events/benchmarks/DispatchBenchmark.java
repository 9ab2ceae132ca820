package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.benchmarks.Bus.Work;
import io.dispatchframework.events.event.CloudEvent;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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
 * From the emission of an event to the function's end, for each delivery, beside one task on the executor for each, and
 * beside what others do.
 *
 * <p>One thread emits. An operation is a delivery; an invocation emits {@link #DELIVERIES} of them and lasts until all
 * functions have run.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgs = {"-Xms2g", "-Xmx2g"})
public class DispatchBenchmark {

    static final int DELIVERIES = 100_000;

    /** A contender at work, and the emitter in front of it. */
    @State(Scope.Benchmark)
    public static class Running {

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

        private final CloudEvent[] events = DispatchEvents.make(EVENTS);
        private final LongAdder done = new LongAdder();
        private @Nullable ExecutorService pool;
        private @Nullable Bus bus;

        @Setup(Level.Trial)
        public void setUp(BenchmarkParams benchmark) {
            if (DELIVERIES % size != 0 || size > ahead) {
                throw new IllegalArgumentException("the size must divide " + DELIVERIES + " and not exceed " + ahead
                        + ", the deliveries that the emitter may be ahead; was " + size);
            }
            String name = benchmark.getBenchmark();
            pool = Executors.newFixedThreadPool(threads);
            bus = Contender.ofMethod(name.substring(name.lastIndexOf('.') + 1))
                    .start(new Work(
                            pool, Collections.nCopies(size, event -> done.increment()), threads, maxInFlight()));
        }

        int maxInFlight() {
            return 0;
        }

        /**
         * Emits, and waits for the functions.
         *
         * <p>The emitter looks at the functions' counter only when it has come as far ahead as it may, and then lets half
         * of that run: so it looks rarely, and leaves work for the threads when it begins again. It waits by yielding: a
         * park is longer than the wait, and to be woken would be work for the functions.
         */
        void batch() {
            Bus to = bus;
            if (to == null) {
                throw new IllegalStateException("not set up");
            }
            long before = done.sum();
            int emitted = 0;
            long finished = 0;
            for (int i = 0; emitted < DELIVERIES; i++) {
                if (emitted + size - finished > ahead) {
                    finished = awaitDone(before, Math.max(emitted - ahead / 2, emitted + size - ahead));
                }
                to.emit(events[i % EVENTS]);
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

        @TearDown(Level.Trial)
        public void tearDown() {
            if (bus != null) {
                bus.close();
            }
            if (pool != null) {
                pool.shutdownNow();
            }
        }
    }

    /** The event manager at work. */
    @State(Scope.Benchmark)
    public static class ManagerRunning extends Running {

        /** How many attempts the manager makes at once, 0 for what it does by itself. */
        @Param("0")
        public int maxInFlight;

        @Override
        int maxInFlight() {
            return maxInFlight;
        }
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void execute(Running running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void emit(ManagerRunning running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void emitFuturesRead(ManagerRunning running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void emitIdsRead(ManagerRunning running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void emitValidated(ManagerRunning running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void emitTimeout(ManagerRunning running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void emitOwnPolicy(ManagerRunning running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void emitOrdered(ManagerRunning running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void emitOwnThreads(ManagerRunning running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void guava(Running running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void mbassadorHandlers(Running running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void mbassadorMessages(Running running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void spring(Running running) {
        running.batch();
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void vertx(Running running) {
        running.batch();
    }
}
