package io.dispatchframework.events.driver;

import io.dispatchframework.events.internal.Text;
import java.time.Instant;
import java.util.Objects;

/**
 * The state of an event driver in this process, at one moment.
 *
 * <p>It is observed, not stored: the stored driver says what should be, and the manager that runs it knows what is. A stored
 * status would be wrong once its process has died, and each write of it would be a new revision, so that every client's
 * update would run into a conflict.
 *
 * @param driverName the driver's name
 * @param state where it is in its life
 * @param reason why it is not well, for people; {@code ""} if all is well
 * @param since when it came into that state
 * @param restarts how often it was started again after a failure, since it is known to this manager
 * @param abandoned how many of its runs hung in a start or stop and were given up
 * @param accepted how many of its events were taken
 * @param refused how many were refused: for want of room, or since the manager or its engine failed
 * @param invalid how many broke rules
 * @since 0.1
 */
public record DriverStatus(
        String driverName,
        State state,
        String reason,
        Instant since,
        int restarts,
        int abandoned,
        long accepted,
        long refused,
        long invalid) {

    /** Checks for nulls. */
    public DriverStatus {
        Objects.requireNonNull(driverName, "driverName");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(since, "since");
    }

    @Override
    public String toString() {
        return Text.escape(driverName) + " " + state + (reason.isEmpty() ? "" : ": " + Text.escape(reason)) + " ("
                + accepted + " accepted, " + refused + " refused, " + invalid + " invalid, " + restarts + " restarts)";
    }

    /** Where a driver is in its life. */
    public enum State {
        /** It is being started for the first time. */
        CREATING,
        /** It works. */
        READY,
        /** Its settings, or those of its type, have changed; it is stopped, and started with the new ones. */
        UPDATING,
        /** It does not work, for the reason that is given; unless that is for the host to mend, it is tried again. */
        ERROR,
        /** It was deleted, or the manager is closing, but it has not stopped yet. */
        DELETING
    }
}
