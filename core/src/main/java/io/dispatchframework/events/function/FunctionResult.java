package io.dispatchframework.events.function;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.internal.Nulls;
import io.dispatchframework.events.internal.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
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
        return value == null ? Success.NOTHING : new Success(value, List.of());
    }

    /**
     * Returns the result of a function that has done its work, of which new events came.
     *
     * <p>They are emitted, all or none, before the delivery counts as done, with their lineage as extensions: {@code
     * correlationid} and {@code causationid}. If they cannot be, the attempt has failed: for good where an event is invalid
     * or has come too many hops, in a way worth retrying where there is no room.
     *
     * @param first an event
     * @param more others, in the order of emission
     * @return a success
     */
    static FunctionResult emit(CloudEvent first, CloudEvent... more) {
        Objects.requireNonNull(first, "first");
        List<CloudEvent> events = new ArrayList<>();
        events.add(first);
        events.addAll(Nulls.copyOf(Arrays.asList(Objects.requireNonNull(more, "more")), "more"));
        return new Success(null, events);
    }

    /**
     * Returns the result of a function that has done its work, with a value and new events; see
     * {@link #emit(CloudEvent, CloudEvent...)}.
     *
     * @param value what it returns, which the outcome shows; may be {@code null}
     * @param events what is to be emitted, in this order
     * @return a success
     */
    static FunctionResult emit(@Nullable Object value, Collection<CloudEvent> events) {
        return new Success(value, Nulls.copyOf(events, "events"));
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
     * @param events what it wants emitted; a copy is kept
     */
    record Success(@Nullable Object value, List<CloudEvent> events) implements FunctionResult {
        private static final Success NOTHING = new Success(null, List.of());

        /** Copies the events. */
        public Success {
            events = Nulls.copyOf(events, "events");
        }

        @Override
        public String toString() {
            return "Success[value=" + Text.escape(String.valueOf(value)) + ", events=" + events + "]";
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
            return "Retry[cause=" + Text.describe(cause) + ", notBefore=" + notBefore + "]";
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
            return "PermanentFailure[cause=" + Text.describe(cause) + "]";
        }
    }
}
