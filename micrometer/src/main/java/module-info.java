/**
 * Metrics and traces of an event manager, through Micrometer.
 *
 * <p>Start at {@link io.dispatchframework.events.micrometer}, which lists the meters.
 */
module io.dispatchframework.events.micrometer {
    requires transitive io.dispatchframework.events;
    requires transitive micrometer.commons;
    requires transitive micrometer.core;
    requires transitive micrometer.observation;
    requires static transitive org.jspecify;

    exports io.dispatchframework.events.micrometer;
}
