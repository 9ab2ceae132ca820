/**
 * Deliveries: one event for one subscription, from the queue to its outcome.
 *
 * <p>For everybody: {@link io.dispatchframework.events.delivery.DeliveryOutcome} says how a delivery ended,
 * {@link io.dispatchframework.events.delivery.DeadLetter} keeps one that failed, and a
 * {@link io.dispatchframework.events.delivery.DeliveryListener} hears of each.
 *
 * <p>For those who write an engine, which carries deliveries from the emission to the function: begin at
 * {@link io.dispatchframework.events.delivery.DeliveryEngine}. For a store of dead letters:
 * {@link io.dispatchframework.events.delivery.DeadLetterStore}.
 */
@NullMarked
package io.dispatchframework.events.delivery;

import org.jspecify.annotations.NullMarked;
