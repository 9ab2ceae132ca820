package io.dispatchframework.events.driver;

import io.dispatchframework.events.error.EventManagerException;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.internal.Nulls;
import io.dispatchframework.events.store.Resource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Thrown when an event driver, or a type of drivers, breaks the rules; it lists all violations at once.
 *
 * @since 0.1
 */
public final class InvalidDriverException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /** What is wrong with it; not part of the serialised form. */
    private final transient List<Violation> violations;

    /**
     * Makes the exception.
     *
     * @param refused the {@link EventDriver} or {@link EventDriverType} that is refused
     * @param violations what is wrong with it, at least one; no secret may stand in them
     */
    public InvalidDriverException(Resource<?> refused, List<Violation> violations) {
        super("the " + Objects.requireNonNull(refused, "refused") + " is invalid and was not stored: "
                + Nulls.copyOf(violations, "violations").stream()
                        .map(Violation::message)
                        .collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
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
