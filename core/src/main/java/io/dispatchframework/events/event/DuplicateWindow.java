package io.dispatchframework.events.event;

/**
 * Remembers for a while which events it has seen: an event's id "must be unique for this source", so an event with the
 * same id and source is the same event again.
 *
 * <p><b>For implementors.</b> An event is the same if namespace, source type, source id and event id are. Called by many
 * threads at once, on those that emit, which wait for it. What it throws reaches the emitter. The one in {@code
 * dispatch-events-memory-store} is bounded by time and number; one on a shared store could recognise duplicates across
 * nodes.
 *
 * @since 0.1
 */
public interface DuplicateWindow {

    /**
     * Remembers an event, unless it is remembered already.
     *
     * @param event the event
     * @return {@code true} if it is new; of several threads with the same event, one is told so
     */
    boolean add(CloudEvent event);

    /**
     * Forgets an event, since it was refused and may be emitted again.
     *
     * @param event the event
     */
    void remove(CloudEvent event);
}
