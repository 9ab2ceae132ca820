package io.dispatchframework.events.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.dispatchframework.events.event.MalformedJsonException;
import io.dispatchframework.events.event.Violation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param status the status code
 * @param headers headers beside the content type
 * @param body JSON, or {@code ""} for none
 */
record Reply(int status, Map<String, String> headers, String body) {

    /** When to come back where nothing better is known. */
    static final Duration SOON = Duration.ofSeconds(1);

    static Reply of(int status, Map<String, ?> body) {
        return new Reply(status, Map.of(), Json.write(body));
    }

    static Reply error(int status, String error) {
        return of(status, Map.of("error", error));
    }

    /** Has no body: on 17 the server sends one in a packet of its own, which the client's TCP may delay by 40 ms. */
    static Reply accepted() {
        return new Reply(201, Map.of(), "");
    }

    /** Has no body, for a request that asks for headers. */
    static Reply granted(Map<String, String> headers) {
        return new Reply(200, headers, "");
    }

    static Reply ready() {
        return of(200, Map.of("status", "ready"));
    }

    static Reply closing() {
        return error(503, "the driver is stopping").with("Connection", "close");
    }

    static Reply busy(String why, Duration retryAfter) {
        return error(429, why).with("Retry-After", seconds(retryAfter));
    }

    static Reply unavailable(Duration retryAfter) {
        return error(503, "the event manager failed; the events may have been emitted")
                .with("Retry-After", seconds(retryAfter));
    }

    private static String seconds(Duration retryAfter) {
        return Long.toString(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
    }

    static Reply fault() {
        return error(500, "the driver failed at this request; the events may have been emitted")
                .with("Connection", "close");
    }

    static Reply tooLong(int longest) {
        return error(413, "the body must be at most " + longest + " bytes").with("Connection", "close");
    }

    static Reply malformed(MalformedJsonException fault) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", String.valueOf(fault.getMessage()));
        body.put("line", fault.line());
        body.put("column", fault.column());
        String attribute = fault.attribute();
        if (attribute != null) {
            body.put("attribute", attribute);
        }
        return of(400, body);
    }

    static Reply malformed(MalformedHeaderException fault) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", String.valueOf(fault.getMessage()));
        body.put("attribute", fault.attribute());
        return of(400, body);
    }

    /** Tells what is wrong with an event that has no place in a body. */
    static Reply invalid(int index, List<Violation> violations) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", "the event is invalid");
        return invalid(body, index, violations);
    }

    static Reply invalid(int index, long line, long column, List<Violation> violations) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", "line " + line + ", column " + column + ": the event is invalid");
        body.put("line", line);
        body.put("column", column);
        return invalid(body, index, violations);
    }

    private static Reply invalid(Map<String, Object> body, int index, List<Violation> violations) {
        body.put("index", index);
        body.put(
                "violations",
                violations.stream()
                        .map(violation -> {
                            Map<String, String> one = new LinkedHashMap<>();
                            one.put("attribute", violation.attribute());
                            one.put("message", violation.message());
                            return one;
                        })
                        .toList());
        return of(400, body);
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }

    void send(HttpExchange exchange) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Headers out = exchange.getResponseHeaders();
        headers.forEach(out::set);
        out.set("Cache-Control", "no-store");
        boolean toHead = exchange.getRequestMethod().equals("HEAD"); // for whom the server would log what it leaves out
        if (bytes.length == 0 || toHead) {
            exchange.sendResponseHeaders(status, -1); // which means none
        } else {
            out.set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            OutputStream answer = exchange.getResponseBody();
            answer.write(bytes);
            // Closing reads what is left of the request first, and may fail at it: on 25 before it flushes.
            answer.flush();
        }
    }
}
