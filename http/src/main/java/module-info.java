/**
 * Events in over HTTP, on the JDK's own server.
 *
 * <p>Start at {@link io.dispatchframework.events.http.HttpDriver}.
 */
module io.dispatchframework.events.http {
    requires transitive io.dispatchframework.events;
    requires jdk.httpserver;
    requires static transitive org.jspecify;

    exports io.dispatchframework.events.http;
}
