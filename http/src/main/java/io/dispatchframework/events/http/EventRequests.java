package io.dispatchframework.events.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.EventSink;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.CloudEventReader;
import io.dispatchframework.events.event.MalformedJsonException;
import io.dispatchframework.events.internal.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what a request is answered with: who may ask, what for, and what became of the events. */
final class EventRequests {

    private static final String BEARER = "bearer ";
    private static final Set<String> MEDIA_TYPES =
            Set.of("application/json", "application/x-ndjson", "application/jsonl", "application/cloudevents+json");

    private final String typeName;
    private final String driverName;
    private final EventSink sink;
    private final BodyReader bodies;
    private final String path;
    private final HostNames hostNames;
    private final byte @Nullable [] token;
    private final CloudEventJson json;
    private final EndpointHealth health;

    EventRequests(DriverContext context, BodyReader bodies, EndpointHealth health) {
        DriverSettings settings = context.settings();
        typeName = context.typeName();
        driverName = context.driverName();
        sink = context.sink();
        this.bodies = bodies;
        this.health = health;
        path = settings.text(HttpDriver.PATH);
        hostNames = HostNames.of(
                settings.text(HttpDriver.HOST), settings.has(HttpDriver.NAMES) ? settings.text(HttpDriver.NAMES) : "");
        token = settings.has(HttpDriver.TOKEN)
                ? settings.text(HttpDriver.TOKEN).getBytes(StandardCharsets.US_ASCII)
                : null;
        json = CloudEventJson.builder().maxEventBytes(bodies.longest()).build();
    }

    /** Works on a request; the deadline runs, save while the events are handed over. */
    Reply reply(HttpExchange exchange, Deadline deadline) throws IOException {
        try {
            Headers headers = exchange.getRequestHeaders();
            checkOrigin(headers);
            if (!path.equals(exchange.getRequestURI().getRawPath())) {
                throw new RefusedException(Reply.error(404, "events are taken at " + path));
            }
            return switch (exchange.getRequestMethod()) {
                case "GET" -> Reply.ready();
                case "POST" -> {
                    checkToken(headers);
                    checkContent(headers);
                    yield post(exchange, deadline);
                }
                default -> Reply.error(405, "send events with POST").with("Allow", "GET, POST");
            };
        } catch (RefusedException refused) {
            return refused.reply();
        }
    }

    /** Refuses what a web page in somebody's browser can send. */
    private void checkOrigin(Headers headers) throws RefusedException {
        List<String> hosts = headers.getOrDefault("Host", List.of());
        if (hosts.size() != 1) {
            throw new RefusedException(Reply.error(400, "there must be one Host"));
        }
        if (!hostNames.contain(hosts.get(0))) {
            throw new RefusedException(Reply.error(
                    421,
                    "the driver does not go by the Host " + Text.quote(hosts.get(0))
                            + "; if it should, add it to the setting names"));
        }
        if (headers.containsKey("Origin")) {
            throw new RefusedException(Reply.error(403, "web pages may not send events: there must be no Origin"));
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

    /** Takes only what a browser sends to nobody without asking first. */
    private static void checkContent(Headers headers) throws RefusedException {
        List<String> types = headers.getOrDefault("Content-Type", List.of());
        MediaType type = types.size() == 1 ? MediaType.parse(types.get(0)) : null;
        if (type == null || !MEDIA_TYPES.contains(type.name())) {
            throw new RefusedException(
                    Reply.error(415, "the content type must be application/json or application/x-ndjson"));
        }
        if (!type.isUtf8()) {
            throw new RefusedException(Reply.error(415, "the charset must be UTF-8"));
        }
        String encoding = headers.getFirst("Content-Encoding");
        if (encoding != null && !encoding.toLowerCase(Locale.ROOT).equals("identity")) {
            throw new RefusedException(Reply.error(415, "the body must not be compressed"));
        }
    }

    private Reply post(HttpExchange exchange, Deadline deadline) throws IOException, RefusedException {
        try (BodyReader.Body body = read(exchange, deadline)) {
            byte[] bytes = body.bytes();
            List<CloudEvent> events = parse(bytes);
            return reply(emit(events, deadline), bytes);
        } catch (MalformedJsonException fault) {
            return Reply.malformed(fault);
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

    private List<CloudEvent> parse(byte[] bytes) throws RefusedException {
        List<CloudEvent> events = new ArrayList<>();
        try (CloudEventReader reader = json.reader(new ByteArrayInputStream(bytes))) {
            for (CloudEvent event = reader.next(); event != null; event = reader.next()) {
                events.add(withSource(event));
            }
        }
        if (events.isEmpty()) {
            throw new RefusedException(Reply.error(400, "there is no event in the body"));
        }
        return events;
    }

    private CloudEvent withSource(CloudEvent event) {
        if (!event.sourceType().isEmpty() && !event.sourceId().isEmpty()) {
            return event;
        }
        return event.toBuilder()
                .sourceType(event.sourceType().isEmpty() ? typeName : event.sourceType())
                .sourceId(event.sourceId().isEmpty() ? driverName : event.sourceId())
                .build();
    }

    private Reply reply(Acceptance answer, byte[] bytes) {
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
        return answer instanceof Acceptance.Invalid invalid ? reply(invalid, bytes) : Reply.closing();
    }

    /** Answers with the place of the invalid event, for which the body is read again: it is rarely needed. */
    private Reply reply(Acceptance.Invalid invalid, byte[] bytes) {
        try (CloudEventReader reader = json.reader(new ByteArrayInputStream(bytes))) {
            for (int i = 0; i <= invalid.index(); i++) {
                reader.next();
            }
            return Reply.invalid(invalid.index(), reader.line(), reader.column(), invalid.violations());
        }
    }
}
