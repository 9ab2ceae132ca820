package io.dispatchframework.events.delivery;

import io.dispatchframework.events.internal.Text;

/** How outcomes read. */
final class DeliveryOutcomes {

    private DeliveryOutcomes() {}

    static String describe(DeliveryOutcome outcome, String what) {
        String attempts = outcome.attempts() > 1 ? " after " + outcome.attempts() + " attempts" : "";
        return Text.escape(outcome.subscriptionName()) + " -> " + Text.escape(outcome.functionName()) + " " + what
                + attempts;
    }

    /** Describes what a function returned: that may be anybody's code, and an outcome is looked at where things go wrong. */
    static String describeValue(Object value) {
        try {
            return Text.escape(value.toString());
        } catch (RuntimeException broken) {
            return "a " + value.getClass().getName();
        }
    }
}
