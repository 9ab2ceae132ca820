/**
 * Events in over HTTP, and functions reached over HTTP, on the JDK's own server and client.
 *
 * <p>Start at {@link io.dispatchframework.events.http.HttpDriver} and
 * {@link io.dispatchframework.events.http.HttpFunctionInvoker}.
 */
module io.dispatchframework.events.http {
    requires transitive io.dispatchframework.events;
    requires java.net.http;
    requires jdk.httpserver;
    requires static transitive org.jspecify;

    exports io.dispatchframework.events.http;
}
