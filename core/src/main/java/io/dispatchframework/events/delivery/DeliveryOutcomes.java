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
}
