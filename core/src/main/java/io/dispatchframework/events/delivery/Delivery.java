package io.dispatchframework.events.delivery;

import io.dispatchframework.events.event.CloudEvent;
import org.jspecify.annotations.Nullable;

/**
 * One event for one subscription: the unit of retry, ordering and accounting.
 *
 * <p>Safe to share between threads.
 *
 * @since 0.1
 */
public interface Delivery {

    /**
     * Returns the delivery's identity, which functions get as their idempotency key.
     *
     * <p>The same event for the same subscription has the same id on every node and after a restart. A subscription that was
     * deleted and created anew has other ids.
     *
     * <p>The id is SHA-256 over the event's namespace, source type, source id and event id, the subscription's name and the
     * revision at which it was created. Each text is in UTF-8 behind its length in bytes (four bytes, the highest first); the
     * revision has eight bytes.
     *
     * @return 64 hexadecimal digits, made when first asked for
     */
    String id();

    /**
     * Returns the event.
     *
     * @return the event
     */
    CloudEvent event();

    /**
     * Returns the name of the subscription.
     *
     * @return the name
     */
    String subscriptionName();

    /**
     * Returns the revision at which the subscription was created, which tells it from others of the same name.
     *
     * @return the revision
     */
    long subscriptionCreatedRevision();

    /**
     * Returns what the delivery stands in line for: deliveries with an equal lane are attempted in the order in which
     * they were enqueued, one at a time, by an engine with {@link DeliveryEngine.Capability#KEY_ORDER}.
     *
     * @return the lane, which names the subscription and the key by which its policy orders; {@code null} for no order
     */
    @Nullable
    String lane();

    /**
     * Makes a delivery from what an engine has kept of one.
     *
     * @param event the event
     * @param subscriptionName the name of the subscription
     * @param subscriptionCreatedRevision the revision at which the subscription was created
     * @param lane what it stands in line for, or {@code null}
     * @return a delivery with the same id as the one whose parts these are
     */
    static Delivery of(
            CloudEvent event, String subscriptionName, long subscriptionCreatedRevision, @Nullable String lane) {
        return new KeptDelivery(event, subscriptionName, subscriptionCreatedRevision, lane);
    }
}
