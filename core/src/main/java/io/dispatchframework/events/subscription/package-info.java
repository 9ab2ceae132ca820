/**
 * Subscriptions: which events go to which function, kept as data in a
 * {@link io.dispatchframework.events.subscription.SubscriptionStore}.
 *
 * <p>{@link io.dispatchframework.events.subscription.Subscription} says what goes where;
 * {@link io.dispatchframework.events.subscription.DeliveryPolicy} says how: attempts, time-outs, bounds,
 * {@linkplain io.dispatchframework.events.subscription.Order order} and pause.
 */
@NullMarked
package io.dispatchframework.events.subscription;

import org.jspecify.annotations.NullMarked;
