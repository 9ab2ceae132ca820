package io.dispatchframework.events.validation.internal;

import io.dispatchframework.events.driver.internal.DriverRules;
import io.dispatchframework.events.event.internal.CloudEventsRules;
import io.dispatchframework.events.event.internal.DispatchRules;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.subscription.internal.SubscriptionRules;

/** The tables of rules that are offered to Jakarta Validation; a constraint names the one that has its rule. */
public enum Table {
    /** Events, as Dispatch had them. */
    DISPATCH_EVENTS,
    /** Events, as CloudEvents 1.0 has them. */
    CLOUD_EVENTS,
    /** Subscriptions to events as Dispatch had them. */
    SUBSCRIPTIONS,
    /** Subscriptions to events as CloudEvents 1.0 has them. */
    SUBSCRIPTIONS_TO_ANY_TYPE,
    /** Types of event drivers. */
    DRIVER_TYPES,
    /** Event drivers. */
    DRIVERS;

    /** Returns the table. */
    public RuleSet<?> rules() {
        return switch (this) {
            case DISPATCH_EVENTS -> DispatchRules.RULES;
            case CLOUD_EVENTS -> CloudEventsRules.RULES;
            case SUBSCRIPTIONS -> SubscriptionRules.RULES;
            case SUBSCRIPTIONS_TO_ANY_TYPE -> SubscriptionRules.ANY_EVENT_TYPE;
            case DRIVER_TYPES -> DriverRules.TYPES;
            case DRIVERS -> DriverRules.DRIVERS;
        };
    }
}
