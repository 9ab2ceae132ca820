package io.dispatchframework.events;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.internal.Text;
import java.util.List;
import java.util.Objects;
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
     * @param subscriptionName the subscription
     * @param functionName its function
     * @param eventTypeMatches whether its pattern of event types matches
     * @param sourceTypeMatches whether its pattern of source types matches
     * @param paused whether it is paused, so that a match is held or skipped
     * @param functionUnknown whether the invoker says that there is no such function now
     */
    record Verdict(
            String subscriptionName,
            String functionName,
            boolean eventTypeMatches,
            boolean sourceTypeMatches,
            boolean paused,
            boolean functionUnknown) {

        /** Checks for nulls. */
        public Verdict {
            Objects.requireNonNull(subscriptionName, "subscriptionName");
            Objects.requireNonNull(functionName, "functionName");
        }

        /**
         * Tells whether both patterns match.
         *
         * @return whether an emission makes a delivery for it
         */
        public boolean matched() {
            return eventTypeMatches && sourceTypeMatches;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(Text.escape(subscriptionName))
                    .append(" -> ")
                    .append(Text.escape(functionName));
            if (matched()) {
                text.append(": matched");
            } else {
                text.append(": not matched by ")
                        .append(
                                eventTypeMatches
                                        ? "source type"
                                        : sourceTypeMatches ? "event type" : "event type and source type");
            }
            return text.append(paused ? ", paused" : "")
                    .append(functionUnknown ? ", function unknown" : "")
                    .toString();
        }
    }
}
