/**
 * The base of every exception that the library throws, and the exceptions that belong to no particular subject.
 *
 * <p>The others are next to their subject: an invalid event with the event, a conflict with the store.
 */
@NullMarked
package io.dispatchframework.events.error;

import org.jspecify.annotations.NullMarked;
