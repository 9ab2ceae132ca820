package io.dispatchframework.events.function;

import io.dispatchframework.events.error.EventManagerException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a function to say that retrying is pointless; any other exception is retried.
 *
 * @since 0.1
 */
public class PermanentFailureException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what went wrong, or {@code null}, as the message of a cause may be
     */
    public PermanentFailureException(@Nullable String message) {
        super(message);
    }

    /**
     * Makes the exception with what it came from.
     *
     * @param message what went wrong, or {@code null}, as the message of a cause may be
     * @param cause what it came from, or {@code null}
     */
    public PermanentFailureException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
