package io.dispatchframework.events.benchmarks;

import io.cloudevents.core.format.EventFormat;
import io.cloudevents.jackson.JsonFormat;
import io.dispatchframework.events.benchmarks.CloudEventsScenario.Content;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventAnyJson;
import io.dispatchframework.events.event.CloudEventFormat;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.CloudEventV1Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
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

/**
 * Reading and writing JSON of CloudEvents 1.0, events of 600 bytes, beside the CloudEvents SDK with the same bytes.
 *
 * <p>The SDK checks less: it takes malformed UTF-8, names given twice and what stands after the end. Both write bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
public class CloudEventsBenchmark {

    private static final int EVENTS = 1_000;

    /** What the event has. */
    @Param({"OBJECT", "EXTENSIONS", "TEXT"})
    public Content content = Content.OBJECT;

    private final CloudEventFormat json = CloudEventV1Json.create();
    private final CloudEventFormat v01 =
            CloudEventJson.builder().inlineJson(true).build();
    private final CloudEventFormat any = CloudEventAnyJson.create();
    private final CloudEventFormat lines = CloudEventV1Json.builder()
            .lines(fault -> {
                throw fault;
            })
            .build();
    private final EventFormat sdk = new JsonFormat();

    private byte[] one = {};
    private byte[] many = {};
    private CloudEvent event = CloudEvent.bare().build();
    private io.cloudevents.CloudEvent sdkEvent = new io.cloudevents.core.v1.CloudEventBuilder()
            .withId("none")
            .withSource(java.net.URI.create("/none"))
            .withType("none")
            .build();

    @Setup(Level.Trial)
    public void setUp() {
        String text = new CloudEventsScenario(content).event();
        one = text.getBytes(StandardCharsets.UTF_8);
        many = (text + "\n").repeat(EVENTS).getBytes(StandardCharsets.UTF_8);
        event = json.read(one);
        sdkEvent = sdk.deserialize(one);
        if (!event.eventId().equals(sdkEvent.getId())
                || !Objects.equals(event.eventTime(), sdkEvent.getTime())
                || event.extensions().size() != sdkEvent.getExtensionNames().size() + 1
                || write().length != one.length
                // The SDK writes plain text in base64, which makes it longer.
                || (content != Content.TEXT && sdkWrite().length != one.length)) {
            throw new IllegalStateException("not the same information: " + event + ", " + sdkEvent);
        }
    }

    @Benchmark
    public CloudEvent read() {
        return json.read(one);
    }

    @Benchmark
    public CloudEvent readAnyVersion() {
        return any.read(one);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void readLines(Blackhole blackhole) {
        try (Stream<CloudEvent> events = lines.stream(new ByteArrayInputStream(many))) {
            events.forEach(blackhole::consume);
        }
    }

    @Benchmark
    public byte[] write() {
        return json.writeBytes(event);
    }

    @Benchmark
    public String writeText() {
        return json.write(event);
    }

    @Benchmark
    public byte[] writeV01() {
        return v01.writeBytes(event);
    }

    @Benchmark
    public io.cloudevents.CloudEvent sdkRead() {
        return sdk.deserialize(one);
    }

    @Benchmark
    public byte[] sdkWrite() {
        return sdk.serialize(sdkEvent);
    }
}
