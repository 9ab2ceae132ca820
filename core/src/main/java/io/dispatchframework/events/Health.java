package io.dispatchframework.events;

import io.dispatchframework.events.internal.Nulls;
import java.util.List;

/**
 * The manager's health, for a health check of the application.
 *
 * @param problems what does not work as it should, in words for people; empty if all is well
 * @since 0.1
 */
public record Health(List<String> problems) {

    /** Copies the list. */
    public Health {
        problems = Nulls.copyOf(problems, "problems");
    }

    /**
     * Tells whether all is well.
     *
     * @return whether there are no problems
     */
    public boolean isHealthy() {
        return problems.isEmpty();
    }

    /** Says that a store has, or stores have, changes that are not known here. */
    static String outOfStep(String store) {
        return "the " + store + " changes that are not known yet; the last known state applies";
    }
}
