package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a subscription match an event: what {@code explain} tells, by the rules that the index itself asks.
 *
 * @param sourceType whether the pattern of source types matches
 * @param eventType whether the pattern of event types matches
 */
public record PatternMatch(boolean sourceType, boolean eventType) {

    /** Compares the two parts, each on its own. */
    public static PatternMatch of(Subscription subscription, String sourceType, String eventType) {
        return new PatternMatch(
                TopicPattern.matches(subscription.sourceType(), sourceType),
                TopicPattern.matches(subscription.eventType(), eventType));
    }

    /** Whether the subscription matches, which takes both parts. */
    public boolean matched() {
        return sourceType && eventType;
    }

    static boolean matches(@Nullable Subscription subscription, String sourceType, String eventType) {
        return subscription != null
                && TopicPattern.matches(subscription.eventType(), eventType)
                && TopicPattern.matches(subscription.sourceType(), sourceType);
    }
}
