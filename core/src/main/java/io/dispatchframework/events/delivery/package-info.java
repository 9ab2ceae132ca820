/**
 * Deliveries: one event for one subscription, from the queue to its outcome.
 *
 * <p>{@link io.dispatchframework.events.delivery.DeliveryOutcome} is what a caller sees; a
 * {@link io.dispatchframework.events.delivery.DeliveryEngine} is what carries the deliveries there.
 */
@NullMarked
package io.dispatchframework.events.delivery;

import org.jspecify.annotations.NullMarked;
