package io.dispatchframework.events.delivery;

import java.time.Duration;
import java.util.Objects;

/**
 * What becomes of a delivery after an attempt.
 *
 * @since 0.1
 */
public sealed interface Settlement {

    /** The delivery has come to its end, and the engine forgets it. */
    record Done() implements Settlement {}

    /**
     * The delivery is to be tried again.
     *
     * @param delay how long to wait at least, from now
     * @param why what went wrong
     */
    record Retry(Duration delay, Failure why) implements Settlement {
        /**
         * Checks the parts.
         *
         * @throws IllegalArgumentException if the delay is negative
         */
        public Retry {
            Objects.requireNonNull(delay, "delay");
            Objects.requireNonNull(why, "why");
            if (delay.isNegative()) {
                throw new IllegalArgumentException("delay must not be negative, was " + delay);
            }
        }
    }

    /**
     * The delivery has failed for good, and the engine forgets it.
     *
     * @param why what went wrong
     */
    record Dead(Failure why) implements Settlement {
        /** Checks for nulls. */
        public Dead {
            Objects.requireNonNull(why, "why");
        }
    }

    /** The handler could not take the attempt: it is not charged, and the engine offers the delivery again. */
    record Release() implements Settlement {}

    /**
     * The delivery has to wait, for nobody knows how long: the attempt is not charged, and the engine keeps the delivery
     * until {@link EngineHandle#offerHeld}.
     */
    record Hold() implements Settlement {}
}
