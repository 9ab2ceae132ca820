package io.dispatchframework.events.validation;

import io.dispatchframework.events.event.CloudEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The inputs with the verdicts of the original, {@code events.jsonl}. */
final class EventCases {

    private static final ObjectMapper JSON = JsonMapper.shared();

    private EventCases() {}

    /** One input that the original can read, and for each of its events the attributes that it finds fault with. */
    record Case(String id, String input, List<Set<String>> faults) {

        /** Reads the input. */
        List<CloudEvent> events() {
            return EventCases.read(input);
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /** Returns the inputs that the original can read. */
    static Stream<Case> readable() {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(EventCases.class.getResourceAsStream("/events.jsonl"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = JSON.readTree(line);
                if (node.get("parse").asString().equals("ok")) {
                    List<Set<String>> faults = new ArrayList<>();
                    for (JsonNode event : node.get("events")) {
                        Set<String> attributes = new TreeSet<>();
                        event.get("violations")
                                .forEach(violation -> attributes.add(
                                        violation.get("attribute").asString()));
                        faults.add(attributes);
                    }
                    cases.add(new Case(
                            node.get("id").asString(), node.get("input").asString(), faults));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return cases.stream();
    }

    private static List<CloudEvent> read(String document) {
        List<CloudEvent> events = new ArrayList<>();
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(document)) {
            values.forEachRemaining(event -> events.add(event(event)));
        }
        return events;
    }

    private static CloudEvent event(JsonNode node) {
        CloudEvent.Builder event = CloudEvent.bare()
                .namespace(text(node, "namespace"))
                .eventType(text(node, "event-type"))
                .eventTypeVersion(text(node, "event-type-version"))
                .cloudEventsVersion(text(node, "cloud-events-version"))
                .sourceType(text(node, "source-type"))
                .sourceId(text(node, "source-id"))
                .eventId(text(node, "event-id"))
                .schemaUrl(text(node, "schema-url"))
                .contentType(text(node, "content-type"))
                .data(text(node, "data"));
        if (node.hasNonNull("extensions")) {
            event.extensions(JSON.convertValue(node.get("extensions"), new TypeReference<Map<String, Object>>() {}));
        }
        return event.build();
    }

    private static @Nullable String text(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.get(name).asString() : null;
    }
}
