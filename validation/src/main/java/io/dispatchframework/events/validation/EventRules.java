package io.dispatchframework.events.validation;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.internal.CloudEventsRules;
import io.dispatchframework.events.event.internal.DispatchRules;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.validation.internal.Table;
import java.util.List;

/**
 * What an event must keep to: the choice that a host makes for its manager.
 *
 * @since 0.1
 */
public enum EventRules {
    /**
     * CloudEvents 0.1 as VMware Dispatch checked it: short texts, few characters in an event type, and no other version.
     */
    DISPATCH(DispatchRules.RULES, Table.DISPATCH_EVENTS, Table.SUBSCRIPTIONS),

    /**
     * CloudEvents 1.0: what its specification demands, with generous bounds, for events of 1.0 and of 0.1.
     *
     * <p>Required are id, source, type and source type; a source is a URI reference, a schema a URI, and text has neither
     * control characters nor noncharacters nor unpaired surrogates. Event type and source type have at most 1,024
     * characters, other text 65,536. Events of 0.1 must keep to the same in the attributes that both versions have. Of
     * events of 1.0, extensions too: names of 1 to 128 of {@code a-z} and {@code 0-9}; values that are text, booleans or
     * whole numbers of 32 bits. Subscriptions may name event types of the same characters and length.
     */
    CLOUDEVENTS(CloudEventsRules.RULES, Table.CLOUD_EVENTS, Table.SUBSCRIPTIONS_TO_ANY_TYPE);

    private final RuleSet<CloudEvent> events;
    private final List<Table> tables;

    EventRules(RuleSet<CloudEvent> events, Table eventTable, Table subscriptionTable) {
        this.events = events;
        tables = List.of(eventTable, subscriptionTable, Table.DRIVER_TYPES, Table.DRIVERS);
    }

    /** Returns the table for events. */
    RuleSet<CloudEvent> events() {
        return events;
    }

    /** Returns all tables, the one for events first. */
    List<Table> tables() {
        return tables;
    }

    /** Returns the choice that has a table for events. */
    static EventRules of(Table eventTable) {
        return eventTable == Table.CLOUD_EVENTS ? CLOUDEVENTS : DISPATCH;
    }
}
