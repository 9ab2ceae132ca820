/**
 * The model, the SPIs and the {@linkplain io.dispatchframework.events.EventManager event manager}.
 *
 * <p>Start at the base package, {@code io.dispatchframework.events}.
 */
// module: the modules that the internal packages are exported to are compiled after this one.
@SuppressWarnings("module")
module io.dispatchframework.events {
    requires com.fasterxml.jackson.annotation;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    exports io.dispatchframework.events;
    exports io.dispatchframework.events.delivery;
    exports io.dispatchframework.events.driver;
    exports io.dispatchframework.events.driver.internal to
            io.dispatchframework.events.validation;
    exports io.dispatchframework.events.error;
    exports io.dispatchframework.events.event;
    exports io.dispatchframework.events.event.internal to
            io.dispatchframework.events.validation;
    exports io.dispatchframework.events.function;
    exports io.dispatchframework.events.internal to
            io.dispatchframework.events.http;
    exports io.dispatchframework.events.store;
    exports io.dispatchframework.events.subscription;
    exports io.dispatchframework.events.subscription.internal to
            io.dispatchframework.events.validation;
    exports io.dispatchframework.events.time;
}
