/** The rules for events, in one table; exported to the validation module alone. */
@NullMarked
package io.dispatchframework.events.event.internal;

import org.jspecify.annotations.NullMarked;
