package io.dispatchframework.events.delivery;

import java.util.List;

/** The deliveries of one emission: a hundred of them are one entry of the queue. */
final class FanoutBatch extends Batch {

    private final List<? extends Delivery> deliveries;
    private final int size;

    FanoutBatch(List<? extends Delivery> deliveries) {
        this.deliveries = deliveries;
        size = deliveries.size();
    }

    @Override
    void close() {}

    @Override
    int size() {
        return size;
    }

    @Override
    MemoryAttempt attempt(int index, MemoryAttempt.Settler settler) {
        return new MemoryAttempt(settler, deliveries.get(index));
    }
}
