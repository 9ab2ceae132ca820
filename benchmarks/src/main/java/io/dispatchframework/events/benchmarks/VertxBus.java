package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.event.CloudEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;

/**
 * The local event bus of Vert.x, on event loops of its own: it takes no executor.
 *
 * <p>Each consumer is registered from outside, and gets one of the event loops for good.
 */
final class VertxBus implements Bus {

    private static final String ADDRESS = DispatchEvents.SOURCE_TYPE + "/" + DispatchEvents.EVENT_TYPE;
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;

    VertxBus(Work work) {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(work.threads()));
        vertx.eventBus().registerDefaultCodec(CloudEvent.class, new AsItIs());
        for (Consumer<CloudEvent> function : work.functions()) {
            MessageConsumer<CloudEvent> consumer =
                    vertx.eventBus().consumer(ADDRESS, message -> function.accept(message.body()));
            join(consumer.completion());
        }
    }

    /** Hands the event over as the object that it is. */
    private static final class AsItIs implements MessageCodec<CloudEvent, CloudEvent> {

        @Override
        public CloudEvent transform(CloudEvent event) {
            return event;
        }

        @Override
        public void encodeToWire(Buffer buffer, CloudEvent event) {
            throw new UnsupportedOperationException("events stay in this process");
        }

        @Override
        public CloudEvent decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("events stay in this process");
        }

        @Override
        public String name() {
            return "as-it-is";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }

    @Override
    public void emit(CloudEvent event) {
        vertx.eventBus().publish(ADDRESS, event, LOCAL);
    }

    @Override
    public void close() {
        join(vertx.close());
    }

    private static void join(Future<Void> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }
}
