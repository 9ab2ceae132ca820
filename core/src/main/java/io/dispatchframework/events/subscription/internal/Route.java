package io.dispatchframework.events.subscription.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was found for one source type and one event type, and up to which change that is known to hold. */
final class Route {

    final String sourceType;
    final String eventType;
    final Match match;
    /** When the first of the subscriptions leaves by itself. */
    final @Nullable Instant firstExpiry;
    /** The number of the last change that the match is known to have taken in, or not to be touched by. */
    volatile long upTo;
    /** Whether the route was asked for since it was last looked at for replacement. */
    volatile boolean used;

    Route(String sourceType, String eventType, Match match, @Nullable Instant firstExpiry, long upTo) {
        this.sourceType = sourceType;
        this.eventType = eventType;
        this.match = match;
        this.firstExpiry = firstExpiry;
        this.upTo = upTo;
    }

    boolean isFor(String source, String event) {
        return event.equals(eventType) && source.equals(sourceType);
    }
}
