package io.dispatchframework.events.benchmarks;

import com.google.common.eventbus.AllowConcurrentEvents;
import com.google.common.eventbus.AsyncEventBus;
import com.google.common.eventbus.Subscribe;
import io.dispatchframework.events.event.CloudEvent;
import java.util.function.Consumer;

/** Guava's {@link AsyncEventBus}: one task on the executor for each delivery, the method called by reflection. */
final class GuavaBus implements Bus {

    private final AsyncEventBus bus;

    GuavaBus(Work work) {
        bus = new AsyncEventBus(work.pool());
        work.functions().forEach(function -> bus.register(new Subscriber(function)));
    }

    /** Calls a function. */
    public static final class Subscriber {

        private final Consumer<CloudEvent> function;

        Subscriber(Consumer<CloudEvent> function) {
            this.function = function;
        }

        /** Otherwise Guava would let no two threads into one subscriber. */
        @AllowConcurrentEvents
        @Subscribe
        public void on(CloudEvent event) {
            function.accept(event);
        }
    }

    @Override
    public void emit(CloudEvent event) {
        bus.post(event);
    }

    @Override
    public void close() {}
}
