package io.dispatchframework.events.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Both ends of a {@link Relay}: connections that post one event after another, and a server that they end up at.
 *
 * <p>There are never more events on their way than connections, whenever the relay answers: an event is posted when it has
 * a permit, which comes free when the event has come to the server. The posting side is as little as can be, so that what
 * is measured is not it.
 */
final class HttpLoad implements AutoCloseable {

    private final byte[] body;
    private final int connections;
    private final Semaphore permits;
    private final Consumer<byte[]> seen;
    private final ExecutorService senders;
    private final ExecutorService sinks;
    private final HttpServer sink;
    private final List<Connection> open = new ArrayList<>();

    /** Starts the server; {@code seen} gets each body that comes to it. */
    HttpLoad(String event, int connections, Consumer<byte[]> seen) throws IOException {
        this.body = event.getBytes(StandardCharsets.UTF_8);
        this.connections = connections;
        this.seen = seen;
        permits = new Semaphore(connections);
        senders = Executors.newFixedThreadPool(connections);
        sinks = Executors.newFixedThreadPool(connections);
        sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        sink.setExecutor(sinks);
        sink.createContext("/", this::arrive);
        sink.start();
    }

    /** Returns where the relay is to send events to. */
    URI sink() {
        return URI.create("http://127.0.0.1:" + sink.getAddress().getPort() + "/");
    }

    private void arrive(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.accept(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(204, -1);
        }
        permits.release();
    }

    /** Connects to the relay. */
    void connect(URI relay) throws IOException {
        for (int i = 0; i < connections; i++) {
            open.add(new Connection(relay, body));
        }
    }

    /** Posts as many events over each connection, and returns when the last one has come to the server. */
    void run(int eventsOfEach) throws InterruptedException, ExecutionException {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (Connection connection : open) {
            tasks.add(() -> {
                for (int i = 0; i < eventsOfEach; i++) {
                    permits.acquire();
                    connection.post();
                }
                return null;
            });
        }
        for (Future<Void> sent : senders.invokeAll(tasks)) {
            sent.get();
        }
        permits.acquire(connections);
        permits.release(connections);
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : open) {
            connection.close();
        }
        senders.shutdownNow();
        sink.stop(0);
        sinks.shutdownNow();
    }

    /** A connection that is kept, over which the same request goes again and again. */
    private static final class Connection implements AutoCloseable {

        private static final int END_OF_HEAD = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

        private final Socket socket;
        private final InputStream in;
        private final byte[] request;

        Connection(URI to, byte[] body) throws IOException {
            socket = new Socket(InetAddress.getByName(to.getHost()), to.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            String head = "POST / HTTP/1.1\r\nHost: " + to.getAuthority()
                    + "\r\nContent-Type: application/cloudevents+json\r\nContent-Length: " + body.length + "\r\n\r\n";
            request = (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        }

        void post() throws IOException {
            socket.getOutputStream().write(request);
            String head = head();
            if (!head.startsWith("HTTP/1.1 201 ")) { // which has no body, here and there
                throw new IOException("an event was not taken: " + head);
            }
        }

        private String head() throws IOException {
            StringBuilder head = new StringBuilder();
            int last = 0;
            while (last != END_OF_HEAD) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("the relay has closed the connection");
                }
                head.append((char) octet);
                last = last << 8 | octet;
            }
            return head.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
