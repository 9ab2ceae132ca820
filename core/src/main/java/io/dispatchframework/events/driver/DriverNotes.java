package io.dispatchframework.events.driver;

import java.util.Map;
import java.util.TreeMap;

/** What is not well with a driver, by topic, told as one reason; safe to share between threads. */
final class DriverNotes {

    /** Topic: events that were not taken. */
    static final String ROOM = "room";

    private final DriverContext context;
    private final Map<String, String> notes = new TreeMap<>();

    DriverNotes(DriverContext context) {
        this.context = context;
    }

    /** Sets the note of a topic; {@code ""} says that it is well. */
    synchronized void set(String topic, String note) {
        String former = note.isEmpty() ? notes.remove(topic) : notes.put(topic, note);
        if (note.equals(former == null ? "" : former)) {
            return;
        }
        if (notes.isEmpty()) {
            context.healthy();
        } else {
            context.degraded(String.join("; ", notes.values()));
        }
    }
}
