package io.dispatchframework.events;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.Violation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What emitting an event would do, worked out with the same rules and the same index as a real emission.
 *
 * <p>Each method looks at this manager's index as it is at the time of the call. Never throws for an invalid event.
 *
 * @since 0.1
 */
public interface Explanation {

    /**
     * Returns the event that is explained.
     *
     * @return the event
     */
    CloudEvent event();

    /**
     * Returns all that is wrong with the event.
     *
     * @return the violations; empty if it is valid
     */
    List<Violation> violations();

    /**
     * Returns the subscriptions that match, as an emission finds them.
     *
     * @return in the order of the names, paused ones included
     */
    List<Verdict> matched();

    /**
     * Explains one subscription.
     *
     * @param name its name
     * @return the verdict, or empty if the manager knows no such subscription
     */
    Optional<Verdict> subscription(String name);

    /**
     * Explains every subscription, matching or not.
     *
     * @return a lazy stream, in the order of the names
     */
    Stream<Verdict> stream();

    /**
     * What an event is to a subscription.
     *
     * <p>Immutable and safe to share between threads. Implement it in tests only: later versions may add methods.
     */
    interface Verdict {

        /** {@return the name of the subscription} */
        String subscriptionName();

        /** {@return the name of its function} */
        String functionName();

        /** {@return whether the subscription's pattern of event types matches} */
        boolean eventTypeMatches();

        /** {@return whether the subscription's pattern of source types matches} */
        boolean sourceTypeMatches();

        /** {@return whether the subscription is paused, so that a match is held or skipped} */
        boolean paused();

        /** {@return whether the invoker says that it has no function of that name now} */
        boolean functionUnknown();

        /**
         * Tells whether both patterns match.
         *
         * @return whether an emission makes a delivery for it
         */
        default boolean matched() {
            return eventTypeMatches() && sourceTypeMatches();
        }
    }
}
