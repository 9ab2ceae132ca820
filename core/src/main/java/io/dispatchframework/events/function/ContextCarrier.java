package io.dispatchframework.events.function;

/**
 * Carries context of the emitting thread, such as that of logging or tracing, to the threads that run functions.
 *
 * <p><b>For implementors.</b> Called by many threads at once; must not block. What it throws is logged, and the function
 * runs without the context. With Micrometer's context propagation it is one line: {@code () -> {
 * var snapshot = ContextSnapshotFactory.builder().build().captureAll(); return () -> snapshot.setThreadLocals()::close; }}.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ContextCarrier {

    /**
     * Takes the context of the calling thread; called once for each emission that matched.
     *
     * @return what it has taken
     */
    Captured capture();

    /** A context that was taken. */
    @FunctionalInterface
    interface Captured {

        /**
         * Puts the context on the calling thread; called before each attempt.
         *
         * @return takes it off again, on the same thread
         */
        Restored restore();
    }

    /** A context that is on a thread. */
    @FunctionalInterface
    interface Restored extends AutoCloseable {

        /** Takes the context off the thread. */
        @Override
        void close();
    }
}
