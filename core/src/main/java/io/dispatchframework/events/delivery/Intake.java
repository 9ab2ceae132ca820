package io.dispatchframework.events.delivery;

import io.dispatchframework.events.time.TimeSource;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * The resources that an engine runs with: its threads, its time, and its bound on concurrent attempts.
 *
 * @param executor runs the handler; not shut down by the engine
 * @param time tells the time and drives the timers
 * @param maxInFlight how many attempts may be under way at once, at least 1
 * @since 0.1
 */
public record Intake(Executor executor, TimeSource time, int maxInFlight) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the bound is below 1
     */
    public Intake {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(time, "time");
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight must be at least 1, was " + maxInFlight);
        }
    }
}
