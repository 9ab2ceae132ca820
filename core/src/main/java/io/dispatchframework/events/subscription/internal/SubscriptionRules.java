package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.event.internal.Check;
import io.dispatchframework.events.event.internal.Checks;
import io.dispatchframework.events.event.internal.CloudEventsRules;
import io.dispatchframework.events.event.internal.DispatchRules;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.event.internal.TagChecks;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.subscription.Subscription;

/** The tables of rules for subscriptions: one for each table of rules for events. */
public final class SubscriptionRules {

    /** The longest name of a subscription, in characters: that of a DNS name, so that one can be made of the other. */
    public static final int LONGEST_NAME = 253;

    /** The longest pattern, in characters: that of an event type. */
    public static final int LONGEST_PATTERN = DispatchRules.LONGEST_EVENT_TYPE;

    /** The longest name of a function, in characters. */
    public static final int LONGEST_FUNCTION_NAME = 128;

    /** The table where event types keep the rules of DISPATCH. */
    public static final RuleSet<Subscription> RULES = table(LONGEST_PATTERN, new EventTypeWords());

    /** The table where event types may have all characters that the rules CLOUDEVENTS let them have. */
    public static final RuleSet<Subscription> ANY_EVENT_TYPE =
            table(CloudEventsRules.LONGEST_TYPE, CloudEventsRules.string());

    private SubscriptionRules() {}

    /** Returns the table for events whose types may have any characters, or may not. */
    public static RuleSet<Subscription> forEventTypes(boolean any) {
        return any ? ANY_EVENT_TYPE : RULES;
    }

    /** A source type may be any text, and so may the literal words of its pattern. */
    private static RuleSet<Subscription> table(int longestPattern, Check<String> eventTypeWords) {
        return RuleSet.builder(Subscription.class)
                .attribute(
                        "subscriptionName",
                        "name",
                        Subscription::name,
                        Checks.required(),
                        Checks.atMost(LONGEST_NAME),
                        Checks.plain())
                .attribute(
                        "eventType",
                        "eventType",
                        Subscription::eventType,
                        Checks.required(),
                        Checks.atMost(longestPattern),
                        new WholeWildcards(),
                        eventTypeWords)
                .attribute(
                        "sourceType",
                        "sourceType",
                        Subscription::sourceType,
                        Checks.required(),
                        Checks.atMost(longestPattern),
                        new WholeWildcards())
                .attribute(
                        "functionName",
                        "functionName",
                        Subscription::functionName,
                        Checks.required(),
                        Checks.atMost(LONGEST_FUNCTION_NAME),
                        Checks.plain())
                .attribute(
                        "tags",
                        "tags",
                        Subscription::tags,
                        TagChecks.few(),
                        TagChecks.noEmptyKey(),
                        TagChecks.keys(),
                        TagChecks.values())
                .part("policy", "policy", Subscription::policy, DeliveryPolicyRules.RULES)
                .build();
    }

    private static boolean isWildcard(char c) {
        return c == '*' || c == '#';
    }

    private record WholeWildcards() implements Check<String> {

        private static int indexOfBuriedWildcard(String pattern) {
            for (int i = 0; i < pattern.length(); i++) {
                if (isWildcard(pattern.charAt(i))
                        && ((i > 0 && pattern.charAt(i - 1) != '.')
                                || (i + 1 < pattern.length() && pattern.charAt(i + 1) != '.'))) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public boolean holds(String pattern) {
            return indexOfBuriedWildcard(pattern) < 0;
        }

        @Override
        public String fault(String attribute, String pattern) {
            int index = indexOfBuriedWildcard(pattern);
            int start = pattern.lastIndexOf('.', index) + 1;
            int dot = pattern.indexOf('.', index);
            String word = pattern.substring(start, dot < 0 ? pattern.length() : dot);
            return attribute + " has '" + pattern.charAt(index) + "' inside the word " + Text.quote(word)
                    + "; '*' and '#' stand for whole words, between dots";
        }
    }

    /** A pattern with other characters than an event type can have would never match, and nobody would notice. */
    private record EventTypeWords() implements Check<String> {

        private static int indexOfWrong(String pattern) {
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                if (!isWildcard(c) && !DispatchRules.isEventTypeCharacter(c)) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public boolean holds(String pattern) {
            return indexOfWrong(pattern) < 0;
        }

        @Override
        public String fault(String attribute, String pattern) {
            return attribute + " has " + Checks.quoteAt(pattern, indexOfWrong(pattern))
                    + ", which no event type has; words are of a-z, A-Z, 0-9, '-' and '_', unless the manager's"
                    + " validator is made by BeanEventValidator.create(EventRules.CLOUDEVENTS)";
        }
    }
}
