package io.dispatchframework.events.delivery;

import io.dispatchframework.events.internal.Text;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a delivery, as seen by this process.
 *
 * <p>It is set once, when the delivery first ends, and never changes; until then it is {@link Pending}. Immutable, and safe to
 * share between threads if the value of {@link Done} and the cause of {@link Dead} are.
 *
 * <p>Later versions may add components to a kind: read it by its accessors rather than by a record pattern.
 *
 * @since 0.1
 */
public sealed interface DeliveryOutcome {

    /**
     * Returns the subscription that the event matched.
     *
     * @return its name
     */
    String subscriptionName();

    /**
     * Returns the function that the subscription named, at the last attempt or else at the emission.
     *
     * @return its name
     */
    String functionName();

    /**
     * Returns how often the function was tried.
     *
     * @return the number of attempts, 0 if it never ran
     */
    int attempts();

    /**
     * Tells whether the function has done its work.
     *
     * @return {@code true} for {@link Done} alone
     */
    default boolean isDone() {
        return this instanceof Done;
    }

    /**
     * Returns what the function returned, whatever the kind of outcome.
     *
     * @param type what it is to be
     * @param <T> its type
     * @return the value of {@link Done}; empty where that is {@code null}, and for every other outcome
     * @throws ClassCastException if the value is something else
     */
    default <T> Optional<T> valueAs(Class<T> type) {
        Objects.requireNonNull(type, "type");
        Object value = this instanceof Done done ? done.value() : null;
        if (value != null && !type.isInstance(value)) {
            throw new ClassCastException("the value of " + DeliveryOutcomes.describe(this, "done") + " is a "
                    + value.getClass().getName() + ", not a " + type.getName());
        }
        return Optional.ofNullable(type.cast(value));
    }

    /**
     * Returns why the function has not done its work, whatever the kind of outcome.
     *
     * @return the failure of {@link Dead}; the reason of {@link Refused}, {@link Cancelled} and {@link Skipped}, without
     *     a cause; empty for {@link Done}, and where the end is not known here
     */
    default Optional<Failure> whyNotDone() {
        if (this instanceof Dead dead) {
            return Optional.of(dead.failure());
        }
        if (this instanceof Refused refused) {
            return Optional.of(new Failure(refused.reason(), null));
        }
        if (this instanceof Cancelled cancelled) {
            return Optional.of(new Failure(cancelled.reason(), null));
        }
        if (this instanceof Skipped skipped) {
            return Optional.of(new Failure(skipped.reason(), null));
        }
        return Optional.empty();
    }

    /**
     * The function has done its work.
     *
     * @param subscriptionName the subscription
     * @param functionName the function
     * @param attempts how often it was tried
     * @param value what it returned, or {@code null}
     */
    record Done(
            String subscriptionName,
            String functionName,
            int attempts,
            @Nullable Object value) implements DeliveryOutcome {
        /** Checks for nulls. */
        public Done {
            Objects.requireNonNull(subscriptionName, "subscriptionName");
            Objects.requireNonNull(functionName, "functionName");
        }

        @Override
        public String toString() {
            return DeliveryOutcomes.describe(this, "done") + (value == null ? "" : ": " + Text.describe(value));
        }
    }

    /**
     * The function failed for good, or once too often.
     *
     * @param subscriptionName the subscription
     * @param functionName the function
     * @param attempts how often it was tried
     * @param failure the last failure
     */
    record Dead(String subscriptionName, String functionName, int attempts, Failure failure)
            implements DeliveryOutcome {
        /** Checks for nulls. */
        public Dead {
            Objects.requireNonNull(subscriptionName, "subscriptionName");
            Objects.requireNonNull(functionName, "functionName");
            Objects.requireNonNull(failure, "failure");
        }

        @Override
        public String toString() {
            return DeliveryOutcomes.describe(this, "dead") + ": " + failure;
        }
    }

    /**
     * It was not taken, or not kept: there was no room, or the engine failed or was closed.
     *
     * @param subscriptionName the subscription
     * @param functionName the function
     * @param attempts how often it was tried
     * @param reason why, such as which bound was reached
     */
    record Refused(String subscriptionName, String functionName, int attempts, String reason)
            implements DeliveryOutcome {
        /** Checks for nulls. */
        public Refused {
            Objects.requireNonNull(subscriptionName, "subscriptionName");
            Objects.requireNonNull(functionName, "functionName");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String toString() {
            return DeliveryOutcomes.describe(this, "refused") + ": " + Text.escape(reason);
        }
    }

    /**
     * It was called off: the subscription is gone, or the manager was closed.
     *
     * @param subscriptionName the subscription
     * @param functionName the function
     * @param attempts how often it was tried
     * @param reason why it was called off
     */
    record Cancelled(String subscriptionName, String functionName, int attempts, String reason)
            implements DeliveryOutcome {
        /** Checks for nulls. */
        public Cancelled {
            Objects.requireNonNull(subscriptionName, "subscriptionName");
            Objects.requireNonNull(functionName, "functionName");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String toString() {
            return DeliveryOutcomes.describe(this, "cancelled") + ": " + Text.escape(reason);
        }
    }

    /**
     * It was left out, because the subscription is paused and its policy is to skip.
     *
     * @param subscriptionName the subscription
     * @param functionName the function
     * @param attempts how often it was tried
     * @param reason why it was left out
     */
    record Skipped(String subscriptionName, String functionName, int attempts, String reason)
            implements DeliveryOutcome {
        /** Checks for nulls. */
        public Skipped {
            Objects.requireNonNull(subscriptionName, "subscriptionName");
            Objects.requireNonNull(functionName, "functionName");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String toString() {
            return DeliveryOutcomes.describe(this, "skipped") + ": " + Text.escape(reason);
        }
    }

    /**
     * This process will not see its end: the engine has kept it, and another node or a later run finishes it.
     *
     * @param subscriptionName the subscription
     * @param functionName the function
     * @param attempts how often it was tried here
     */
    record HandedOver(String subscriptionName, String functionName, int attempts) implements DeliveryOutcome {
        /** Checks for nulls. */
        public HandedOver {
            Objects.requireNonNull(subscriptionName, "subscriptionName");
            Objects.requireNonNull(functionName, "functionName");
        }

        @Override
        public String toString() {
            return DeliveryOutcomes.describe(this, "handed over");
        }
    }

    /**
     * It has not come to an end yet.
     *
     * @param subscriptionName the subscription
     * @param functionName the function
     * @param attempts how often it was tried so far
     */
    record Pending(String subscriptionName, String functionName, int attempts) implements DeliveryOutcome {
        /** Checks for nulls. */
        public Pending {
            Objects.requireNonNull(subscriptionName, "subscriptionName");
            Objects.requireNonNull(functionName, "functionName");
        }

        @Override
        public String toString() {
            return DeliveryOutcomes.describe(this, "pending");
        }
    }
}
