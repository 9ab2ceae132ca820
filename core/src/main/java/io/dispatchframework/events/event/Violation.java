package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.Text;
import java.util.Objects;

/**
 * One thing that is wrong with an event, a subscription or a driver.
 *
 * @param attribute the attribute by its JSON name, for example {@code event-type}
 * @param message a sentence for people, which names the attribute, for example {@code event-type must be at most 128
 *     characters, was 131}
 * @since 0.1
 */
public record Violation(String attribute, String message) {

    /** Checks for nulls. */
    public Violation {
        Objects.requireNonNull(attribute, "attribute");
        Objects.requireNonNull(message, "message");
    }

    /** Returns the message, with control characters escaped. */
    @Override
    public String toString() {
        return Text.escape(message);
    }
}
