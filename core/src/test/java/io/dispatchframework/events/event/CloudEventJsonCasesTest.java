package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Dispatch's own parser made of many documents. */
class CloudEventJsonCasesTest {

    private static final CloudEventJson JSON = CloudEventJson.create();

    record Case(String id, String input, boolean ok, List<String> topics) {

        @Override
        public String toString() {
            return id;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readAll_ofCase_agreesWithTheOriginal(Case each) {
        byte[] document = each.input().getBytes(StandardCharsets.UTF_8);
        if (each.ok()) {
            assertThat(JSON.readAll(new ByteArrayInputStream(document)))
                    .extracting(event -> event.sourceType() + "." + event.eventType())
                    .containsExactlyElementsOf(each.topics());
        } else {
            assertThatThrownBy(() -> JSON.readAll(new ByteArrayInputStream(document)))
                    .isInstanceOf(MalformedJsonException.class);
        }
    }

    @Test
    void cases_areAllThere() throws IOException {
        assertThat(cases()).hasSize(689);
    }

    static Stream<Case> cases() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        try (InputStream in = Objects.requireNonNull(
                        CloudEventJsonCasesTest.class.getResourceAsStream("/cases/events.jsonl"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return Stream.of(lines.lines().toArray(String[]::new)).map(line -> parse(mapper, line));
        }
    }

    private static Case parse(ObjectMapper mapper, String line) {
        try {
            JsonNode node = mapper.readTree(line);
            List<String> topics = StreamSupport.stream(node.get("events").spliterator(), false)
                    .map(event -> event.get("topic").textValue())
                    .toList();
            return new Case(
                    node.get("id").textValue(),
                    node.get("input").textValue(),
                    node.get("parse").textValue().equals("ok"),
                    topics);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
