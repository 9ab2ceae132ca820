package io.dispatchframework.events.validation.internal;

import io.dispatchframework.events.driver.internal.DriverRules;
import io.dispatchframework.events.event.internal.EventRules;
import io.dispatchframework.events.event.internal.Rule;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.subscription.internal.SubscriptionRules;
import java.util.List;

/** The tables of rules that are offered to Jakarta Validation. */
public final class Tables {

    private static final List<RuleSet<?>> ALL =
            List.of(EventRules.RULES, SubscriptionRules.RULES, DriverRules.TYPES, DriverRules.DRIVERS);

    private Tables() {}

    /** Returns all tables. */
    public static List<RuleSet<?>> all() {
        return ALL;
    }

    static Rule<?, ?> rule(Class<?> type, int number) {
        for (RuleSet<?> table : ALL) {
            if (table.type() == type) {
                return table.rules().get(number);
            }
        }
        throw new IllegalArgumentException("there is no table of rules for " + type.getName());
    }
}
