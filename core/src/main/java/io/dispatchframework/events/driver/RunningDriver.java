package io.dispatchframework.events.driver;

/**
 * An event driver that has been started.
 *
 * @since 0.1
 */
public interface RunningDriver {

    /**
     * Stops the driver and lets go of what it holds.
     *
     * <p>Called once, on the thread that started the driver, by which it must be done within the supervisor's limit
     * (10 seconds): after that the thread is interrupted and the driver abandoned. Until this method returns the sink
     * still takes events; afterwards it is closed, and the threads of {@link DriverContext#threads()} are interrupted,
     * so there is no need to wait for them here. The driver counts as stopped when they have ended.
     *
     * @throws Exception if it cannot stop in good order; it is logged, and the driver counts as stopped all the same
     */
    void stop() throws Exception;
}
