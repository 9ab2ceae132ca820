package io.dispatchframework.events.error;

import java.util.Objects;

/**
 * Thrown when a method is called on something that has been closed.
 *
 * @since 0.1
 */
public final class ClosedException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param what what was closed, as the caller knows it, for example {@code "the event manager"}
     */
    public ClosedException(String what) {
        super(Objects.requireNonNull(what, "what") + " is closed; build a new one to go on");
    }
}
