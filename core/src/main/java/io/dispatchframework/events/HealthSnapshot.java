package io.dispatchframework.events;

import java.util.List;

/** What was found not to work at one moment. */
record HealthSnapshot(List<String> problems) implements Health {

    HealthSnapshot {
        problems = List.copyOf(problems);
    }

    /** Says that a store has, or stores have, changes that are not known here. */
    static String outOfStep(String store) {
        return "the " + store + " changes that are not known yet; the last known state applies";
    }
}
