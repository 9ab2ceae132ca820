package io.dispatchframework.events.function;

import io.dispatchframework.events.error.EventManagerException;
import io.dispatchframework.events.internal.Text;
import java.util.Objects;

/**
 * The failure of a delivery whose function is unknown; retried, since the function may still be registered.
 *
 * @since 0.1
 */
public final class UnknownFunctionException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /** The name that was looked for. */
    private final String functionName;

    /**
     * Makes the exception.
     *
     * @param functionName the name that was looked for
     */
    public UnknownFunctionException(String functionName) {
        super("there is no function named " + Text.quote(Objects.requireNonNull(functionName, "functionName"))
                + "; register it, or correct the subscription's function name");
        this.functionName = functionName;
    }

    /**
     * Returns the name that was looked for.
     *
     * @return the function's name
     */
    public String functionName() {
        return functionName;
    }
}
