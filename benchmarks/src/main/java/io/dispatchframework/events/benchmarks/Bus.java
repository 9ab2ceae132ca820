package io.dispatchframework.events.benchmarks;

import static java.util.Map.entry;

import io.dispatchframework.events.benchmarks.ManagerBus.Use;
import io.dispatchframework.events.event.CloudEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

/** Brings events to functions that run on other threads: what is compared. */
interface Bus extends AutoCloseable {

    /** Brings an event to all functions; returns before they have run. */
    void emit(CloudEvent event);

    @Override
    void close();

    /**
     * What a bus is made for.
     *
     * @param pool the threads to run the functions on, for those who can be given some
     * @param functions the functions, each with a subscription of its own to all events
     * @param threads how many threads the pool has, for those who have to have their own
     * @param maxInFlight how many attempts the manager makes at once, 0 for what it does by itself
     */
    record Work(ExecutorService pool, List<Consumer<CloudEvent>> functions, int threads, int maxInFlight) {}

    /** Returns how to start each that there is, by name. */
    static Map<String, Function<Work, Bus>> starts() {
        return Map.ofEntries(
                entry("execute", ExecuteEach::new),
                entry("emit", work -> new ManagerBus(Use.PLAIN, work)),
                entry("emitFuturesRead", work -> new ManagerBus(Use.FUTURES_READ, work)),
                entry("emitIdsRead", work -> new ManagerBus(Use.IDS_READ, work)),
                entry("emitValidated", work -> new ManagerBus(Use.VALIDATED, work)),
                entry("emitTimeout", work -> new ManagerBus(Use.TIMEOUT, work)),
                entry("emitOwnPolicy", work -> new ManagerBus(Use.OWN_POLICY, work)),
                entry("emitOrdered", work -> new ManagerBus(Use.ORDERED, work)),
                entry("emitOwnThreads", work -> new ManagerBus(Use.OWN_THREADS, work)),
                entry("guava", GuavaBus::new),
                entry("mbassadorHandlers", work -> new MBassadorBus(true, work)),
                entry("mbassadorMessages", work -> new MBassadorBus(false, work)),
                entry("spring", SpringBus::new),
                entry("vertx", VertxBus::new));
    }
}
