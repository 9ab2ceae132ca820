/**
 * Event drivers that need more of the JDK than its base: the events of the flight recorder.
 *
 * <p>Start at {@link io.dispatchframework.events.drivers.FlightRecorderDriver}.
 */
@NullMarked
package io.dispatchframework.events.drivers;

import org.jspecify.annotations.NullMarked;
