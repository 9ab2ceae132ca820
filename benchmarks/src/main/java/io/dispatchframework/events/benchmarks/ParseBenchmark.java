package io.dispatchframework.events.benchmarks;

import static java.util.Map.entry;

import io.cloudevents.core.format.EventFormat;
import io.cloudevents.jackson.JsonFormat;
import io.dispatchframework.events.benchmarks.ParseScenario.Content;
import io.dispatchframework.events.benchmarks.ParseScenario.PlainEvent;
import io.dispatchframework.events.benchmarks.ParseScenario.TextTimeEvent;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reading events of 600 bytes, one and a thousand, beside Jackson that binds the same bytes to a plain record, and the
 * CloudEvents SDK that reads the same information in its own format.
 *
 * <p>The peers check less: Jackson takes malformed UTF-8, names given twice and what stands after the end.
 */
@Fork(
        value = 1,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
public class ParseBenchmark extends InTurns {

    private static final int EVENTS = 1_000;

    /** Readers, with an event. */
    @State(Scope.Benchmark)
    public static class Running extends Turns {

        private static final JsonMapper JACKSON = JsonMapper.builder()
                // Otherwise the offset of the time would be lost.
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .build();

        /** What the event has. */
        @Param({"PLAIN", "EXTENSIONS", "BEYOND_ASCII"})
        public Content content = Content.PLAIN;

        private final CloudEventJson json = CloudEventJson.create();
        private final CloudEventJson lines = CloudEventJson.builder()
                .lines(fault -> {
                    throw fault;
                })
                .build();
        private final ObjectReader plainRecord = JACKSON.readerFor(PlainEvent.class);
        private final ObjectReader textTimeRecord = JACKSON.readerFor(TextTimeEvent.class);
        private final EventFormat sdk = new JsonFormat();

        private String text = "";
        private byte[] one = {};
        private byte[] many = {};
        private byte[] sdkOne = {};

        @Override
        void prepare() {
            ParseScenario scenario = new ParseScenario(content);
            text = scenario.event();
            one = text.getBytes(StandardCharsets.UTF_8);
            many = (text + "\n").repeat(EVENTS).getBytes(StandardCharsets.UTF_8);
            sdkOne = scenario.cloudEventsEvent().getBytes(StandardCharsets.UTF_8);

            CloudEvent ours = json.read(one);
            PlainEvent theirs = plainRecord.readValue(one);
            if (!Objects.equals(ours.data(), theirs.data())
                    || !Objects.equals(ours.eventTime(), theirs.eventTime())
                    || ours.hasExtensions() != (theirs.extensions() != null)
                    || sdk.deserialize(sdkOne).getTime() == null
                    || sdkOne.length != one.length) {
                throw new IllegalStateException("not the same information: " + ours + ", " + theirs);
            }
        }

        @Override
        Map<String, Contender.Start> contenders() {
            return Map.ofEntries(
                    entry("bytes", Contender.repeating(EVENTS, () -> json.read(one))),
                    entry("text", Contender.repeating(EVENTS, () -> json.read(text))),
                    entry("input", Contender.repeating(EVENTS, () -> json.readAll(new ByteArrayInputStream(one)))),
                    entry("manyStreamed", () -> results -> consume(json, results)),
                    entry("manyLines", () -> results -> consume(lines, results)),
                    entry("jackson", Contender.repeating(EVENTS, () -> plainRecord.readValue(one))),
                    entry("jacksonTimeAsText", Contender.repeating(EVENTS, () -> textTimeRecord.readValue(one))),
                    entry("manyJackson", () -> this::manyJackson),
                    entry("sdk", Contender.repeating(EVENTS, () -> sdk.deserialize(sdkOne))));
        }

        private void consume(CloudEventJson from, Blackhole results) {
            try (Stream<CloudEvent> events = from.stream(new ByteArrayInputStream(many))) {
                events.forEach(results::consume);
            }
        }

        private void manyJackson(Blackhole results) {
            try (MappingIterator<PlainEvent> events = plainRecord.readValues(new ByteArrayInputStream(many))) {
                events.forEachRemaining(results::consume);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void turns(Running running, Blackhole results) throws Exception {
        running.run(results);
    }
}
