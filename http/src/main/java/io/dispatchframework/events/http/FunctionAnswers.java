package io.dispatchframework.events.http;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventAnyJson;
import io.dispatchframework.events.event.CloudEventV1Mapping;
import io.dispatchframework.events.event.MalformedJsonException;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.time.TimeSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what the answer of a function means for the attempt. */
final class FunctionAnswers {

    private static final Set<Integer> WORTH_RETRYING = Set.of(404, 408, 409, 429);

    private final int maxBytes;
    private final TimeSource time;
    private final CloudEventAnyJson json;
    private final BinaryMode binary;

    FunctionAnswers(int maxBytes, TimeSource time, CloudEventV1Mapping mapping) {
        this.maxBytes = maxBytes;
        this.time = time;
        json = CloudEventAnyJson.builder()
                .mapping(mapping)
                .maxEventBytes(maxBytes)
                .build();
        binary = new BinaryMode(mapping);
    }

    /** Returns the longest body that is taken. */
    int maxBytes() {
        return maxBytes;
    }

    /** Reads an answer; where it came from is for messages. */
    FunctionResult result(Answer answer, String where) {
        int status = answer.status();
        if (status / 100 == 2) {
            return ofSuccess(answer, where);
        }
        String problem = where + " answered with the HTTP status " + status;
        if (status / 100 == 5 || WORTH_RETRYING.contains(status)) {
            Duration notBefore = answer.headers()
                    .firstValue("Retry-After")
                    .map(header -> RetryAfter.parse(header, time.now()))
                    .orElse(Duration.ZERO);
            return FunctionResult.retryAfter(notBefore, new IOException(problem));
        }
        return permanent(problem + (status / 100 == 3 ? "; redirects are not followed" : ""), null);
    }

    private FunctionResult ofSuccess(Answer answer, String where) {
        if (answer.tooLong()) {
            return permanent(where + " answered with more than " + maxBytes + " bytes", null);
        }
        HttpHeaders headers = answer.headers();
        byte[] body = answer.body();
        String coding = body.length == 0 ? "" : ContentCoding.of(headers.allValues(ContentCoding.HEADER));
        if (!coding.isEmpty()) {
            return permanent(
                    where + " answered with content in the coding " + Text.quote(coding)
                            + ", which is not understood; it must answer without, as the request's "
                            + ContentCoding.ACCEPT_HEADER + " says",
                    null);
        }
        MediaType type = MediaType.parse(headers.firstValue("Content-Type").orElse(""));
        try {
            if (type.name().equals(MediaType.EVENT) || type.name().equals(MediaType.EVENTS)) {
                List<CloudEvent> events = json.readAll(new ByteArrayInputStream(body));
                return FunctionResult.emit(null, events);
            }
            if (BinaryMode.hasVersion(headers.map()) && !type.isOfEvents()) {
                CloudEvent event = binary.read(BinaryMode.attributes(headers.map()), body);
                return FunctionResult.emit(null, List.of(event));
            }
        } catch (MalformedJsonException | MalformedHeaderException malformed) {
            return permanent(where + " answered with an event that is malformed", malformed);
        }
        return FunctionResult.success(body.length == 0 ? null : new String(body, charset(type)));
    }

    private static Charset charset(MediaType type) {
        try {
            return type.charset() == null ? StandardCharsets.UTF_8 : Charset.forName(type.charset());
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    private static FunctionResult permanent(String problem, @Nullable Throwable cause) {
        return FunctionResult.permanentFailure(new PermanentFailureException(problem, cause));
    }
}
