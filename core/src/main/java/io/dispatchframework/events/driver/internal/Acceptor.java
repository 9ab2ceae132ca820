package io.dispatchframework.events.driver.internal;

import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.event.CloudEvent;
import java.util.List;

/** The way into the manager, the same for all drivers; by the rules of {@code EventSink.emitAll}. */
public interface Acceptor {

    /** Emits events, all or none. */
    Acceptance emitAll(List<CloudEvent> events);
}
