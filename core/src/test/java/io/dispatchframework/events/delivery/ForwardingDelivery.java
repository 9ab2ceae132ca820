package io.dispatchframework.events.delivery;

import io.dispatchframework.events.event.CloudEvent;
import org.jspecify.annotations.Nullable;

/** A delivery like another, for a test to watch what it is asked for. */
public class ForwardingDelivery implements Delivery {

    private final Delivery delivery;

    public ForwardingDelivery(Delivery delivery) {
        this.delivery = delivery;
    }

    @Override
    public String id() {
        return delivery.id();
    }

    @Override
    public CloudEvent event() {
        return delivery.event();
    }

    @Override
    public String subscriptionName() {
        return delivery.subscriptionName();
    }

    @Override
    public long subscriptionCreatedRevision() {
        return delivery.subscriptionCreatedRevision();
    }

    @Override
    public @Nullable String lane() {
        return delivery.lane();
    }
}
