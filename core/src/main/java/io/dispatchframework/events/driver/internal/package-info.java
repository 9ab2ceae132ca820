/**
 * The rules for event drivers and their types, and the supervisor that runs them; exported to the validation module alone.
 */
@NullMarked
package io.dispatchframework.events.driver.internal;

import org.jspecify.annotations.NullMarked;
