/** The rules for events, a table for each choice; exported to the validation module alone. */
@NullMarked
package io.dispatchframework.events.event.internal;

import org.jspecify.annotations.NullMarked;
