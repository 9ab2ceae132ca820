package io.dispatchframework.events.driver;

import io.dispatchframework.events.time.TimeSource;
import java.util.concurrent.ThreadFactory;

/**
 * What one run of an event driver works with.
 *
 * <p>Safe to share between threads. Once the run is over (stopped, failed or abandoned) the sink is closed, and every
 * other method does nothing.
 *
 * @since 0.1
 */
public interface DriverContext {

    /**
     * Returns the driver's name.
     *
     * @return the name
     */
    String driverName();

    /**
     * Returns the name of the driver's type.
     *
     * @return the name
     */
    String typeName();

    /**
     * Returns the settings: the driver's own over those of its type over the declared defaults, all checked.
     *
     * @return the settings
     */
    DriverSettings settings();

    /**
     * Returns where the driver puts its events.
     *
     * @return the sink of this run
     */
    EventSink sink();

    /**
     * Returns the manager's time; a driver should have no other, so that it can be tested.
     *
     * @return the time source; its timers must not block, not even to emit
     */
    TimeSource time();

    /**
     * Runs work on a daemon thread of its own, named after the driver, which is interrupted when the driver stops.
     *
     * <p>What the work throws before that fails the driver, as {@link #failed} does; to return is fine.
     *
     * @param name what the thread does, for its name
     * @param work the work
     */
    void run(String name, Work work);

    /**
     * Returns a factory of such threads, for a part that wants to make its own.
     *
     * @return makes daemon threads that are interrupted when the driver stops; what is run on one and throws fails the
     *     driver
     */
    ThreadFactory threads();

    /**
     * Tells that the driver cannot go on: it is stopped, and started again later.
     *
     * @param why the reason, shown in the status; the first one counts
     */
    void failed(Throwable why);

    /**
     * Tells that the driver goes on, but not well; shown in the status until {@link #healthy()} or another reason.
     *
     * @param reason what is not well, with no secret in it
     */
    void degraded(String reason);

    /** Tells that the driver is well again after {@link #degraded}. */
    void healthy();

    /** Work of a driver. */
    @FunctionalInterface
    interface Work {

        /**
         * Does it.
         *
         * @throws Exception if the driver cannot go on
         */
        void run() throws Exception;
    }
}
