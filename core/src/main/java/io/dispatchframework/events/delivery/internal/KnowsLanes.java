package io.dispatchframework.events.delivery.internal;

/** Deliveries that are made when asked for, and that can tell without being made whether to keep an order. */
public interface KnowsLanes {

    /** Tells whether any of the deliveries may stand in a lane. */
    boolean hasLanes();
}
