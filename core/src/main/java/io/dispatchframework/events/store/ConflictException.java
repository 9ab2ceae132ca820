package io.dispatchframework.events.store;

import io.dispatchframework.events.error.EventManagerException;
import io.dispatchframework.events.internal.Text;
import java.util.Objects;

/**
 * Thrown when a resource has changed since the caller read it.
 *
 * @since 0.1
 */
public final class ConflictException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /** The name of the resource. */
    private final String name;

    /** The revision that the caller had seen. */
    private final long expectedRevision;

    /** The revision that is stored. */
    private final long actualRevision;

    /**
     * Makes the exception.
     *
     * @param kind what was to be changed, for example {@code "subscription"}
     * @param name its name
     * @param expectedRevision the revision that the caller had seen
     * @param actualRevision the revision that is stored
     */
    public ConflictException(String kind, String name, long expectedRevision, long actualRevision) {
        super("the " + Objects.requireNonNull(kind, "kind") + " " + Text.quote(Objects.requireNonNull(name, "name"))
                + " is at revision " + actualRevision + ", not " + expectedRevision
                + (expectedRevision == 0
                        ? ": the change was not made from a stored one; find it, and build the change from that"
                        : ": it was changed meanwhile; read it again and repeat the change"));
        this.name = name;
        this.expectedRevision = expectedRevision;
        this.actualRevision = actualRevision;
    }

    /**
     * Returns the name of the resource.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the revision that the caller had seen.
     *
     * @return the expected revision
     */
    public long expectedRevision() {
        return expectedRevision;
    }

    /**
     * Returns the revision that is stored.
     *
     * @return the actual revision
     */
    public long actualRevision() {
        return actualRevision;
    }
}
