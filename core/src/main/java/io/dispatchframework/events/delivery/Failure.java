package io.dispatchframework.events.delivery;

import io.dispatchframework.events.internal.Text;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed.
 *
 * @param message what went wrong, for people
 * @param cause the exception, where this process has seen it, or {@code null}
 * @since 0.1
 */
public record Failure(String message, @Nullable Throwable cause) {

    /** Checks for nulls. */
    public Failure {
        Objects.requireNonNull(message, "message");
    }

    /**
     * Describes an exception.
     *
     * @param cause the exception
     * @return a failure with the exception's class and message
     */
    public static Failure of(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        String message = messageOf(cause);
        String kind = cause.getClass().getSimpleName();
        return new Failure(message == null ? kind : kind + ": " + message, cause);
    }

    private static @Nullable String messageOf(Throwable cause) {
        try {
            return cause.getMessage();
        } catch (RuntimeException broken) { // an exception may be anybody's code
            return null;
        }
    }

    /** Returns the message, with control characters escaped. */
    @Override
    public String toString() {
        return Text.escape(message);
    }
}
