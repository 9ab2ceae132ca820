/**
 * The base of every exception that the library throws, and the kinds that belong to no one subject.
 *
 * <p>Each other kind lives with its subject: an invalid event with the event, a conflict with the store.
 */
@NullMarked
package io.dispatchframework.events.error;

import org.jspecify.annotations.NullMarked;
