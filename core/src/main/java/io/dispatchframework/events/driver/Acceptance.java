package io.dispatchframework.events.driver;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.internal.Nulls;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What became of events that a driver handed to its {@link EventSink}: all of them were taken, or none.
 *
 * @since 0.1
 */
public sealed interface Acceptance {

    /** The events were taken: the engine has a delivery for every subscription that matched. */
    final class Accepted implements Acceptance {

        private final Supplier<? extends CompletionStage<List<DeliveryOutcome>>> completion;

        /**
         * Makes the answer.
         *
         * @param completion gives the stage of {@link #completion()}, once for each time it is asked for
         */
        public Accepted(Supplier<? extends CompletionStage<List<DeliveryOutcome>>> completion) {
            this.completion = Objects.requireNonNull(completion, "completion");
        }

        /**
         * Tells when every delivery of these events has come to its end, so that a source can remember how far it came.
         *
         * @return a stage of the outcomes in the order of the events, empty where nothing matched; it never ends
         *     exceptionally, and runs what is attached to it on the thread that ends the last delivery
         */
        public CompletionStage<List<DeliveryOutcome>> completion() {
            return completion.get();
        }

        @Override
        public String toString() {
            return "Accepted";
        }
    }

    /**
     * The events were not taken for now: there was no room, or something failed. The same ones may be taken later, so a
     * source that can wait offers them again.
     *
     * @param reason why they were not taken
     * @param retryAfter when to try again, at the soonest; {@code null} if nobody knows
     * @param failed {@code false} if there was no room, and none of them was taken; {@code true} if the manager or its
     *     engine failed or was interrupted, so that some may have been taken all the same, and it may be for people to mend
     */
    record Refused(String reason, @Nullable Duration retryAfter, boolean failed) implements Acceptance {
        /** Checks for nulls. */
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }

        /**
         * Makes the answer that there was no room.
         *
         * @param reason why they were not taken
         * @param retryAfter when to try again, at the soonest; {@code null} if nobody knows
         */
        public Refused(String reason, @Nullable Duration retryAfter) {
            this(reason, retryAfter, false);
        }
    }

    /**
     * An event breaks rules; to try it again is of no use.
     *
     * @param index which of the events it is, from 0; it is the first such one
     * @param violations all that is wrong with it
     */
    record Invalid(int index, List<Violation> violations) implements Acceptance {
        /** Checks for nulls. */
        public Invalid {
            violations = Nulls.copyOf(violations, "violations");
        }
    }

    /** The driver has been stopped, or the manager closed: nothing is taken any more. */
    record Closed() implements Acceptance {}

    /**
     * Tells whether the events were taken.
     *
     * @return {@code true} for {@link Accepted} alone
     */
    default boolean isAccepted() {
        return this instanceof Accepted;
    }
}
