/**
 * The entry point: build an {@link io.dispatchframework.events.EventManager}, manage subscriptions, emit events, and see
 * the outcome of each delivery.
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
 * {@code MemorySubscriptionStore} from {@code dispatch-events-memory-store}. The other packages:
 *
 * <ul>
 *   <li>{@link io.dispatchframework.events.event}: the event itself, its JSON formats, and the validator SPI;
 *   <li>{@link io.dispatchframework.events.subscription}: subscriptions, and the policy by which they are delivered;
 *   <li>{@link io.dispatchframework.events.function}: functions in this JVM, and the SPI to call others;
 *   <li>{@link io.dispatchframework.events.delivery}: outcomes and dead letters, and the SPI of the delivery engine;
 *   <li>{@link io.dispatchframework.events.driver}: sources of events that the manager runs itself, and the SPI to write
 *       one;
 *   <li>{@link io.dispatchframework.events.store}: the SPI of the stores, and their exceptions;
 *   <li>{@link io.dispatchframework.events.time}: where time comes from; {@link io.dispatchframework.events.error}: the
 *       base of all exceptions.
 * </ul>
 */
@NullMarked
package io.dispatchframework.events;

import org.jspecify.annotations.NullMarked;
