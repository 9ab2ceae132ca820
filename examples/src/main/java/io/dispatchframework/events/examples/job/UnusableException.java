package io.dispatchframework.events.examples.job;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when the job cannot start with what it was given; the message says what to do. */
final class UnusableException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
        super(message);
    }

    UnusableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
