package io.dispatchframework.events.delivery;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.internal.Text;
import java.time.Instant;
import java.util.Objects;

/**
 * A delivery that failed permanently, with what is needed to understand the failure and to try again.
 *
 * @param id the delivery's id, the same after a redrive
 * @param event the event
 * @param subscriptionName the subscription
 * @param subscriptionCreatedRevision the revision at which the subscription was created
 * @param functionName the function that was tried last
 * @param failure the last failure
 * @param attempts how often the function was tried
 * @param failedAt when an attempt first failed, as far as this process saw it
 * @param diedAt when it was given up
 * @since 0.1
 */
public record DeadLetter(
        String id,
        CloudEvent event,
        String subscriptionName,
        long subscriptionCreatedRevision,
        String functionName,
        Failure failure,
        int attempts,
        Instant failedAt,
        Instant diedAt) {

    /** Checks for nulls. */
    public DeadLetter {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(subscriptionName, "subscriptionName");
        Objects.requireNonNull(functionName, "functionName");
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(failedAt, "failedAt");
        Objects.requireNonNull(diedAt, "diedAt");
    }

    /** Returns a line for people, without the payload, with control characters escaped. */
    @Override
    public String toString() {
        return "DeadLetter[" + Text.escape(id.substring(0, Math.min(12, id.length()))) + " at " + diedAt + ": " + event
                + " for "
                + Text.escape(subscriptionName) + " -> " + Text.escape(functionName) + ", attempt " + attempts + ": "
                + failure + "]";
    }
}
