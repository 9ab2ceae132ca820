package io.dispatchframework.events.benchmarks;

import org.openjdk.jmh.infra.Blackhole;

/** One of those who are compared, ready to work. */
@FunctionalInterface
interface Contender {

    /** Does as many operations as its benchmark says that an invocation has. */
    void run(Blackhole results) throws Exception;

    /** Ends what it has started. */
    default void close() throws Exception {}

    /** Makes one ready, which may take its time. */
    @FunctionalInterface
    interface Start {
        Contender start() throws Exception;
    }

    /** One operation, which has a result. */
    @FunctionalInterface
    interface Operation {
        Object run() throws Exception;
    }

    /** Returns how to start one that has nothing to make ready, and does the same thing so many times. */
    static Start repeating(int times, Operation operation) {
        return () -> results -> {
            for (int i = 0; i < times; i++) {
                results.consume(operation.run());
            }
        };
    }
}
