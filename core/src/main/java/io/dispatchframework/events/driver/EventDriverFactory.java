package io.dispatchframework.events.driver;

import io.dispatchframework.events.event.Violation;
import java.util.List;

/**
 * Makes event drivers of one implementation; given to the event manager's builder by a name, which
 * {@linkplain EventDriverType#implementation() types} refer to.
 *
 * <pre>{@code
 * final class Thermometer implements EventDriverFactory {
 *
 *     public List<SettingSpec> settings() {
 *         return List.of(SettingSpec.of("device", Kind.PATH, "the sensor's file").asRequired());
 *     }
 *
 *     public RunningDriver start(DriverContext context) throws Exception {
 *         Sensor sensor = Sensor.open(context.settings().path("device"));
 *         context.run("reader", () -> {
 *             while (true) {
 *                 context.sink().emit(context.sink().event("temperature.read").data(sensor.await()).build());
 *             }
 *         });
 *         return sensor::close;
 *     }
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> One factory serves many drivers: its methods are called by many threads at once, for different
 * drivers. Each run of a driver has a thread of its own, on which it is started and stopped; the supervisor holds no
 * lock meanwhile, so that a driver that hangs harms no other.
 *
 * <p><b>Failure.</b> What {@link #start} throws, an {@link Error} too, is the reason in the driver's status; it is
 * started again later, with growing delays. No two runs of a driver overlap, unless the former was abandoned.
 *
 * @since 0.1
 */
public interface EventDriverFactory {

    /**
     * Declares the settings that drivers of this implementation have; called once, when the manager is built.
     *
     * @return the settings, each name once
     */
    List<SettingSpec> settings();

    /**
     * Checks what the declarations cannot say, such as a range; must not block nor open anything.
     *
     * @param settings settings that are as they were declared
     * @return what is wrong with them, with no secret in it; the default has nothing to add
     */
    default List<Violation> violations(DriverSettings settings) {
        return List.of();
    }

    /**
     * Starts a driver, and returns when it works.
     *
     * <p>Called on a thread of this run's own. May block, for as long as the supervisor's limit (30 seconds), after which
     * it is interrupted and abandoned; it is interrupted as well if the driver is to stop meanwhile. Must not go on
     * with the driver's work on this thread, but on {@linkplain DriverContext#run those of the context}.
     *
     * @param context what the driver works with
     * @return the running driver
     * @throws Exception if it cannot work; it must have let go of what it had opened
     */
    RunningDriver start(DriverContext context) throws Exception;

    /**
     * Returns the implementation of a clock: an event of type {@code ticker.tick} again and again.
     *
     * <p>Its one setting is {@code every}, the time between two ticks in seconds or as an ISO-8601 duration, at least a
     * millisecond. The payload is JSON: {@code tick} counts from 1 since the start of the driver, {@code time} is when it
     * was due, and {@code missed} how many were left out just before it because the manager had no room in time: ticks
     * never pile up.
     *
     * @return the factory
     */
    static EventDriverFactory ticker() {
        return new Ticker();
    }
}
