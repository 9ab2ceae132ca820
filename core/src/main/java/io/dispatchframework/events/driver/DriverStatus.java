package io.dispatchframework.events.driver;

import java.time.Instant;

/**
 * The state of an event driver in this process, at one moment.
 *
 * <p>It is observed, not stored: the stored driver says what should be, and the manager that runs it knows what is. A stored
 * status would be wrong once its process has died, and each write of it would be a new revision, so that every client's
 * update would run into a conflict.
 *
 * <p>A snapshot: immutable and safe to share between threads. Implement it in tests only: later
 * versions may add methods.
 *
 * @since 0.1
 */
public interface DriverStatus {

    /** {@return the driver's name} */
    String driverName();

    /** {@return where the driver is in its life} */
    State state();

    /** {@return why the driver is not well, for people; {@code ""} if all is well} */
    String reason();

    /** {@return when the driver came into its state} */
    Instant since();

    /** {@return how often the driver was started again after a failure, since this manager has known it} */
    int restarts();

    /** {@return how many runs of the driver hung in a start or stop and were given up} */
    int abandoned();

    /** {@return how many of the driver's events were taken} */
    long accepted();

    /** {@return how many of the driver's events were refused: for want of room, or since the manager or its engine failed} */
    long refused();

    /** {@return how many of the driver's events broke rules} */
    long invalid();

    /** Where a driver is in its life. */
    enum State {
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
