/**
 * Where time comes from: a {@link io.dispatchframework.events.time.TimeSource} tells it and calls back when it has passed.
 *
 * <p>Nothing in the library reads a clock of its own, so a test can drive all of it by hand.
 */
@NullMarked
package io.dispatchframework.events.time;

import org.jspecify.annotations.NullMarked;
