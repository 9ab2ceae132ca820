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

    /** The table; what a policy leaves out breaks no rule. */
    public static final RuleSet<DeliveryPolicy> RULES = RuleSet.builder(DeliveryPolicy.class)
            .attribute("maxAttempts", "maxAttempts", DeliveryPolicy::maxAttempts, Checks.between(1, MOST_ATTEMPTS))
            .attribute("backoff", "backoff", DeliveryPolicy::backoff, new Wait())
            .attribute("maxBackoff", "maxBackoff", DeliveryPolicy::maxBackoff, new Wait())
            .attribute("maxBackoff", Rule.WHOLE, Function.identity(), new BackoffInOrder())
            .attribute("maxHeld", "maxHeld", DeliveryPolicy::maxHeld, Checks.between(0, MOST_HELD))
            .build();

    private DeliveryPolicyRules() {}

    private record Wait() implements Check<@Nullable Duration> {

        @Override
        public boolean holds(@Nullable Duration wait) {
            return wait == null || (!wait.isNegative() && wait.compareTo(LONGEST_BACKOFF) <= 0);
        }

        @Override
        public String fault(String attribute, @Nullable Duration wait) {
            return attribute + " must be between " + Duration.ZERO + " and " + LONGEST_BACKOFF + ", was " + wait;
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
