package io.dispatchframework.events.http;

import com.sun.net.httpserver.Headers;
import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventAnyJson;
import io.dispatchframework.events.event.CloudEventReader;
import io.dispatchframework.events.event.CloudEventV1Mapping;
import io.dispatchframework.events.event.MalformedJsonException;
import io.dispatchframework.events.internal.Text;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells by the headers of a request how events are in it, and reads them. */
final class EventContents {

    private static final Set<String> JSON_TYPES =
            Set.of("application/json", "application/x-ndjson", "application/jsonl", MediaType.EVENT, MediaType.EVENTS);

    private final String sourceType;
    private final String driverName;
    private final CloudEventAnyJson json;
    private final BinaryMode binary;

    /** The events of a request, as its headers say that they are in its body. */
    interface Content {

        /** Reads them; refuses what is malformed. */
        List<CloudEvent> events(byte[] body) throws RefusedException;

        /** Tells what is wrong with one of them, and which it is. */
        Reply invalid(Acceptance.Invalid invalid, byte[] body);
    }

    EventContents(DriverContext context, int longestBody) {
        DriverSettings settings = context.settings();
        sourceType = settings.has(HttpDriver.SOURCE_TYPE) ? settings.text(HttpDriver.SOURCE_TYPE) : context.typeName();
        driverName = context.driverName();
        CloudEventV1Mapping mapping =
                CloudEventV1Mapping.builder().sourceType(sourceType).build();
        json = CloudEventAnyJson.builder()
                .mapping(mapping)
                .maxEventBytes(longestBody)
                .build();
        binary = new BinaryMode(mapping);
    }

    /** Takes only what a browser sends to nobody without asking first: some content types, and headers of its own. */
    Content of(Headers headers) throws RefusedException {
        String coding = ContentCoding.of(headers.getOrDefault(ContentCoding.HEADER, List.of()));
        if (!coding.isEmpty()) {
            throw new RefusedException(
                    Reply.error(415, "the body must not be compressed, was in the coding " + Text.quote(coding))
                            .with(ContentCoding.ACCEPT_HEADER, ContentCoding.NONE));
        }
        List<String> types = headers.getOrDefault("Content-Type", List.of());
        MediaType type = types.size() == 1 ? MediaType.parse(types.get(0)) : null;
        boolean ofEvents = type != null && type.isOfEvents();
        return BinaryMode.hasAttributes(headers) && !ofEvents ? binary(headers) : json(type);
    }

    private Content json(@Nullable MediaType type) throws RefusedException {
        if (type == null || !JSON_TYPES.contains(type.name())) {
            throw new RefusedException(Reply.error(
                    415,
                    "the content type must be application/json, application/x-ndjson, " + MediaType.EVENT + " or "
                            + MediaType.EVENTS
                            + ", or any other with the attributes of an event as headers, such as ce-specversion"));
        }
        if (!type.isUtf8()) {
            throw new RefusedException(Reply.error(415, "the charset must be UTF-8"));
        }
        return new JsonContent(type.name().equals(MediaType.EVENTS));
    }

    private Content binary(Headers headers) throws RefusedException {
        try {
            return new BinaryContent(BinaryMode.attributes(headers));
        } catch (MalformedHeaderException fault) {
            throw new RefusedException(Reply.malformed(fault));
        }
    }

    /** Events in JSON. */
    private final class JsonContent implements Content {

        private final boolean batch;

        JsonContent(boolean batch) {
            this.batch = batch;
        }

        @Override
        public List<CloudEvent> events(byte[] body) throws RefusedException {
            List<CloudEvent> events = new ArrayList<>();
            try (CloudEventReader reader = json.reader(new ByteArrayInputStream(body))) {
                for (CloudEvent event = reader.next(); event != null; event = reader.next()) {
                    events.add(withSource(event));
                }
            } catch (MalformedJsonException fault) {
                throw new RefusedException(Reply.malformed(fault));
            }
            if (batch && !isList(body)) {
                throw new RefusedException(
                        Reply.error(400, "the body must be a list of events, as it is " + MediaType.EVENTS));
            }
            if (events.isEmpty() && !batch) {
                throw new RefusedException(Reply.error(400, "there is no event in the body"));
            }
            return events;
        }

        /** Tells whether well-formed events stand in a list. */
        private static boolean isList(byte[] body) {
            int i = 0;
            while (i < body.length && (body[i] == ' ' || body[i] == '\t' || body[i] == '\n' || body[i] == '\r')) {
                i++;
            }
            return i < body.length && body[i] == '[';
        }

        /** Events of 0.1 get what their driver is called; those of 1.0 have a source type, and must have a source. */
        private CloudEvent withSource(CloudEvent event) {
            boolean complete =
                    !event.sourceType().isEmpty() && !event.sourceId().isEmpty();
            if (complete || event.cloudEventsVersion().equals(CloudEventV1Mapping.SPEC_VERSION)) {
                return event;
            }
            return event.toBuilder()
                    .sourceType(event.sourceType().isEmpty() ? sourceType : event.sourceType())
                    .sourceId(event.sourceId().isEmpty() ? driverName : event.sourceId())
                    .build();
        }

        /** Answers with the place of the invalid event, for which the body is read again: it is rarely needed. */
        @Override
        public Reply invalid(Acceptance.Invalid invalid, byte[] body) {
            try (CloudEventReader reader = json.reader(new ByteArrayInputStream(body))) {
                for (int i = 0; i <= invalid.index(); i++) {
                    reader.next();
                }
                return Reply.invalid(invalid.index(), reader.line(), reader.column(), invalid.violations());
            }
        }
    }

    /** One event, whose attributes are headers. */
    private final class BinaryContent implements Content {

        private final Map<String, String> attributes;

        BinaryContent(Map<String, String> attributes) {
            this.attributes = attributes;
        }

        @Override
        public List<CloudEvent> events(byte[] body) throws RefusedException {
            try {
                return List.of(binary.read(attributes, body));
            } catch (MalformedHeaderException fault) {
                throw new RefusedException(Reply.malformed(fault));
            }
        }

        @Override
        public Reply invalid(Acceptance.Invalid invalid, byte[] body) {
            return Reply.invalid(invalid.index(), invalid.violations());
        }
    }
}
