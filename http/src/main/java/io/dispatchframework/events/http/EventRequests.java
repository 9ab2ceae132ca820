package io.dispatchframework.events.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.EventSink;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.internal.Text;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides what a request is answered with: who may ask, what for, and what became of the events. */
final class EventRequests {

    private static final String BEARER = "bearer ";
    private static final Pattern LENGTH = Pattern.compile("[0-9]+");

    private final EventSink sink;
    private final BodyReader bodies;
    private final String path;
    private final HostNames hostNames;
    private final byte @Nullable [] token;
    private final EventContents contents;
    private final WebHooks webHooks;
    private final EndpointHealth health;

    EventRequests(DriverContext context, BodyReader bodies, EndpointHealth health) {
        DriverSettings settings = context.settings();
        sink = context.sink();
        this.bodies = bodies;
        this.health = health;
        path = settings.text(HttpDriver.PATH);
        hostNames = HostNames.of(
                settings.text(HttpDriver.HOST), settings.has(HttpDriver.NAMES) ? settings.text(HttpDriver.NAMES) : "");
        token = settings.has(HttpDriver.TOKEN)
                ? settings.text(HttpDriver.TOKEN).getBytes(StandardCharsets.US_ASCII)
                : null;
        contents = new EventContents(context, bodies.longest());
        webHooks = WebHooks.of(settings);
    }

    /** Works on a request; the deadline runs, save while the events are handed over. */
    Reply reply(HttpExchange exchange, Deadline deadline) throws IOException {
        try {
            Headers headers = exchange.getRequestHeaders();
            checkLength(headers);
            checkOrigin(headers);
            checkTarget(exchange.getRequestURI());
            return switch (exchange.getRequestMethod()) {
                case "GET" -> Reply.ready();
                case "POST" -> {
                    checkToken(headers);
                    yield post(exchange, contents.of(headers), deadline);
                }
                case "OPTIONS" -> webHooks.reply(headers);
                default -> webHooks.otherMethod();
            };
        } catch (RefusedException refused) {
            return refused.reply();
        }
    }

    /** Takes digits alone: what the server reads as a number beyond that, a proxy before it may read as another. */
    private static void checkLength(Headers headers) throws RefusedException {
        String length = headers.getFirst("Content-Length");
        if (length != null && !LENGTH.matcher(length).matches()) {
            throw new RefusedException(
                    Reply.error(400, "the Content-Length must be digits alone").with("Connection", "close"));
        }
    }

    /** Takes the path, or a whole URI whose host, which then counts more than the header, is one of ours. */
    private void checkTarget(URI target) throws RefusedException {
        String host = target.getRawAuthority();
        if (host != null && target.isAbsolute()) {
            checkHost(host);
        }
        boolean startsWithTwoSlashes = host != null && !target.isAbsolute();
        if (startsWithTwoSlashes || !path.equals(target.getRawPath())) {
            throw new RefusedException(Reply.error(404, "events are taken at " + path));
        }
    }

    /** Refuses what a web page in somebody's browser can send. */
    private void checkOrigin(Headers headers) throws RefusedException {
        List<String> hosts = headers.getOrDefault("Host", List.of());
        if (hosts.size() != 1) {
            throw new RefusedException(Reply.error(400, "there must be one Host"));
        }
        checkHost(hosts.get(0));
        if (headers.containsKey("Origin")) {
            throw new RefusedException(Reply.error(403, "web pages may not send events: there must be no Origin"));
        }
    }

    private void checkHost(String host) throws RefusedException {
        if (!hostNames.contain(host)) {
            throw new RefusedException(Reply.error(
                    421,
                    "the driver does not go by the Host " + Text.quote(host)
                            + "; if it should, add its name, without a port, to the setting names"));
        }
    }

    private void checkToken(Headers headers) throws RefusedException {
        if (token == null) {
            return;
        }
        List<String> given = headers.getOrDefault("Authorization", List.of());
        String credentials = given.size() == 1 ? given.get(0) : "";
        boolean bearer = credentials.regionMatches(true, 0, BEARER, 0, BEARER.length());
        byte[] offered =
                bearer ? credentials.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8) : new byte[0];
        if (!MessageDigest.isEqual(offered, token)) { // in a time that tells nothing of how much is right
            throw new RefusedException(
                    Reply.error(401, "there must be the right bearer token").with("WWW-Authenticate", "Bearer"));
        }
    }

    private Reply post(HttpExchange exchange, EventContents.Content content, Deadline deadline)
            throws IOException, RefusedException {
        try (BodyReader.Body body = read(exchange, deadline)) {
            byte[] bytes = body.bytes();
            Acceptance answer = emit(content.events(bytes), deadline);
            return answer instanceof Acceptance.Invalid invalid ? content.invalid(invalid, bytes) : reply(answer);
        }
    }

    private Acceptance emit(List<CloudEvent> events, Deadline deadline) {
        deadline.end();
        try {
            return sink.emitAll(events);
        } finally {
            deadline.begin();
        }
    }

    private BodyReader.Body read(HttpExchange exchange, Deadline deadline) throws IOException, RefusedException {
        try {
            return bodies.read(exchange.getRequestBody(), announced(exchange.getRequestHeaders()));
        } catch (IOException broken) {
            if (deadline.hasPassed()) {
                throw broken; // there is no channel any more to answer on
            }
            throw new RefusedException(
                    Reply.error(400, "the body is broken: " + Text.escape(String.valueOf(broken.getMessage())))
                            .with("Connection", "close"));
        }
    }

    /** Returns the length that was announced, which the server has checked to be a number. */
    private static long announced(Headers headers) {
        String length = headers.getFirst("Content-Length");
        return length == null ? -1 : Long.parseLong(length);
    }

    private Reply reply(Acceptance answer) {
        if (answer instanceof Acceptance.Accepted) {
            health.managerWorks();
            return Reply.accepted();
        }
        if (answer instanceof Acceptance.Refused refused) {
            Duration retryAfter = Objects.requireNonNullElse(refused.retryAfter(), Reply.SOON);
            if (refused.failed()) {
                health.managerFailed(refused.reason()); // for the host to read, not for whoever sent the events
                return Reply.unavailable(retryAfter);
            }
            return Reply.busy(refused.reason(), retryAfter);
        }
        return Reply.closing();
    }
}
