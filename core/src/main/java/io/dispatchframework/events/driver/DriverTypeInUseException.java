package io.dispatchframework.events.driver;

import io.dispatchframework.events.error.EventManagerException;
import io.dispatchframework.events.internal.Text;
import java.util.Objects;

/**
 * Thrown when a type of drivers is to be deleted while there are drivers of it.
 *
 * @since 0.1
 */
public final class DriverTypeInUseException extends EventManagerException {

    private static final long serialVersionUID = 1L;

    /** The name of the type. */
    private final String name;

    /**
     * Makes the exception.
     *
     * @param name the name of the type
     * @param driverName the name of a driver of that type
     */
    public DriverTypeInUseException(String name, String driverName) {
        super("the driver type " + Text.quote(Objects.requireNonNull(name, "name"))
                + " was not deleted, since the driver " + Text.quote(Objects.requireNonNull(driverName, "driverName"))
                + " is of it; delete its drivers first, or give them another type");
        this.name = name;
    }

    /**
     * Returns the name of the type.
     *
     * @return the name
     */
    public String name() {
        return name;
    }
}
