package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.event.CloudEvent;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One task on the executor for each delivery: the least that brings a function to another thread, and nothing else. */
final class ExecuteEach implements Bus {

    private final Executor pool;
    private final List<Consumer<CloudEvent>> functions;

    ExecuteEach(Work work) {
        pool = work.pool();
        functions = work.functions();
    }

    @Override
    public void emit(CloudEvent event) {
        for (Consumer<CloudEvent> function : functions) {
            pool.execute(() -> function.accept(event));
        }
    }

    @Override
    public void close() {}
}
