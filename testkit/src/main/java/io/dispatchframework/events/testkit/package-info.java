/**
 * Support for tests: contracts for SPI implementations, as JUnit classes to extend, and a manual time source and executor.
 *
 * <p>To test an implementation of your own, extend its contract in your tests:
 * {@link io.dispatchframework.events.testkit.SubscriptionStoreContract} for a subscription store,
 * {@link io.dispatchframework.events.testkit.DeliveryEngineContract} for a delivery engine,
 * {@link io.dispatchframework.events.testkit.EventDriverContract} for an event driver. To test code that waits, give it
 * a {@link io.dispatchframework.events.testkit.ManualTime} and a
 * {@link io.dispatchframework.events.testkit.ManualExecutor}; to test a function by itself, a
 * {@link io.dispatchframework.events.testkit.ManualFunctionCall}.
 */
@NullMarked
package io.dispatchframework.events.testkit;

import org.jspecify.annotations.NullMarked;
