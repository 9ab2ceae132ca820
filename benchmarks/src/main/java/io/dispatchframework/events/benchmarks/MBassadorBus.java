package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.event.CloudEvent;
import java.util.function.Consumer;
import net.engio.mbassy.bus.MBassador;
import net.engio.mbassy.bus.config.BusConfiguration;
import net.engio.mbassy.bus.config.Feature.AsynchronousHandlerInvocation;
import net.engio.mbassy.bus.config.Feature.AsynchronousMessageDispatch;
import net.engio.mbassy.bus.config.Feature.SyncPubSub;
import net.engio.mbassy.listener.Handler;
import net.engio.mbassy.listener.Invoke;
import net.engio.mbassy.listener.Listener;
import net.engio.mbassy.listener.References;

/** MBassador in its two asynchronous ways. */
final class MBassadorBus implements Bus {

    private final MBassador<CloudEvent> bus;
    private final boolean handlersAsynchronous;

    /**
     * Makes a bus.
     *
     * @param handlersAsynchronous whether each handler is a task on the pool that was given; otherwise the threads of the
     *     bus take one message after the other, and call all its handlers
     */
    MBassadorBus(boolean handlersAsynchronous, Work work) {
        this.handlersAsynchronous = handlersAsynchronous;
        bus = new MBassador<>(new BusConfiguration()
                .addFeature(SyncPubSub.Default())
                .addFeature(AsynchronousHandlerInvocation.Default().setExecutor(work.pool()))
                .addFeature(AsynchronousMessageDispatch.Default()
                        .setNumberOfMessageDispatchers(handlersAsynchronous ? 0 : work.threads()))
                .addPublicationErrorHandler(error -> {
                    throw new IllegalStateException("MBassador failed: " + error);
                }));
        for (Consumer<CloudEvent> function : work.functions()) {
            bus.subscribe(handlersAsynchronous ? new Asynchronous(function) : new Synchronous(function));
        }
    }

    /** Calls a function on a thread of the pool. */
    @Listener(references = References.Strong)
    public static final class Asynchronous {

        private final Consumer<CloudEvent> function;

        Asynchronous(Consumer<CloudEvent> function) {
            this.function = function;
        }

        @Handler(delivery = Invoke.Asynchronously)
        public void on(CloudEvent event) {
            function.accept(event);
        }
    }

    /** Calls a function on the thread that dispatches the message. */
    @Listener(references = References.Strong)
    public static final class Synchronous {

        private final Consumer<CloudEvent> function;

        Synchronous(Consumer<CloudEvent> function) {
            this.function = function;
        }

        @Handler
        public void on(CloudEvent event) {
            function.accept(event);
        }
    }

    @Override
    public void emit(CloudEvent event) {
        if (handlersAsynchronous) {
            bus.publish(event);
        } else {
            bus.publishAsync(event);
        }
    }

    /** Shuts the pool down too, which belongs to nobody else by then. */
    @Override
    public void close() {
        bus.shutdown();
    }
}
