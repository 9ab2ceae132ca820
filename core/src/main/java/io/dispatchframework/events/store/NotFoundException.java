package io.dispatchframework.events.store;

import io.dispatchframework.events.error.EventManagerException;
import io.dispatchframework.events.internal.Text;
import java.util.Objects;

/**
 * Thrown when nothing of that name exists, or no longer does.
 *
 * @since 0.1
 */
public final class NotFoundException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /** The name that was looked for. */
    private final String name;

    /**
     * Makes the exception.
     *
     * @param kind what was looked for, for example {@code "subscription"}
     * @param name the name that was looked for
     */
    public NotFoundException(String kind, String name) {
        super("there is no " + Objects.requireNonNull(kind, "kind") + " named "
                + Text.quote(Objects.requireNonNull(name, "name")) + "; it may have been deleted or have expired");
        this.name = name;
    }

    /**
     * Returns the name that was looked for.
     *
     * @return the name
     */
    public String name() {
        return name;
    }
}
