/** One program a feature; an application, so it exports nothing. */
module io.dispatchframework.events.examples {
    requires io.cloudevents.api;
    requires io.cloudevents.core;
    requires io.cloudevents.http.basic;
    requires io.dispatchframework.events;
    requires io.dispatchframework.events.http;
    requires io.dispatchframework.events.micrometer;
    requires io.dispatchframework.events.store.memory;
    requires io.dispatchframework.events.validation;
    requires java.logging;
    requires java.net.http;
    requires jdk.httpserver;
    requires tools.jackson.databind;
    requires static org.jspecify;

    // Payloads are bound to records of these packages.
    opens io.dispatchframework.events.examples to
            tools.jackson.databind;
    opens io.dispatchframework.events.examples.job to
            tools.jackson.databind;
}
