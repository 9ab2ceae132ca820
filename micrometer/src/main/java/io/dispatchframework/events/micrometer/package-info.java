/**
 * Meters and observations of an event manager, for Micrometer.
 *
 * <p>Three parts, each usable on its own:
 *
 * <pre>{@code
 * EventManager events = EventManager.builder()
 *         .functions(ObservedFunctionInvoker.create(functions, observations))  // a timer and a span per attempt
 *         .listener(DeliveryMetrics.create(meters))                            // outcomes by function and subscription
 *         ...
 *         .build();
 * EventManagerMetrics.create(events).bindTo(meters);                           // totals, gauges, health
 * }</pre>
 *
 * <p>{@link io.dispatchframework.events.micrometer.TracedEvents} puts the emitter's trace into an event, and the observed
 * invoker continues it where the function runs, even in another process.
 *
 * <table>
 * <caption>The meters; each may carry tags of the host's own besides</caption>
 * <thead>
 * <tr><th>name</th><th>kind</th><th>tags</th><th>what it says</th></tr>
 * </thead>
 * <tbody>
 * <tr><td colspan="4">{@link io.dispatchframework.events.micrometer.EventManagerMetrics}, from {@code
 *     EventManager.statistics()}</td></tr>
 * <tr><td>{@code dispatch.events.emitted}</td><td>counter</td><td></td><td>events emitted, duplicates included</td></tr>
 * <tr><td>{@code dispatch.events.duplicates}</td><td>counter</td><td></td><td>events recognised as seen before</td></tr>
 * <tr><td>{@code dispatch.events.matched}</td><td>counter</td><td></td><td>deliveries made</td></tr>
 * <tr><td>{@code dispatch.events.ended}</td><td>counter</td><td>{@code outcome}</td><td>deliveries that came to their end:
 *     {@code done}, {@code dead}, {@code refused}, {@code cancelled}, {@code skipped}, {@code handed-over}</td></tr>
 * <tr><td>{@code dispatch.events.attempts}</td><td>counter</td><td></td><td>attempts started</td></tr>
 * <tr><td>{@code dispatch.events.retries}</td><td>counter</td><td></td><td>attempts that failed and were followed by
 *     another</td></tr>
 * <tr><td>{@code dispatch.events.timeouts}</td><td>counter</td><td></td><td>attempts given up after a time-out</td></tr>
 * <tr><td>{@code dispatch.events.late.ends}</td><td>counter</td><td></td><td>attempts that were given up and ended after
 *     all</td></tr>
 * <tr><td>{@code dispatch.events.ignored.settlements}</td><td>counter</td><td></td><td>settlements that came too
 *     late</td></tr>
 * <tr><td>{@code dispatch.events.dead.letters.dropped}</td><td>counter</td><td></td><td>dead letters that had to leave
 *     their store</td></tr>
 * <tr><td>{@code dispatch.events.pending}</td><td>gauge</td><td></td><td>deliveries that have not ended yet: matched less
 *     ended</td></tr>
 * <tr><td>{@code dispatch.events.running}</td><td>gauge</td><td></td><td>attempts under way, abandoned ones
 *     included</td></tr>
 * <tr><td>{@code dispatch.events.abandoned}</td><td>gauge</td><td></td><td>attempts that were given up and still
 *     run</td></tr>
 * <tr><td>{@code dispatch.events.healthy}</td><td>gauge</td><td></td><td>1 if {@code EventManager.health()} knows no
 *     problem, else 0</td></tr>
 * <tr><td colspan="4">{@link io.dispatchframework.events.micrometer.DeliveryMetrics}</td></tr>
 * <tr><td>{@code dispatch.events.deliveries}</td><td>counter</td><td>{@code outcome}, {@code function}, {@code
 *     subscription}</td><td>deliveries that came to their end; summed up the same as {@code
 *     dispatch.events.ended}</td></tr>
 * <tr><td colspan="4">{@link io.dispatchframework.events.micrometer.ObservedFunctionInvoker}, by way of Micrometer's {@code
 *     DefaultMeterObservationHandler}</td></tr>
 * <tr><td>{@code dispatch.events.attempt}</td><td>timer</td><td>{@code outcome}, {@code function}, {@code subscription},
 *     {@code error}</td><td>how long functions ran; the outcome is {@code success}, {@code failure} (worth retrying) or
 *     {@code permanent-failure}</td></tr>
 * <tr><td>{@code dispatch.events.attempt.active}</td><td>long task timer</td><td>{@code
 *     outcome} (always {@code unknown}), {@code function}, {@code subscription}</td><td>attempts under way and since
 *     when</td></tr>
 * <tr><td>{@code dispatch.events.publish}</td><td>timer</td><td>{@code error}</td><td>traces put into events by {@link
 *     io.dispatchframework.events.micrometer.TracedEvents}</td></tr>
 * <tr><td>{@code dispatch.events.publish.active}</td><td>long task timer</td><td></td><td>those under way</td></tr>
 * </tbody>
 * </table>
 *
 * <p>The number of time series is bounded: the first 1,000 pairs of function and subscription are told apart; after that the
 * subscription is {@code other}, and after 1,000 functions the function too. A pair keeps its place when its subscription is
 * deleted, and a subscription that is created again goes on in its series; where subscriptions come and go under ever new
 * names, look at the function. The event type is not a tag, since it comes from outside.
 */
@NullMarked
package io.dispatchframework.events.micrometer;

import org.jspecify.annotations.NullMarked;
