package io.dispatchframework.events.event;

import io.dispatchframework.events.error.EventManagerException;
import io.dispatchframework.events.internal.Nulls;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Thrown when an event breaks the rules; it lists all violations at once.
 *
 * @since 0.1
 */
public final class InvalidEventException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /** The event that was refused; not part of the serialised form. */
    private final transient CloudEvent event;

    /** What is wrong with it; not part of the serialised form. */
    private final transient List<Violation> violations;

    /** Which of several events it is; not part of the serialised form. */
    private final transient int index;

    /**
     * Makes the exception for an event that was emitted alone.
     *
     * @param event the event that is refused
     * @param violations what is wrong with it, at least one
     */
    public InvalidEventException(CloudEvent event, List<Violation> violations) {
        this(event, violations, 0);
    }

    /**
     * Makes the exception for one of several events that were emitted together.
     *
     * @param event the event that is refused
     * @param violations what is wrong with it, at least one
     * @param index which of them it is, from 0
     * @throws IllegalArgumentException if the index is negative
     */
    public InvalidEventException(CloudEvent event, List<Violation> violations, int index) {
        super("the event " + Objects.requireNonNull(event, "event") + " is invalid and was not emitted: "
                + Nulls.copyOf(violations, "violations").stream()
                        .map(Violation::message)
                        .collect(Collectors.joining("; ")));
        this.event = event;
        this.violations = List.copyOf(violations);
        if (index < 0) {
            throw new IllegalArgumentException("index must not be negative, was " + index);
        }
        this.index = index;
    }

    /**
     * Returns the event that was refused.
     *
     * @return the event
     */
    public CloudEvent event() {
        return event;
    }

    /**
     * Returns which of the events it is that were emitted together.
     *
     * @return its index among them, from 0; 0 for an event that was emitted alone
     */
    public int index() {
        return index;
    }

    /**
     * Returns all that is wrong with it.
     *
     * @return the violations, at least one; immutable
     */
    public List<Violation> violations() {
        return violations;
    }
}
