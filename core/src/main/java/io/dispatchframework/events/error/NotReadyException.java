package io.dispatchframework.events.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a part that is needed to start did not become ready in time; a later attempt may succeed.
 *
 * @since 0.1
 */
public final class NotReadyException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was waited for, how long, and what to do
     * @param cause what ended the wait, or {@code null}
     */
    public NotReadyException(String message, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
    }
}
