package io.dispatchframework.events.validation;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The inputs with the verdicts of the original, {@code events.jsonl}. */
final class EventCases {

    private static final ObjectMapper JSON = JsonMapper.shared();

    private EventCases() {}

    /**
     * One input, and for each event that the original read from it the attributes that it found fault with.
     *
     * @param faults {@code null} if the original could not read the input
     */
    record Case(String id, String input, @Nullable List<Set<String>> faults) {

        /** Reads the input. */
        List<CloudEvent> events() {
            return CloudEventJson.create().readAll(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /** Returns the inputs that the original can read. */
    static Stream<Case> readable() {
        return all().filter(one -> one.faults() != null);
    }

    /** Returns all inputs. */
    static Stream<Case> all() {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(EventCases.class.getResourceAsStream("/events.jsonl"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = JSON.readTree(line);
                List<Set<String>> faults = null;
                if (node.get("parse").asString().equals("ok")) {
                    faults = new ArrayList<>();
                    for (JsonNode event : node.get("events")) {
                        Set<String> attributes = new TreeSet<>();
                        event.get("violations")
                                .forEach(violation -> attributes.add(
                                        violation.get("attribute").asString()));
                        faults.add(attributes);
                    }
                }
                cases.add(new Case(node.get("id").asString(), node.get("input").asString(), faults));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return cases.stream();
    }
}
