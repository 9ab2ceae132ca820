/**
 * What helps to test: contracts for SPI implementations, as JUnit classes to extend, and time and threads by hand.
 *
 * <p>To try an event driver of your own, extend {@link io.dispatchframework.events.testkit.EventDriverContract} in your
 * tests. To try a subscription store, extend
 * {@link io.dispatchframework.events.testkit.SubscriptionStoreContract}. To test code that waits, give it
 * a {@link io.dispatchframework.events.testkit.ManualTime} and a
 * {@link io.dispatchframework.events.testkit.ManualExecutor}.
 */
@NullMarked
package io.dispatchframework.events.testkit;

import org.jspecify.annotations.NullMarked;
