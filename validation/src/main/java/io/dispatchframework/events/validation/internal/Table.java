package io.dispatchframework.events.validation.internal;

import io.dispatchframework.events.driver.internal.DriverRules;
import io.dispatchframework.events.event.internal.CloudEventsRules;
import io.dispatchframework.events.event.internal.DispatchRules;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.subscription.internal.SubscriptionRules;

/** The tables of rules that are offered to Jakarta Validation; a constraint names the one that has its rule. */
public enum Table {
    /** Events, as Dispatch had them. */
    DISPATCH_EVENTS(DispatchRules.RULES),
    /** Events, as CloudEvents 1.0 has them. */
    CLOUD_EVENTS(CloudEventsRules.RULES),
    /** Subscriptions to events as Dispatch had them. */
    SUBSCRIPTIONS(SubscriptionRules.RULES),
    /** Subscriptions to events as CloudEvents 1.0 has them. */
    SUBSCRIPTIONS_TO_ANY_TYPE(SubscriptionRules.ANY_EVENT_TYPE),
    /** Types of event drivers. */
    DRIVER_TYPES(DriverRules.TYPES),
    /** Event drivers. */
    DRIVERS(DriverRules.DRIVERS);

    private final RuleSet<?> rules;

    Table(RuleSet<?> rules) {
        this.rules = rules;
    }

    /** Returns the table. */
    public RuleSet<?> rules() {
        return rules;
    }
}
