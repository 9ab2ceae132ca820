/**
 * Event drivers that need more of the JDK than its base.
 *
 * <p>Start at {@link io.dispatchframework.events.drivers.FlightRecorderDriver}; those that need no more are made by
 * {@link io.dispatchframework.events.driver.EventDriverFactory} in core.
 */
module io.dispatchframework.events.drivers {
    requires transitive io.dispatchframework.events;
    requires jdk.jfr;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    exports io.dispatchframework.events.drivers;
}
