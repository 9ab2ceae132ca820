package io.dispatchframework.events.delivery;

import java.time.Duration;
import java.util.Objects;

/**
 * What happens to a delivery after an attempt.
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
     * @param leavesLane whether those behind it in its lane go on meanwhile, and it joins their end when the delay is
     *     over; otherwise they wait for it. Without a meaning for a delivery without a lane
     */
    record Retry(Duration delay, Failure why, boolean leavesLane) implements Settlement {
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

        /**
         * Makes a settlement by which those behind in the lane wait.
         *
         * @param delay how long to wait at least, from now
         * @param why what went wrong
         * @throws IllegalArgumentException if the delay is negative
         */
        public Retry(Duration delay, Failure why) {
            this(delay, why, false);
        }
    }

    /**
     * The delivery has failed for good, and the engine forgets it.
     *
     * @param why what went wrong
     * @param takesLane whether those that stand behind it in its lane now are to die with it: each is handed out with
     *     {@link Attempt#takenAlong}
     */
    record Dead(Failure why, boolean takesLane) implements Settlement {
        /** Checks for nulls. */
        public Dead {
            Objects.requireNonNull(why, "why");
        }

        /**
         * Makes a settlement that concerns nobody else.
         *
         * @param why what went wrong
         */
        public Dead(Failure why) {
            this(why, false);
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
