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
 * <p>Made by {@link #builder()}. Safe to share between threads; an application usually needs one. No method takes or returns
 * {@code null}.
 *
 * <p>An interface so that containers can put a proxy around it; not meant to be implemented otherwise, since later versions
 * may add methods. The same goes for the interfaces that its methods return.
 *
 * @since 0.1
 */
public interface EventManager extends AutoCloseable {

    /**
     * Starts an event manager.
     *
     * @return a builder with nothing in it
     */
    static EventManagerBuilder builder() {
        return new EventManagerBuilder();
    }

    /**
     * Emits an event: validates it, finds the subscriptions that match, and hands one delivery for each to the engine.
     *
     * <p>Returns when the engine has them, not when the functions have run. An event that nothing matches is a normal,
     * visible result. Overload is no exception either: every delivery then ends as refused.
     *
     * <p><b>Blocking.</b> Where the engine is full, waits for room as long as the engine is patient; never when called
     * on a thread that runs a function for the engine, or on the one that tells of a time-out. An asynchronous function
     * that emits on a thread of its own is not told from anybody else: it should use
     * {@link io.dispatchframework.events.function.FunctionCall#emit}, which never waits, or return the event. An interrupt
     * ends the wait, and is kept.
     *
     * <p><b>Guarantees.</b> Every change to a subscription that returned before this call began is seen. Functions run on
     * the executor, at least once for each delivery that is not refused; in the order of emission where the subscription's
     * policy asks for it.
     *
     * <p>An event from outside loses the extensions {@code dispatchhops} and {@code dispatchway}, by which loops of returned
     * events are ended, unless its source is {@linkplain EventManagerBuilder#trustLineage trusted}.
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
     * @throws InvalidEventException if an event breaks rules; it tells the first such event, and which of them it is
     * @throws ClosedException if the manager is closed
     */
    List<Emission> emitAll(Collection<CloudEvent> events);

    /**
     * Returns the subscriptions, to keep and to change them.
     *
     * @return the door to the subscription store; always the same object
     */
    Subscriptions subscriptions();

    /**
     * Returns the types of event drivers, to keep and to change them.
     *
     * @return the door to the store of driver types; always the same object
     * @throws IllegalStateException if the manager was built without a store of driver types and one of drivers
     */
    EventDriverTypes driverTypes();

    /**
     * Returns the event drivers, to keep, to change, and to look after them.
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
     * Returns the books: how many deliveries were made, and what became of them.
     *
     * @return a snapshot in which the numbers add up; what ends while it is taken counts as pending
     */
    DeliveryStatistics statistics();

    /**
     * Tells how the manager is: whether it follows its store, has threads to run functions, and the like.
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
     * Closes the manager: refuses new events, stops the event drivers, lets the deliveries in hand come to their end for
     * what is left of the grace period, and cancels what is left, each with an outcome.
     *
     * <p>Drivers may take up to half of that period to stop, and what they emit meanwhile is still taken.
     *
     * <p>When it returns, every future that was asked for a delivery's or an emission's end has completed. What hangs on such
     * a future may be anybody's code: where it does not return, it is waited for as long as the grace period, or a second
     * if that is less.
     *
     * <p>Blocks until that is done, except on a thread of a driver, and on one that runs a function or tells of a time-out, to
     * a listener or what hangs on an outcome: there it starts the closing and returns, since it would otherwise wait for
     * itself. A second caller waits for the first; closing again does nothing. What the builder was given (stores, an
     * executor, an engine) is left open.
     */
    @Override
    void close();
}
