package io.dispatchframework.events.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** One run of an {@link HttpDriver}: the server, its threads, and its orderly end. */
final class EventEndpoint {

    static final int LARGEST_MAX_BODY = 256 * 1024 * 1024;

    /** How many bodies of full length may be held at once. */
    private static final int BODIES_HELD = 16;

    private static final int BACKLOG = 128;
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Logger LOG = System.getLogger(HttpDriver.class.getName());

    private final HttpServer server;
    private final RequestThreads threads;
    private final EventRequests requests;
    private final EndpointHealth health;
    private final TimeSource time;
    private final URI address;

    // Guarded by this.
    private int atWork;
    private boolean closing;
    private boolean graceOver;

    private EventEndpoint(DriverContext context) throws IOException {
        DriverSettings settings = context.settings();
        time = context.time();
        health = new EndpointHealth(context);
        int maxBody = Math.toIntExact(settings.integer(HttpDriver.MAX_BODY));
        requests = new EventRequests(context, new BodyReader(maxBody, (long) BODIES_HELD * maxBody), health);
        threads = new RequestThreads(
                time,
                settings.duration(HttpDriver.TIMEOUT),
                Math.toIntExact(settings.integer(HttpDriver.THREADS)),
                Math.toIntExact(settings.integer(HttpDriver.WAITING)),
                VirtualThreads.orElse("dispatch-driver-" + Text.escape(context.driverName()) + "-", context.threads()));
        server = bind(settings, context.threads()); // last, so that nothing fails while it is bound and not started
        address = address(server.getAddress(), settings.text(HttpDriver.PATH));
    }

    static EventEndpoint open(DriverContext context) throws IOException {
        EventEndpoint endpoint = new EventEndpoint(context);
        try {
            endpoint.start(context);
        } catch (RuntimeException | Error failed) {
            endpoint.letGo();
            throw failed;
        }
        return endpoint;
    }

    private static HttpServer bind(DriverSettings settings, ThreadFactory threads) throws IOException {
        String host = settings.text(HttpDriver.HOST);
        int port = Math.toIntExact(settings.integer(HttpDriver.PORT));
        try {
            InetSocketAddress at = new InetSocketAddress(InetAddress.getByName(host), port);
            checkThatItCanStart(at, threads);
            return HttpServer.create(at, BACKLOG);
        } catch (IOException failed) {
            throw new IOException(
                    "cannot listen at " + Text.quote(host) + ", port " + port + ": " + failed.getMessage()
                            + "; free it, or change the settings host and port",
                    failed);
        }
    }

    /**
     * Fails where the server would: at an address that cannot be bound, and where no thread can be started.
     *
     * <p>For the JDK's server does not clean up after itself. A bind that fails costs a file descriptor, for good; and it lets
     * go of its port on its own thread alone, so that without that one no stop frees it. A driver that fails is started again
     * and again.
     */
    private static void checkThatItCanStart(InetSocketAddress at, ThreadFactory threads) throws IOException {
        new ServerSocket(at.getPort(), BACKLOG, at.getAddress()).close();
        threads.newThread(() -> {}).start();
    }

    private void start(DriverContext context) {
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        LOG.log(Level.INFO, "the event driver {0} listens at {1}", Text.quote(context.driverName()), address);
        if (!server.getAddress().getAddress().isLoopbackAddress()
                && !context.settings().has(HttpDriver.TOKEN)) {
            health.exposed("everybody who can reach " + address
                    + " may emit events: set a token, or host to an address of this machine alone");
        }
    }

    private static URI address(InetSocketAddress bound, String path) {
        InetAddress ip = bound.getAddress();
        String text = ip.getHostAddress();
        int zone = text.indexOf('%');
        String literal = zone < 0 ? text : text.substring(0, zone);
        return URI.create("http://" + (ip instanceof Inet6Address ? "[" + literal + "]" : literal) + ":"
                + bound.getPort() + path);
    }

    URI address() {
        return address;
    }

    private void handle(HttpExchange exchange) throws IOException {
        boolean open = enter();
        try (exchange) {
            Reply reply = open ? reply(exchange) : Reply.closing();
            reply.send(exchange);
        } finally {
            if (open) {
                leave();
            }
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        try {
            return threads.reply(exchange, requests::reply);
        } catch (RuntimeException | Error fault) { // a validator is anybody's code, and runs here
            LOG.log(Level.ERROR, "a request failed", fault);
            health.faulty(fault);
            return Reply.fault();
        }
    }

    private synchronized boolean enter() {
        if (closing) {
            return false;
        }
        atWork++;
        return true;
    }

    private synchronized void leave() {
        atWork--;
        notifyAll();
    }

    /** Refuses what comes from now on, waits for what is at work, and lets go of everything. */
    void stop() throws InterruptedException {
        try {
            awaitGrace();
        } finally {
            letGo();
        }
    }

    private void awaitGrace() throws InterruptedException {
        TimeSource.Timer grace = time.schedule(GRACE, this::endGrace);
        try {
            awaitIdle();
        } finally {
            grace.cancel();
        }
    }

    private void letGo() {
        server.stop(0);
        threads.shutdown();
    }

    private synchronized void awaitIdle() throws InterruptedException {
        closing = true;
        while (atWork > 0 && !graceOver) {
            wait();
        }
    }

    private synchronized void endGrace() {
        graceOver = true;
        notifyAll();
    }
}
