package io.dispatchframework.events;

import io.dispatchframework.events.internal.Text;

/** What {@link LiveExplanation} found about a subscription at one moment. */
record VerdictSnapshot(
        String subscriptionName,
        String functionName,
        boolean eventTypeMatches,
        boolean sourceTypeMatches,
        boolean paused,
        boolean functionUnknown)
        implements Explanation.Verdict {

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(Text.escape(subscriptionName)).append(" -> ").append(Text.escape(functionName));
        if (matched()) {
            text.append(": matched");
        } else {
            text.append(": not matched by ")
                    .append(
                            eventTypeMatches
                                    ? "source type"
                                    : sourceTypeMatches ? "event type" : "event type and source type");
        }
        return text.append(paused ? ", paused" : "")
                .append(functionUnknown ? ", function unknown" : "")
                .toString();
    }
}
