package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.InvalidEventException;
import io.dispatchframework.events.event.MalformedJsonException;
import java.util.Collection;
import java.util.List;

/**
 * Connects events to functions through subscriptions: every function whose subscription matches an event is executed,
 * and the caller can see the outcome of each delivery.
 *
 * <pre>{@code
 * events.subscriptions().create(
 *         Subscription.builder("welcome-new-users").eventType("user.created").functionName("welcome").build());
 *
 * events.emit("user.created", "{\"name\":\"Jon\"}").await(Duration.ofSeconds(5)).forEach(System.out::println);
 * }</pre>
 *
 * <p>Made by {@link #builder()}. Safe to share between threads; an application usually needs one. No method takes or returns
 * {@code null}.
 *
 * <p>An interface so that containers can put a proxy around it. Do not implement it otherwise, except in tests: later
 * versions may add methods. The same goes for the interfaces that its methods return.
 *
 * @since 0.1
 */
public interface EventManager extends AutoCloseable {

    /**
     * Starts building an event manager.
     *
     * @return an empty builder
     */
    static EventManagerBuilder builder() {
        return new EventManagerBuilder();
    }

    /**
     * Emits an event: validates it, finds the subscriptions that match, and hands one delivery for each to the engine.
     *
     * <p>Returns when the engine has them, not when the functions have run. An event that no subscription matches is a
     * normal, visible result. Overload is no exception either: every delivery then ends as refused.
     *
     * <p><b>Blocking.</b> If the engine is full, waits for room as long as the engine allows: the one in memory up to 10
     * seconds, unless it was built otherwise. Never waits on a thread that runs a function for the engine, or on the one
     * that reports time-outs. An asynchronous function that emits on a thread of its own cannot be told from any other
     * caller: it should use {@link io.dispatchframework.events.function.FunctionCall#emit}, which never waits, or return
     * the event. An interrupt ends the wait, and the thread stays interrupted.
     *
     * <p><b>Guarantees.</b> Every change to a subscription that returned before this call began is seen. Functions run on
     * the executor, at least once for each delivery that is not refused; in the order of emission where the subscription's
     * policy asks for it.
     *
     * <p>The extensions {@code dispatchhops} and {@code dispatchway} end loops of returned events. An event from outside
     * loses them, unless its source is {@linkplain EventManagerBuilder#trustLineage trusted}.
     *
     * <p>Parts that the builder was given and that are asked before anything is matched (the validator, the window of
     * duplicates, the test for trusted lineage) should not throw; what they throw all the same comes through, and nothing was
     * delivered.
     *
     * @param event the event
     * @return the receipt: what matched, and what becomes of it
     * @throws InvalidEventException if the event breaks rules; nothing was matched or delivered
     * @throws ClosedException if the manager is closed
     */
    Emission emit(CloudEvent event);

    /**
     * Emits an event that is no more than a type and a JSON payload; everything else is as {@link CloudEvent#builder}
     * fills it in, and the content type is {@code application/json}.
     *
     * @param eventType what kind of thing has happened
     * @param json the payload, one JSON value
     * @return the receipt
     * @throws MalformedJsonException if the payload is not JSON
     * @throws InvalidEventException if the event breaks rules
     * @throws ClosedException if the manager is closed
     */
    Emission emit(String eventType, String json);

    /**
     * Emits several events, all or none: if one is invalid nothing is emitted, and if there is no room for all of them
     * every delivery of every event is refused.
     *
     * @param events the events, in the order of emission
     * @return a receipt for each, in the same order
     * @throws InvalidEventException if an event breaks rules; it names the first such event and its index
     * @throws ClosedException if the manager is closed
     */
    List<Emission> emitAll(Collection<CloudEvent> events);

    /**
     * Returns the subscriptions, to read and to change them.
     *
     * @return the door to the subscription store; always the same object
     */
    Subscriptions subscriptions();

    /**
     * Returns the types of event drivers, to read and to change them.
     *
     * @return the door to the store of driver types; always the same object
     * @throws IllegalStateException if the manager was built without a store of driver types and one of drivers
     */
    EventDriverTypes driverTypes();

    /**
     * Returns the event drivers, to read and to change them, and to see how each is doing.
     *
     * @return the door to the store of drivers; always the same object
     * @throws IllegalStateException if the manager was built without a store of driver types and one of drivers
     */
    EventDrivers drivers();

    /**
     * Returns the deliveries that failed for good.
     *
     * @return the door to the dead letter store; always the same object
     */
    DeadLetters deadLetters();

    /**
     * Runs no more functions until {@link #resume}, for all subscriptions; for one, see {@link Subscriptions#pause}.
     *
     * <p>Events are still taken in, and their deliveries wait in the engine: once it is full, emitting waits and then ends in
     * refusals, as always. What runs already goes on, and if it fails, its next attempt waits too. A delivery that a thread has
     * just taken may still start after this has returned. Nothing is stored: a manager starts unpaused. One that is closed
     * while it is paused cancels what waits at the end of the grace period.
     *
     * <p>Does not block. Pausing twice is pausing once.
     *
     * @throws ClosedException if the manager is closed
     */
    void pause();

    /**
     * Lets functions run again after {@link #pause}, beginning with the deliveries that have waited longest; does nothing if
     * the manager is not paused.
     *
     * <p>Does not block.
     *
     * @throws ClosedException if the manager is closed
     */
    void resume();

    /**
     * Returns how many deliveries were made, and what became of them.
     *
     * @return a snapshot in which the numbers add up; what ends while it is taken counts as pending
     */
    DeliveryStatistics statistics();

    /**
     * Tells what does not work as it should, such as a store that cannot be followed, or threads lost to functions.
     *
     * @return a snapshot
     */
    Health health();

    /**
     * Tells what an emission of this event would do now, without doing it.
     *
     * @param event the event, which may be invalid
     * @return an explanation, worked out when it is read
     */
    Explanation explain(CloudEvent event);

    /**
     * Closes the manager: refuses new events, stops the event drivers, gives the deliveries in hand the rest of the grace
     * period to finish, and cancels those that have not, each with an outcome.
     *
     * <p>A function that still runs when the grace period is over is interrupted on a thread of the manager's own; on an
     * executor that was given it goes on, and so does a future that it has returned.
     *
     * <p>Drivers may take up to half of the grace period to stop, and what they emit meanwhile is still taken.
     *
     * <p>When this method returns, every future of a delivery's or an emission's end has completed. The actions that depend
     * on such a future may be anybody's code: if one does not return, this method waits for it as long as the grace period,
     * but at least a second, by the time source or by the clock of the JVM, whichever is over first.
     *
     * <p>Blocks until that is done, except where it would wait for itself: on a thread of a driver, on one that runs a
     * function, and on one that reports a time-out or an outcome to a listener or a dependent action. There it starts the
     * closing and returns. A second caller waits for the first; closing again does nothing. What the builder was given
     * (stores, an executor, an engine) is left open.
     */
    @Override
    void close();
}
