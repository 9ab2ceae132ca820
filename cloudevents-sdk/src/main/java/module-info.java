/**
 * Events of the CloudEvents SDK for Java, turned into events of this library and back.
 *
 * <p>Start at {@link io.dispatchframework.events.cloudevents.SdkCloudEvents}.
 */
module io.dispatchframework.events.cloudevents {
    requires transitive io.cloudevents.api;
    requires transitive io.dispatchframework.events;
    requires static transitive org.jspecify;
    requires io.cloudevents.core;

    exports io.dispatchframework.events.cloudevents;
}
