/**
 * Event drivers: sources of events that the manager starts, watches and stops.
 *
 * <p>To use one, keep an {@link io.dispatchframework.events.driver.EventDriverType} and an
 * {@link io.dispatchframework.events.driver.EventDriver} in their stores, through the manager. To write one, begin at
 * {@link io.dispatchframework.events.driver.EventDriverFactory}.
 */
@NullMarked
package io.dispatchframework.events.driver;

import org.jspecify.annotations.NullMarked;
