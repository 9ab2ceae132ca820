package io.dispatchframework.events.benchmarks;

import io.cloudevents.core.format.EventFormat;
import io.cloudevents.jackson.JsonFormat;
import io.dispatchframework.events.benchmarks.ParseScenario.Content;
import io.dispatchframework.events.benchmarks.ParseScenario.PlainEvent;
import io.dispatchframework.events.benchmarks.ParseScenario.TextTimeEvent;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
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
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
public class ParseBenchmark {

    private static final int EVENTS = 1_000;

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

    @Setup(Level.Trial)
    public void setUp() {
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

    @Benchmark
    public CloudEvent bytes() {
        return json.read(one);
    }

    @Benchmark
    public CloudEvent text() {
        return json.read(text);
    }

    @Benchmark
    public List<CloudEvent> input() {
        return json.readAll(new ByteArrayInputStream(one));
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void manyStreamed(Blackhole blackhole) {
        consume(json, blackhole);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void manyLines(Blackhole blackhole) {
        consume(lines, blackhole);
    }

    private void consume(CloudEventJson from, Blackhole blackhole) {
        try (Stream<CloudEvent> events = from.stream(new ByteArrayInputStream(many))) {
            events.forEach(blackhole::consume);
        }
    }

    @Benchmark
    public PlainEvent jackson() {
        return plainRecord.readValue(one);
    }

    @Benchmark
    public TextTimeEvent jacksonTimeAsText() {
        return textTimeRecord.readValue(one);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void manyJackson(Blackhole blackhole) {
        try (MappingIterator<PlainEvent> events = plainRecord.readValues(new ByteArrayInputStream(many))) {
            events.forEachRemaining(blackhole::consume);
        }
    }

    @Benchmark
    public io.cloudevents.CloudEvent sdk() {
        return sdk.deserialize(sdkOne);
    }
}
