package io.dispatchframework.events.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plain form of an event: a map of JSON names. */
final class EventMap {

    private EventMap() {}

    static CloudEvent read(Map<String, ? extends @Nullable Object> attributes) {
        throw new UnsupportedOperationException();
    }

    static Map<String, Object> write(CloudEvent event) {
        throw new UnsupportedOperationException();
    }
}
