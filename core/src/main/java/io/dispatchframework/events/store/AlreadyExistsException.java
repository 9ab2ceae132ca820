package io.dispatchframework.events.store;

import io.dispatchframework.events.error.EventManagerException;
import io.dispatchframework.events.internal.Text;
import java.util.Objects;

/**
 * Thrown when a name is already taken.
 *
 * @since 0.1
 */
public final class AlreadyExistsException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /** The name that is taken. */
    private final String name;

    /**
     * Makes the exception.
     *
     * @param kind what it is a name of, for example {@code "subscription"}
     * @param name the name that is taken
     */
    public AlreadyExistsException(String kind, String name) {
        super(Objects.requireNonNull(kind, "kind") + " " + Text.quote(Objects.requireNonNull(name, "name"))
                + " exists already; update it, or choose another name");
        this.name = name;
    }

    /**
     * Returns the name that is taken.
     *
     * @return the name
     */
    public String name() {
        return name;
    }
}
