package io.dispatchframework.events.event;

import java.util.List;
import java.util.Objects;

/**
 * Tells what is wrong with an event.
 *
 * <p>The validation module has an implementation for the rules of CloudEvents 0.1 as Dispatch had them, and of CloudEvents
 * 1.0.
 *
 * <p><b>For implementors.</b> Called by every emission, on the emitting thread, by many threads at once; it should not
 * block. What it throws reaches whoever emits.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface EventValidator {

    /**
     * Finds all that is wrong with an event.
     *
     * @param event the event
     * @return every violation, in a stable order; empty if the event is valid, never {@code null}
     */
    List<Violation> validate(CloudEvent event);

    /**
     * Tells whether a valid event may have a type of more than 128 characters, or of others than {@code a-z},
     * {@code A-Z}, {@code 0-9}, {@code .}, {@code -} and {@code _}.
     *
     * <p>Where it may not, the event manager refuses subscriptions to such types, which would never match. It asks once,
     * when it is built.
     *
     * @return {@code true} unless the validator says otherwise
     */
    default boolean allowsAnyEventType() {
        return true;
    }

    /**
     * Returns the validator that accepts every event: the choice to go without, written down.
     *
     * @return a validator that finds nothing
     */
    static EventValidator none() {
        return event -> {
            Objects.requireNonNull(event, "event");
            return List.of();
        };
    }
}
