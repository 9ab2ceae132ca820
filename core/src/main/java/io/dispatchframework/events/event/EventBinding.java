package io.dispatchframework.events.event;

import org.jspecify.annotations.Nullable;

/** Reads one event strictly. */
interface EventBinding {

    /** Reads the event to its closing brace; throws {@link JsonFault}. */
    CloudEvent bind();

    /** Returns where in the event the reading stands, or {@code null} if it is between two attributes. */
    @Nullable
    String path();
}
