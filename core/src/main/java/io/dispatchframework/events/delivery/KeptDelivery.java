package io.dispatchframework.events.delivery;

import io.dispatchframework.events.delivery.internal.DeliveryIds;
import io.dispatchframework.events.event.CloudEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A delivery put together again from its parts. */
record KeptDelivery(
        CloudEvent event,
        String subscriptionName,
        long subscriptionCreatedRevision,
        @Nullable String lane) implements Delivery {

    KeptDelivery {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(subscriptionName, "subscriptionName");
    }

    @Override
    public String id() {
        return DeliveryIds.of(event, subscriptionName, subscriptionCreatedRevision);
    }
}
