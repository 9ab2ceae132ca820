package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples of the JSON format of CloudEvents 1.0.2, sections 3.2 and 4.3, with bytes where those have dots, and what they
 * say; the former also as the HTTP binding has them in binary mode.
 */
class CloudEventV1ExamplesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final CloudEventV1Json V1 = CloudEventV1Json.create();
    private static final CloudEventV1Mapping MAPPING = CloudEventV1Mapping.create();

    record Example(String id, JsonNode document, Map<String, Object> attributes, DataKind kind, String payload) {

        static Example parse(String line) {
            try {
                JsonNode node = MAPPER.readTree(line);
                return new Example(
                        node.get("id").textValue(),
                        node.get("document"),
                        MAPPER.convertValue(node.get("attributes"), new TypeReference<Map<String, Object>>() {}),
                        DataKind.valueOf(node.get("kind").textValue()),
                        node.get("payload").textValue());
            } catch (IOException malformed) {
                throw new IllegalStateException(line, malformed);
            }
        }

        @Override
        public String toString() {
            return id;
        }
    }

    static List<Example> examples() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                        CloudEventV1ExamplesTest.class.getResourceAsStream("/cases/cloudevents-1.0.jsonl"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().map(Example::parse).toList();
        }
    }

    @Test
    void examples_areAllThere() throws IOException {
        assertThat(examples()).hasSize(6).extracting(Example::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void read_ofExample_hasItsAttributesAndPayload(Example example) {
        CloudEvent event = V1.read(example.document().toString());

        assertThat(MAPPING.toAttributes(event)).isEqualTo(example.attributes());
        assertThat(event.dataKind()).isEqualTo(example.kind());
        assertThat(event.data()).isEqualTo(example.payload());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void write_ofExample_saysTheSameAgain(Example example) throws IOException {
        CloudEvent event = V1.read(example.document().toString());

        assertThat(MAPPER.readTree(V1.write(event))).isEqualTo(withoutNulls(example.document()));
        assertThat(V1.read(V1.write(event))).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void fromAttributes_ofExampleInBinaryMode_hasItsAttributesAndPayload(Example example) {
        Map<String, String> headers = new LinkedHashMap<>();
        example.attributes().forEach((name, value) -> headers.put(name, value.toString()));
        byte[] body = V1.read(example.document().toString()).dataBytes();

        CloudEvent event = MAPPING.fromAttributes(headers, body);

        assertThat(MAPPING.toAttributes(event)).isEqualTo(headers);
        assertThat(event.dataKind()).isEqualTo(example.kind());
        assertThat(event.data()).isEqualTo(example.payload());
    }

    @Test
    void readAll_ofExamplesInABatch_isEachOfThem() throws IOException {
        List<String> documents =
                examples().stream().map(each -> each.document().toString()).toList();
        List<CloudEvent> events = documents.stream().map(V1::read).toList();

        for (String all : List.of("[" + String.join(",", documents) + "]", String.join("\n", documents))) {
            assertThat(V1.readAll(new ByteArrayInputStream(all.getBytes(StandardCharsets.UTF_8))))
                    .isEqualTo(events);
        }
    }

    /** What is null is as good as absent. */
    private static JsonNode withoutNulls(JsonNode document) {
        ObjectNode copy = document.deepCopy();
        Stream.of("unsetextension", "subject")
                .filter(name -> copy.path(name).isNull())
                .forEach(copy::remove);
        return copy;
    }
}
