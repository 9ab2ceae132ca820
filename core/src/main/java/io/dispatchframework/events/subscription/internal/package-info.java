/** The rules for subscriptions, and the index that finds those which match an event; not exported. */
@NullMarked
package io.dispatchframework.events.subscription.internal;

import org.jspecify.annotations.NullMarked;
