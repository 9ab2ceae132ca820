package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.event.CloudEvent;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

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
}
