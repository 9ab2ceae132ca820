package io.dispatchframework.events;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.ContextCarrier;
import io.dispatchframework.events.function.ContextCarrier.Captured;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.IndexedSubscription;
import io.dispatchframework.events.subscription.internal.Match;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the deliveries of an event: one for each subscription that matched, with its place in the order. */
final class DeliveryMaker {

    private static final Logger LOG = System.getLogger(EventManager.class.getName());

    private final DeliveryPolicy defaults;
    private final @Nullable ContextCarrier contexts;
    private final Books books;

    DeliveryMaker(DeliveryPolicy defaults, @Nullable ContextCarrier contexts, Books books) {
        this.defaults = defaults;
        this.contexts = contexts;
        this.books = books;
    }

    List<LocalDelivery> deliveriesOf(CloudEvent event, Match matched) {
        int size = matched.size();
        if (size == 0) {
            return List.of();
        }
        Captured context = contexts == null ? null : capture(contexts);
        if (size == 1) {
            LocalDelivery only = deliveryOf(event, matched.get(0), context);
            return only == null ? List.of() : List.of(only);
        }
        List<LocalDelivery> made = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            LocalDelivery delivery = deliveryOf(event, matched.get(i), context);
            if (delivery != null) {
                made.add(delivery);
            }
        }
        return made;
    }

    /** Makes a delivery, {@code null} if the subscription is being deleted right now. */
    @Nullable
    LocalDelivery deliveryOf(CloudEvent event, IndexedSubscription indexed, @Nullable Captured context) {
        Subscription subscription = indexed.current();
        return subscription == null
                ? null
                : new LocalDelivery(event, indexed, subscription, laneOf(event, subscription), context, books);
    }

    private @Nullable String laneOf(CloudEvent event, Subscription subscription) {
        Order own = subscription.policy().order();
        String key = (own == null ? Objects.requireNonNull(defaults.order()) : own).keyOf(event);
        String name = subscription.name();
        return key == null ? null : name.length() + ":" + name + key;
    }

    private static @Nullable Captured capture(ContextCarrier contexts) {
        try {
            return contexts.capture();
        } catch (Throwable failed) { // an Error too: it is the carrier's failure, not the emitter's
            LOG.log(Level.WARNING, "the context could not be captured; the functions run without it", failed);
            return null;
        }
    }
}
