package io.dispatchframework.events.event;

import java.util.List;
import java.util.Objects;

/**
 * Tells what is wrong with an event.
 *
 * <p>The validation module has the one for the rules of CloudEvents 0.1 as Dispatch had them.
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
