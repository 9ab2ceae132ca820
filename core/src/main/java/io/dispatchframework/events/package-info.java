/**
 * The front door: build an {@link io.dispatchframework.events.EventManager}, keep subscriptions, emit events, and see
 * what became of each delivery.
 *
 * <pre>{@code
 * try (EventManager events = EventManager.builder()
 *         .validator(BeanEventValidator.create())
 *         .subscriptionStore(MemorySubscriptionStore.create())
 *         .functions(FunctionRegistry.create()
 *                 .register("welcome", call -> "Hello, " + call.event().data()))
 *         .build()) {
 *
 *     events.subscriptions().create(Subscription.builder("welcome-new-users")
 *             .eventType("user.created")
 *             .functionName("welcome")
 *             .build());
 *
 *     events.emit("user.created", "{\"name\":\"Jon\"}")
 *             .await(Duration.ofSeconds(5))
 *             .forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>{@code BeanEventValidator} comes from the artifact {@code dispatch-events-validation},
 * {@code MemorySubscriptionStore} from {@code dispatch-events-memory-store}. From here on:
 *
 * <ul>
 *   <li>{@link io.dispatchframework.events.event} has the event itself, its JSON form, and the validator SPI;
 *   <li>{@link io.dispatchframework.events.subscription} has what is subscribed to, and how it is delivered;
 *   <li>{@link io.dispatchframework.events.function} has the functions, and the SPI to reach others;
 *   <li>{@link io.dispatchframework.events.delivery} has the outcomes, and the SPI of the engine;
 *   <li>{@link io.dispatchframework.events.driver} has the sources of events that the manager runs by itself, and the SPI
 *       to write one;
 *   <li>{@link io.dispatchframework.events.store} has the SPI of the stores, and what may go wrong there;
 *   <li>{@link io.dispatchframework.events.time} has where time comes from, and {@link io.dispatchframework.events.error}
 *       the base of all exceptions.
 * </ul>
 */
@NullMarked
package io.dispatchframework.events;

import org.jspecify.annotations.NullMarked;
