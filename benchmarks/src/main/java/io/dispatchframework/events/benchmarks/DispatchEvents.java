package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.event.CloudEvent;
import java.util.stream.IntStream;

/** The events that are dispatched: of one type, from several sources, each with an id of its own. */
final class DispatchEvents {

    static final String EVENT_TYPE = "vm.powered.on";
    static final String SOURCE_TYPE = "vcenter";

    /** Enough for an order by source to leave something to do for all threads. */
    private static final int SOURCES = 64;

    private DispatchEvents() {}

    static CloudEvent[] make(int count) {
        return IntStream.range(0, count).mapToObj(DispatchEvents::event).toArray(CloudEvent[]::new);
    }

    private static CloudEvent event(int number) {
        return CloudEvent.builder(EVENT_TYPE)
                .sourceType(SOURCE_TYPE)
                .sourceId("vcenter" + number % SOURCES + ".corp.local")
                .eventId("event-" + number)
                .contentType("application/json")
                .data("{\"vm\":\"web-" + number + "\"}")
                .build();
    }
}
