package io.dispatchframework.events.event;

import io.dispatchframework.events.error.EventManagerException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when text is not the JSON of an event; it gives the position of the fault.
 *
 * @since 0.1
 */
public final class MalformedJsonException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /** The line. */
    private final long line;

    /** The column. */
    private final long column;

    /** The attribute. */
    private final @Nullable String attribute;

    /**
     * Makes the exception.
     *
     * @param problem what is wrong, without the place
     * @param line the line, from 1
     * @param column the column in characters, from 1
     * @param attribute the attribute in which it is, or {@code null} if it is in none
     */
    public MalformedJsonException(String problem, long line, long column, @Nullable String attribute) {
        super("line " + line + ", column " + column + (attribute == null ? "" : ", attribute " + attribute) + ": "
                + Objects.requireNonNull(problem, "problem"));
        this.line = line;
        this.column = column;
        this.attribute = attribute;
    }

    /**
     * Returns the line of the fault.
     *
     * @return the line, from 1
     */
    public long line() {
        return line;
    }

    /**
     * Returns the column of the fault.
     *
     * @return the column in characters (code points), from 1
     */
    public long column() {
        return column;
    }

    /**
     * Returns the attribute in which the fault is.
     *
     * @return the JSON name, with a path behind it where the fault is deeper, or {@code null}
     */
    public @Nullable String attribute() {
        return attribute;
    }
}
