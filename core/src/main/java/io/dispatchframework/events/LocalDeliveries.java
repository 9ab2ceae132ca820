package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine.Capability;
import io.dispatchframework.events.subscription.internal.IndexedSubscription;
import io.dispatchframework.events.subscription.internal.SubscriptionIndex;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the delivery that this process knows for the one that an engine hands out.
 *
 * <p>The engine in memory hands out the very objects it was given. One that keeps deliveries elsewhere makes new ones,
 * also of deliveries that another process emitted; for such engines those in hand are remembered by id.
 */
final class LocalDeliveries {

    private final SubscriptionIndex index;
    private final DeliveryMaker maker;
    private final Books books;
    private final @Nullable Map<String, LocalDelivery> inHand;
    private volatile boolean storeIsKnown;

    LocalDeliveries(SubscriptionIndex index, DeliveryMaker maker, Set<Capability> engine, Books books) {
        this.maker = maker;
        this.index = index;
        this.books = books;
        inHand = engine.contains(Capability.DURABLE) || engine.contains(Capability.SHARED)
                ? new ConcurrentHashMap<>()
                : null;
    }

    /** From now on, a subscription that is not in the index is not there. */
    void knowStore() {
        storeIsKnown = true;
    }

    boolean storeIsKnown() {
        return storeIsKnown;
    }

    /** Remembers deliveries until they end. */
    void remember(List<LocalDelivery> deliveries) {
        if (inHand != null) {
            for (LocalDelivery delivery : deliveries) {
                LocalDelivery known = inHand.putIfAbsent(delivery.id(), delivery);
                if (known == null) {
                    forgetAtEnd(inHand, delivery);
                } else { // the same event once more: what becomes of the one becomes of the other
                    var unused = known.sharedFuture().thenAccept(delivery::end);
                }
            }
        }
    }

    private static void forgetAtEnd(Map<String, LocalDelivery> inHand, LocalDelivery delivery) {
        var unused = delivery.sharedFuture().thenRun(() -> inHand.remove(delivery.id(), delivery));
    }

    /** Returns what this process knows of a delivery, {@code null} if its subscription is unknown here. */
    @Nullable
    LocalDelivery of(Delivery delivery) {
        if (delivery instanceof LocalDelivery local) {
            return local;
        }
        if (inHand == null) {
            return adopt(delivery);
        }
        LocalDelivery known = inHand.get(delivery.id());
        if (known != null) {
            return known;
        }
        // At once, since an engine may hand it out twice at the same time; and so that the next attempt finds it.
        return inHand.computeIfAbsent(delivery.id(), id -> {
            LocalDelivery adopted = adopt(delivery);
            if (adopted != null) {
                forgetAtEnd(inHand, adopted);
            }
            return adopted;
        });
    }

    /** Makes a delivery of this process out of one that it has not emitted, {@code null} if its subscription is gone. */
    @Nullable
    LocalDelivery adopt(Delivery delivery) {
        IndexedSubscription indexed = index.find(delivery.subscriptionName());
        if (indexed == null
                || indexed.current() == null
                || indexed.createdRevision() != delivery.subscriptionCreatedRevision()) {
            return null;
        }
        books.adopted();
        return maker.deliveryOf(delivery.event(), indexed);
    }

    /** Returns the deliveries that have not ended here and that the engine keeps. */
    Collection<LocalDelivery> kept() {
        return inHand == null ? List.of() : List.copyOf(inHand.values());
    }
}
