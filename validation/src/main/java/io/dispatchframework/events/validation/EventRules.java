package io.dispatchframework.events.validation;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.internal.CloudEventsRules;
import io.dispatchframework.events.event.internal.DispatchRules;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.validation.internal.Table;
import java.util.List;

/**
 * The rules that events must conform to: a choice that the application makes for its manager.
 *
 * @since 0.1
 */
public enum EventRules {
    /**
     * CloudEvents 0.1 as VMware Dispatch checked it: short texts, few characters in an event type, and no other version.
     */
    DISPATCH,

    /**
     * CloudEvents 1.0: what its specification demands, with generous bounds, for events of 1.0 and of 0.1.
     *
     * <p>Required are id, source, type and source type; a source is a URI reference, a schema a URI, and text has neither
     * control characters nor noncharacters nor unpaired surrogates. Event type and source type have at most 1,024
     * characters, other text 65,536. Events of 0.1 must keep to the same in the attributes that both versions have. Of
     * events of 1.0, extensions too: names of 1 to 128 of {@code a-z} and {@code 0-9}; values that are text, booleans or
     * whole numbers of 32 bits. Subscriptions may name event types of the same characters and length.
     */
    CLOUDEVENTS;

    /** Returns the table for events. */
    RuleSet<CloudEvent> events() {
        return switch (this) {
            case DISPATCH -> DispatchRules.RULES;
            case CLOUDEVENTS -> CloudEventsRules.RULES;
        };
    }

    /** Returns all tables, the one for events too. */
    List<Table> tables() {
        return switch (this) {
            case DISPATCH -> List.of(Table.DISPATCH_EVENTS, Table.SUBSCRIPTIONS, Table.DRIVER_TYPES, Table.DRIVERS);
            case CLOUDEVENTS ->
                List.of(Table.CLOUD_EVENTS, Table.SUBSCRIPTIONS_TO_ANY_TYPE, Table.DRIVER_TYPES, Table.DRIVERS);
        };
    }

    /** Returns the choice that has a table for events. */
    static EventRules of(Table events) {
        return events == Table.CLOUD_EVENTS ? CLOUDEVENTS : DISPATCH;
    }
}
