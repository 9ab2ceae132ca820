package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.http.HttpFunctionInvoker;
import java.io.IOException;
import java.net.URI;

/** What takes events over HTTP and sends each on over HTTP. */
interface Relay extends AutoCloseable {

    /** Returns where it takes events. */
    URI address();

    /** Ends it; what it has taken has been sent on before. */
    @Override
    void close();

    /** Starts the least that there could be: the JDK's server and client, and nothing between them. */
    static Relay bare(URI to, int threads) throws IOException {
        return new BareRelay(to, threads);
    }

    /** Starts the event manager with a driver, a subscription and a function that is behind HTTP. */
    static Relay throughManager(URI to, int threads) throws InterruptedException {
        return new ManagerRelay(to, threads, HttpFunctionInvoker.builder());
    }

    /** Does the same with a function whose invocations do not wait for the answer. */
    static Relay throughManagerAsynchronously(URI to, int threads) throws InterruptedException {
        return new ManagerRelay(to, threads, HttpFunctionInvoker.builder().asynchronous());
    }
}
