package io.dispatchframework.events.error;

import java.util.Objects;

/**
 * Thrown when a bound is reached: the new work is refused, and nothing else is dropped for it.
 *
 * <p>Nothing was changed or taken: the caller may try again later, or raise the bound that the message names.
 *
 * @since 0.1
 */
public final class OverloadedException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message which bound was reached, by what, and how to raise it
     */
    public OverloadedException(String message) {
        super(Objects.requireNonNull(message, "message"));
    }
}
