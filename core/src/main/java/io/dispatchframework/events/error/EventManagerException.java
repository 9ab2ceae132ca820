package io.dispatchframework.events.error;

import io.dispatchframework.events.internal.Text;
import org.jspecify.annotations.Nullable;

/**
 * The base of every exception that this library throws of its own accord.
 *
 * <p>The message says what went wrong, with which name, and what to do about it. A {@code null} where none may be is
 * a {@link NullPointerException} as everywhere in Java, and an argument out of its range an
 * {@link IllegalArgumentException}; everything else is a subclass of this one.
 *
 * @since 0.1
 */
public abstract class EventManagerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception with a message.
     *
     * @param message what went wrong and what to do, or {@code null}; control characters are escaped
     */
    protected EventManagerException(@Nullable String message) {
        super(message == null ? null : Text.escape(message));
    }

    /**
     * Makes an exception with a message and a cause.
     *
     * @param message what went wrong and what to do, or {@code null}; control characters are escaped
     * @param cause what it came from, or {@code null}
     */
    protected EventManagerException(@Nullable String message, @Nullable Throwable cause) {
        super(message == null ? null : Text.escape(message), cause);
    }
}
