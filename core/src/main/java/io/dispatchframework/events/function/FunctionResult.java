package io.dispatchframework.events.function;

import io.dispatchframework.events.internal.Text;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt of a function ended.
 *
 * @since 0.1
 */
public sealed interface FunctionResult {

    /**
     * Returns the result of a function that has done its work.
     *
     * @param value what it returns, which the outcome shows; may be {@code null}
     * @return a success
     */
    static FunctionResult success(@Nullable Object value) {
        return value == null ? Success.NOTHING : new Success(value);
    }

    /**
     * Returns a failure that may go away by itself: the delivery is tried again, as its policy says.
     *
     * @param cause what went wrong
     * @return a failure worth retrying
     */
    static FunctionResult retry(Throwable cause) {
        return new Retry(cause, Duration.ZERO);
    }

    /**
     * Returns a failure that may go away by itself, but not before some time has passed.
     *
     * @param notBefore the shortest wait before the next attempt; the policy's backoff may be longer
     * @param cause what went wrong
     * @return a failure worth retrying
     * @throws IllegalArgumentException if the wait is negative
     */
    static FunctionResult retryAfter(Duration notBefore, Throwable cause) {
        return new Retry(cause, notBefore);
    }

    /**
     * Returns a failure that no repetition will mend: the delivery is dead at once.
     *
     * @param cause what went wrong
     * @return a permanent failure
     */
    static FunctionResult permanentFailure(Throwable cause) {
        return new PermanentFailure(cause);
    }

    /**
     * The function has done its work.
     *
     * @param value what it returned, or {@code null}
     */
    record Success(@Nullable Object value) implements FunctionResult {
        private static final Success NOTHING = new Success(null);

        @Override
        public String toString() {
            return "Success[value=" + Text.escape(String.valueOf(value)) + "]";
        }
    }

    /**
     * The function failed in a way that may go away.
     *
     * @param cause what went wrong
     * @param notBefore the shortest wait before the next attempt, zero for none
     */
    record Retry(Throwable cause, Duration notBefore) implements FunctionResult {
        /**
         * Checks the parts.
         *
         * @throws IllegalArgumentException if the wait is negative
         */
        public Retry {
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(notBefore, "notBefore");
            if (notBefore.isNegative()) {
                throw new IllegalArgumentException("notBefore must not be negative, was " + notBefore);
            }
        }

        @Override
        public String toString() {
            return "Retry[cause=" + Text.escape(cause.toString()) + ", notBefore=" + notBefore + "]";
        }
    }

    /**
     * The function failed for good.
     *
     * @param cause what went wrong
     */
    record PermanentFailure(Throwable cause) implements FunctionResult {
        /** Checks for nulls. */
        public PermanentFailure {
            Objects.requireNonNull(cause, "cause");
        }

        @Override
        public String toString() {
            return "PermanentFailure[cause=" + Text.escape(cause.toString()) + "]";
        }
    }
}
