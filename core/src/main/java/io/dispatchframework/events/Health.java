package io.dispatchframework.events;

import java.util.List;

/**
 * The manager's health, for a health check of the application.
 *
 * <p>A snapshot: immutable and safe to share between threads. Implement it in tests only: later
 * versions may add methods.
 *
 * @since 0.1
 */
public interface Health {

    /**
     * Returns what does not work as it should, in words for people.
     *
     * @return an immutable list of problems, empty if all is well
     */
    List<String> problems();

    /**
     * Tells whether all is well.
     *
     * @return whether there are no problems
     */
    default boolean isHealthy() {
        return problems().isEmpty();
    }
}
