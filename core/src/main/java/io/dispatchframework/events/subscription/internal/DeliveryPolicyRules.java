package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.event.internal.Check;
import io.dispatchframework.events.event.internal.Checks;
import io.dispatchframework.events.event.internal.Rule;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of rules for delivery policies: a subscription's, and the manager's default. */
public final class DeliveryPolicyRules {

    /** How often a function may be tried. */
    public static final int MOST_ATTEMPTS = 1_000;

    /** How many deliveries may be held for one paused subscription. */
    public static final int MOST_HELD = 1_000_000;

    /** The longest wait between two attempts. */
    public static final Duration LONGEST_BACKOFF = Duration.ofDays(1);

    /** The longest time that an attempt may be given. */
    public static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

    /** How many attempts of a subscription may be allowed at once. */
    public static final int MOST_AT_ONCE = 1_000_000;

    /** How few attempts of a subscription may be allowed in a second: about one a day. */
    public static final double LEAST_PER_SECOND = 0.000_01;

    /** How many attempts of a subscription may be allowed in a second. */
    public static final double MOST_PER_SECOND = 1_000_000;

    /** The table; what a policy leaves out breaks no rule. */
    public static final RuleSet<DeliveryPolicy> RULES = RuleSet.builder(DeliveryPolicy.class)
            .attribute("maxAttempts", "maxAttempts", DeliveryPolicy::maxAttempts, Checks.between(1, MOST_ATTEMPTS))
            .attribute("backoff", "backoff", DeliveryPolicy::backoff, new Span(LONGEST_BACKOFF))
            .attribute("maxBackoff", "maxBackoff", DeliveryPolicy::maxBackoff, new Span(LONGEST_BACKOFF))
            .attribute("maxBackoff", Rule.WHOLE, Function.identity(), new BackoffInOrder())
            .attribute("timeout", "timeout", DeliveryPolicy::timeout, new Span(LONGEST_TIMEOUT))
            .attribute("maxAtOnce", "maxAtOnce", DeliveryPolicy::maxAtOnce, Checks.between(0, MOST_AT_ONCE))
            .attribute("maxPerSecond", "maxPerSecond", DeliveryPolicy::maxPerSecond, new Rate())
            .attribute("maxHeld", "maxHeld", DeliveryPolicy::maxHeld, Checks.between(0, MOST_HELD))
            .build();

    private DeliveryPolicyRules() {}

    private record Span(Duration longest) implements Check<@Nullable Duration> {

        @Override
        public boolean holds(@Nullable Duration span) {
            return span == null || (!span.isNegative() && span.compareTo(longest) <= 0);
        }

        @Override
        public String fault(String attribute, @Nullable Duration span) {
            return attribute + " must be between " + Duration.ZERO + " and " + longest + ", was " + span;
        }
    }

    private record Rate() implements Check<@Nullable Double> {

        @Override
        public boolean holds(@Nullable Double rate) {
            return rate == null || rate == 0 || (rate >= LEAST_PER_SECOND && rate <= MOST_PER_SECOND);
        }

        @Override
        public String fault(String attribute, @Nullable Double rate) {
            return attribute + " must be 0 for no bound, or between " + LEAST_PER_SECOND + " and " + MOST_PER_SECOND
                    + ", was " + rate;
        }
    }

    private record BackoffInOrder() implements Check<DeliveryPolicy> {

        @Override
        public boolean holds(DeliveryPolicy policy) {
            Duration first = policy.backoff();
            Duration longest = policy.maxBackoff();
            return first == null || longest == null || longest.compareTo(first) >= 0;
        }

        @Override
        public String fault(String attribute, DeliveryPolicy policy) {
            return attribute + " must be at least the backoff of " + policy.backoff() + ", was " + policy.maxBackoff();
        }
    }
}
