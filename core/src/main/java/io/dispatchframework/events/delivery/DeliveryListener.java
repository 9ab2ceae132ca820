package io.dispatchframework.events.delivery;

import io.dispatchframework.events.event.CloudEvent;
import java.time.Duration;
import java.util.List;

/**
 * Hears what happens to deliveries: for metrics, traces and alarms.
 *
 * <p><b>For implementors.</b> Called concurrently, on the thread where the event takes place, which waits: do little and do
 * not block. What a listener throws is logged, and affects neither the delivery nor other listeners. The end of a delivery
 * is reported by exactly one of {@link #succeeded}, {@link #deadLettered}, {@link #refused},
 * {@link #cancelled}, {@link #skipped} and {@link #handedOver}, before its future completes.
 *
 * @since 0.1
 */
public interface DeliveryListener {

    /**
     * An event was matched, and its deliveries are about to be handed to the engine.
     *
     * @param event the event
     * @param deliveries one for each subscription that matched, maybe none
     */
    default void emitted(CloudEvent event, List<? extends Delivery> deliveries) {}

    /**
     * An event was recognised as one that was seen before, and has no deliveries.
     *
     * @param event the event
     */
    default void duplicate(CloudEvent event) {}

    /**
     * A function is about to run.
     *
     * @param delivery the delivery
     * @param attempt which attempt it is, 1 for the first
     */
    default void started(Delivery delivery, int attempt) {}

    /**
     * An attempt failed, and there will be another.
     *
     * @param delivery the delivery
     * @param attempt which attempt it was
     * @param why what went wrong
     * @param delay how long the next attempt waits at least
     */
    default void retried(Delivery delivery, int attempt, Failure why, Duration delay) {}

    /**
     * A function has ended after its time-out, and what it returned is ignored.
     *
     * @param delivery the delivery, which may have come to its end since
     * @param attempt which attempt it was
     */
    default void endedLate(Delivery delivery, int attempt) {}

    /**
     * The function has done its work.
     *
     * @param delivery the delivery
     * @param end its outcome
     */
    default void succeeded(Delivery delivery, DeliveryOutcome.Done end) {}

    /**
     * The function failed for good, or once too often.
     *
     * @param delivery the delivery
     * @param end its outcome
     */
    default void deadLettered(Delivery delivery, DeliveryOutcome.Dead end) {}

    /**
     * A dead letter is lost, because its store was full: an older one, or the one of the delivery that has died now.
     *
     * @param letter the letter
     */
    default void deadLetterDropped(DeadLetter letter) {}

    /**
     * There was no room.
     *
     * @param delivery the delivery
     * @param end its outcome
     */
    default void refused(Delivery delivery, DeliveryOutcome.Refused end) {}

    /**
     * The delivery was called off.
     *
     * @param delivery the delivery
     * @param end its outcome
     */
    default void cancelled(Delivery delivery, DeliveryOutcome.Cancelled end) {}

    /**
     * The delivery was left out, because its subscription is paused.
     *
     * @param delivery the delivery
     * @param end its outcome
     */
    default void skipped(Delivery delivery, DeliveryOutcome.Skipped end) {}

    /**
     * Somebody else finishes the delivery.
     *
     * @param delivery the delivery
     * @param end its outcome
     */
    default void handedOver(Delivery delivery, DeliveryOutcome.HandedOver end) {}
}
