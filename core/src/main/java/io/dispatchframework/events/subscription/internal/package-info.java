/**
 * The rules for subscriptions, and the index that finds those which match an event; exported to the validation module
 * alone.
 */
@NullMarked
package io.dispatchframework.events.subscription.internal;

import org.jspecify.annotations.NullMarked;
