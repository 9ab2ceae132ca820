/**
 * Subscriptions: which events go to which function, kept as data in a
 * {@link io.dispatchframework.events.subscription.SubscriptionStore}.
 */
@NullMarked
package io.dispatchframework.events.subscription;

import org.jspecify.annotations.NullMarked;
