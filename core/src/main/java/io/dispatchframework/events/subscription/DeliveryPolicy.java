package io.dispatchframework.events.subscription;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to deliver: plain data, on the manager as the default and field by field on a subscription.
 *
 * <p>What a policy leaves out ({@code null}) it inherits: a subscription's from the manager's, the manager's from
 * {@link #defaults()}. A change to a stored subscription's policy applies from the next attempt on.
 *
 * <p>Immutable, and safe to share between threads. Bounds, which stand at the {@linkplain Builder builder}'s methods, are
 * checked where the policy is put to use: when a subscription is stored, and when a manager is built.
 *
 * @since 0.1
 */
public final class DeliveryPolicy {

    private static final DeliveryPolicy INHERIT = new DeliveryPolicy(new Builder());

    private static final DeliveryPolicy DEFAULTS = new Builder()
            .maxAttempts(3)
            .backoff(Duration.ofMillis(200))
            .maxBackoff(Duration.ofSeconds(30))
            .timeout(Duration.ZERO)
            .maxAtOnce(0)
            .maxPerSecond(0.0)
            .order(Order.unordered())
            .whenFailed(WhenFailed.WAIT)
            .whenPaused(WhenPaused.HOLD)
            .maxHeld(1_000)
            .build();

    private final @Nullable Integer maxAttempts;
    private final @Nullable Duration backoff;
    private final @Nullable Duration maxBackoff;
    private final @Nullable Duration timeout;
    private final @Nullable Integer maxAtOnce;
    private final @Nullable Double maxPerSecond;
    private final @Nullable Order order;
    private final @Nullable WhenFailed whenFailed;
    private final @Nullable WhenPaused whenPaused;
    private final @Nullable Integer maxHeld;

    private DeliveryPolicy(Builder builder) {
        maxAttempts = builder.maxAttempts;
        backoff = builder.backoff;
        maxBackoff = builder.maxBackoff;
        timeout = builder.timeout;
        maxAtOnce = builder.maxAtOnce;
        maxPerSecond = builder.maxPerSecond;
        order = builder.order;
        whenFailed = builder.whenFailed;
        whenPaused = builder.whenPaused;
        maxHeld = builder.maxHeld;
    }

    /**
     * Returns the policy that leaves everything out.
     *
     * @return the empty policy
     */
    public static DeliveryPolicy inherit() {
        return INHERIT;
    }

    /**
     * Returns the policy that applies where nobody says otherwise: 3 attempts, a backoff of 200 milliseconds that
     * doubles up to 30 seconds, no time-out, no bound on deliveries at once or per second, no order, and up to 1,000
     * deliveries held while a subscription is paused.
     *
     * @return a policy that leaves nothing out
     */
    public static DeliveryPolicy defaults() {
        return DEFAULTS;
    }

    /**
     * Starts a policy that leaves everything out.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a policy with everything as in this one.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        return new Builder().with(this);
    }

    /**
     * Fills in what this policy leaves out.
     *
     * <p>A backoff of its own is never cut by a {@code maxBackoff} that it inherits: the longer of the two is the bound.
     *
     * @param fallback the policy to take it from
     * @return this policy over the other
     */
    public DeliveryPolicy over(DeliveryPolicy fallback) {
        Objects.requireNonNull(fallback, "fallback");
        if (equals(INHERIT)) {
            return fallback;
        }
        Builder both = fallback.toBuilder().with(this);
        if (maxBackoff == null
                && backoff != null
                && fallback.maxBackoff != null
                && backoff.compareTo(fallback.maxBackoff) > 0) {
            both.maxBackoff(backoff);
        }
        return both.build();
    }

    /**
     * Returns how often a function is tried before the delivery is dead.
     *
     * @return the number of attempts, the first one included, or {@code null} to inherit
     */
    public @Nullable Integer maxAttempts() {
        return maxAttempts;
    }

    /**
     * Returns the longest wait before the second attempt.
     *
     * <p>It doubles with each further attempt, up to {@link #maxBackoff()}; the wait itself is drawn evenly between
     * zero and that ("full jitter"), so that what failed together does not come back together.
     *
     * @return the duration, or {@code null} to inherit
     */
    public @Nullable Duration backoff() {
        return backoff;
    }

    /**
     * Returns the bound on the wait between two attempts.
     *
     * @return the duration, or {@code null} to inherit
     */
    public @Nullable Duration maxBackoff() {
        return maxBackoff;
    }

    /**
     * Returns how long one attempt may take.
     *
     * <p>When it is over, the attempt has failed in a way worth retrying: the function's thread is interrupted, or the
     * future that it returned is cancelled. A function that goes on nevertheless is left to itself: what it returns
     * later is ignored, and until it ends it keeps its place among those {@linkplain #maxAtOnce() at once} and, where
     * there is an {@linkplain #order() order}, those behind it waiting.
     *
     * @return the duration, zero for as long as it likes, or {@code null} to inherit
     */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /**
     * Returns how many attempts of the subscription may be under way at once, in this process.
     *
     * @return the number, zero for no bound but the manager's, or {@code null} to inherit
     */
    public @Nullable Integer maxAtOnce() {
        return maxAtOnce;
    }

    /**
     * Returns how many attempts of the subscription may start in a second, in this process; they are spread evenly over
     * it.
     *
     * @return the number, which may be a fraction (0.1: one in ten seconds), zero for no bound, or {@code null} to
     *     inherit
     */
    public @Nullable Double maxPerSecond() {
        return maxPerSecond;
    }

    /**
     * Returns by what the deliveries are put in order.
     *
     * <p>It is read when an event is emitted; a change concerns those that are emitted afterwards.
     *
     * @return the order, or {@code null} to inherit
     */
    public @Nullable Order order() {
        return order;
    }

    /**
     * Returns what becomes of the deliveries behind one that failed, where there is an order.
     *
     * @return the choice, or {@code null} to inherit
     */
    public @Nullable WhenFailed whenFailed() {
        return whenFailed;
    }

    /**
     * Returns what happens to events that match while the subscription is paused.
     *
     * @return the choice, or {@code null} to inherit
     */
    public @Nullable WhenPaused whenPaused() {
        return whenPaused;
    }

    /**
     * Returns how many deliveries are held at most while the subscription is paused; what comes beyond is refused.
     *
     * @return the number, or {@code null} to inherit
     */
    public @Nullable Integer maxHeld() {
        return maxHeld;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof DeliveryPolicy that
                        && Objects.equals(maxAttempts, that.maxAttempts)
                        && Objects.equals(backoff, that.backoff)
                        && Objects.equals(maxBackoff, that.maxBackoff)
                        && Objects.equals(timeout, that.timeout)
                        && Objects.equals(maxAtOnce, that.maxAtOnce)
                        && Objects.equals(maxPerSecond, that.maxPerSecond)
                        && Objects.equals(order, that.order)
                        && Objects.equals(whenFailed, that.whenFailed)
                        && Objects.equals(whenPaused, that.whenPaused)
                        && Objects.equals(maxHeld, that.maxHeld));
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                maxAttempts,
                backoff,
                maxBackoff,
                timeout,
                maxAtOnce,
                maxPerSecond,
                order,
                whenFailed,
                whenPaused,
                maxHeld);
    }

    @Override
    public String toString() {
        return "DeliveryPolicy[" + "maxAttempts=" + maxAttempts + ", backoff=" + backoff + ", maxBackoff=" + maxBackoff
                + ", timeout=" + timeout + ", maxAtOnce=" + maxAtOnce + ", maxPerSecond=" + maxPerSecond + ", order="
                + order + ", whenFailed=" + whenFailed + ", whenPaused=" + whenPaused + ", maxHeld=" + maxHeld + "]";
    }

    /** What becomes of those behind a failed delivery in its order. */
    public enum WhenFailed {
        /** They wait while it is tried again, and go on when it has succeeded or is dead. */
        WAIT,
        /** They go on at once; it is tried again behind them. */
        SKIP,
        /** They wait while it is tried again; when it is dead, those that stand behind it then are dead letters too. */
        DEAD_LETTER
    }

    /** What happens to events that match a paused subscription. */
    public enum WhenPaused {
        /** They wait until it is resumed, as pending deliveries. */
        HOLD,
        /** They are not delivered, and the outcome says so. */
        SKIP
    }

    /** Builds a policy; not safe to share between threads. */
    public static final class Builder {

        private @Nullable Integer maxAttempts;
        private @Nullable Duration backoff;
        private @Nullable Duration maxBackoff;
        private @Nullable Duration timeout;
        private @Nullable Integer maxAtOnce;
        private @Nullable Double maxPerSecond;
        private @Nullable Order order;
        private @Nullable WhenFailed whenFailed;
        private @Nullable WhenPaused whenPaused;
        private @Nullable Integer maxHeld;

        private Builder() {}

        /** Takes over what a policy says, and keeps the rest. */
        private Builder with(DeliveryPolicy policy) {
            maxAttempts = policy.maxAttempts != null ? policy.maxAttempts : maxAttempts;
            backoff = policy.backoff != null ? policy.backoff : backoff;
            maxBackoff = policy.maxBackoff != null ? policy.maxBackoff : maxBackoff;
            timeout = policy.timeout != null ? policy.timeout : timeout;
            maxAtOnce = policy.maxAtOnce != null ? policy.maxAtOnce : maxAtOnce;
            maxPerSecond = policy.maxPerSecond != null ? policy.maxPerSecond : maxPerSecond;
            order = policy.order != null ? policy.order : order;
            whenFailed = policy.whenFailed != null ? policy.whenFailed : whenFailed;
            whenPaused = policy.whenPaused != null ? policy.whenPaused : whenPaused;
            maxHeld = policy.maxHeld != null ? policy.maxHeld : maxHeld;
            return this;
        }

        /**
         * Sets how often a function is tried.
         *
         * @param attempts the number of attempts, the first one included, from 1 to 1,000; {@code null} to inherit
         * @return this builder
         */
        public Builder maxAttempts(@Nullable Integer attempts) {
            maxAttempts = attempts;
            return this;
        }

        /**
         * Sets the longest wait before the second attempt.
         *
         * @param longest the duration, from zero to a day; {@code null} to inherit
         * @return this builder
         */
        public Builder backoff(@Nullable Duration longest) {
            backoff = longest;
            return this;
        }

        /**
         * Sets the bound on the wait between two attempts.
         *
         * @param longest the duration, at most a day, and no shorter than the {@link #backoff}; {@code null} to inherit
         * @return this builder
         */
        public Builder maxBackoff(@Nullable Duration longest) {
            maxBackoff = longest;
            return this;
        }

        /**
         * Sets how long one attempt may take.
         *
         * @param longest the duration, at most a day, zero for as long as it likes; {@code null} to inherit
         * @return this builder
         */
        public Builder timeout(@Nullable Duration longest) {
            timeout = longest;
            return this;
        }

        /**
         * Sets how many attempts of the subscription may be under way at once.
         *
         * @param most the number, at most 1,000,000, zero for no bound; {@code null} to inherit
         * @return this builder
         */
        public Builder maxAtOnce(@Nullable Integer most) {
            maxAtOnce = most;
            return this;
        }

        /**
         * Sets how many attempts of the subscription may start in a second.
         *
         * @param most the number, from 0.00001 to 1,000,000, zero for no bound; {@code null} to inherit
         * @return this builder
         */
        public Builder maxPerSecond(@Nullable Number most) {
            maxPerSecond = most == null ? null : Double.valueOf(most.doubleValue());
            return this;
        }

        /**
         * Sets by what the deliveries are put in order.
         *
         * @param by the order; {@code null} to inherit
         * @return this builder
         */
        public Builder order(@Nullable Order by) {
            order = by;
            return this;
        }

        /**
         * Sets what becomes of the deliveries behind one that failed.
         *
         * @param choice the choice; {@code null} to inherit
         * @return this builder
         */
        public Builder whenFailed(@Nullable WhenFailed choice) {
            whenFailed = choice;
            return this;
        }

        /**
         * Sets what happens while the subscription is paused.
         *
         * @param choice the choice; {@code null} to inherit
         * @return this builder
         */
        public Builder whenPaused(@Nullable WhenPaused choice) {
            whenPaused = choice;
            return this;
        }

        /**
         * Sets how many deliveries are held at most while the subscription is paused.
         *
         * @param most the number, at most 1,000,000, zero to hold none; {@code null} to inherit
         * @return this builder
         */
        public Builder maxHeld(@Nullable Integer most) {
            maxHeld = most;
            return this;
        }

        /**
         * Builds the policy.
         *
         * @return the policy, {@link DeliveryPolicy#inherit()} if it leaves everything out
         */
        public DeliveryPolicy build() {
            DeliveryPolicy built = new DeliveryPolicy(this);
            return built.equals(INHERIT) ? INHERIT : built;
        }
    }
}
