package io.dispatchframework.events;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.internal.V1Extensions;
import io.dispatchframework.events.function.HopLimitException;
import io.dispatchframework.events.internal.StringSyntax;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells of an event that a function returned what it came of, in the event's extensions.
 *
 * <p>Hops and way end loops, so they come from the event that the function ran for, never from the one that it returned; and
 * events from outside lose them, unless their source is trusted.
 *
 * <p>What is added to an event of CloudEvents 1.0 is such that this version can say it, whatever the event before was: the
 * event must not be refused for it.
 */
final class Lineage {

    static final String CORRELATION = "correlationid";
    static final String CAUSATION = "causationid";
    static final String HOPS = "dispatchhops";
    static final String WAY = "dispatchway";

    private static final String ARROW = " > ";
    private static final int LONGEST_WAY = 2_000;

    private final int maxHops;
    private final Predicate<CloudEvent> trusted;

    Lineage(int maxHops, Predicate<CloudEvent> trusted) {
        this.maxHops = maxHops;
        this.trusted = trusted;
    }

    /** Returns an event from outside without a lineage that nobody vouches for. */
    CloudEvent ofOutside(CloudEvent event) {
        if (!event.hasExtensions()) {
            return event;
        }
        Map<String, Object> extensions = event.extensions();
        if (!extensions.containsKey(HOPS) && !extensions.containsKey(WAY)) {
            return event;
        }
        if (trusted.test(event)) {
            return event;
        }
        Map<String, Object> others = new LinkedHashMap<>(extensions);
        others.remove(HOPS);
        others.remove(WAY);
        return event.toBuilder().extensions(others.isEmpty() ? null : others).build();
    }

    /**
     * Returns an event with its lineage.
     *
     * @throws HopLimitException if it has come too many hops
     */
    CloudEvent ofReturned(CloudEvent event, CloudEvent cause, String subscriptionName) {
        int hops = hopsOf(cause) + 1;
        String way = wayOf(cause, subscriptionName);
        if (hops > maxHops) {
            throw new HopLimitException(maxHops, way);
        }
        Map<String, Object> extensions = new LinkedHashMap<>(event.extensions());
        Object correlation = cause.extensions().get(CORRELATION);
        boolean fits = correlation != null && (!V1Extensions.areRuled(event) || V1Extensions.isValue(correlation));
        extensions.putIfAbsent(CORRELATION, fits ? correlation : fit(event, cause.eventId()));
        extensions.put(CAUSATION, fit(event, cause.eventId()));
        extensions.put(HOPS, hops);
        extensions.put(WAY, fit(event, way));
        return event.toBuilder().extensions(extensions).build();
    }

    private static String fit(CloudEvent event, String text) {
        return V1Extensions.areRuled(event) ? StringSyntax.mended(text) : text;
    }

    /** A trusted source writes them, or this class; what is unreadable counts as the start. */
    private static int hopsOf(CloudEvent event) {
        @Nullable Object hops = event.extensions().get(HOPS);
        return hops instanceof Number number
                ? (int) Math.max(0, Math.min(number.doubleValue(), Integer.MAX_VALUE - 1))
                : 0;
    }

    private static String wayOf(CloudEvent cause, String subscriptionName) {
        Object before = cause.extensions().get(WAY);
        String way = before instanceof String text ? text + ARROW + subscriptionName : subscriptionName;
        return way.length() <= LONGEST_WAY ? way : "..." + way.substring(way.length() - LONGEST_WAY);
    }
}
