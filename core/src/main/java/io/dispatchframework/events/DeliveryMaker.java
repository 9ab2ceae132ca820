package io.dispatchframework.events;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.ContextCarrier;
import io.dispatchframework.events.function.ContextCarrier.Captured;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.internal.IndexedSubscription;
import io.dispatchframework.events.subscription.internal.Match;
import io.dispatchframework.events.subscription.internal.SubscriptionIndex;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Makes the deliveries of an event: one for each subscription that matched, with its place in the order. */
final class DeliveryMaker {

    private static final Logger LOG = System.getLogger(EventManager.class.getName());

    private final DeliveryPolicy defaults;
    private final @Nullable ContextCarrier contexts;
    private final SubscriptionIndex index;
    private final Books books;

    DeliveryMaker(DeliveryPolicy defaults, @Nullable ContextCarrier contexts, SubscriptionIndex index, Books books) {
        this.index = index;
        this.defaults = defaults;
        this.contexts = contexts;
        this.books = books;
    }

    Fanout deliveriesOf(CloudEvent event, Match matched) {
        Captured context = contexts == null || matched.isEmpty() ? null : capture(contexts);
        return Fanout.of(event, matched, order(), context, books);
    }

    /** Makes a delivery that was not emitted here, or is emitted once more. */
    LocalDelivery deliveryOf(CloudEvent event, IndexedSubscription subscription) {
        return Fanout.of(event, subscription, order(), null, books).get(0);
    }

    /** Returns the order for subscriptions that have none of their own, {@code null} if none keeps any. */
    private @Nullable Order order() {
        return Order.isOrdered(defaults.order()) || index.hasOrdered() ? defaults.order() : null;
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
