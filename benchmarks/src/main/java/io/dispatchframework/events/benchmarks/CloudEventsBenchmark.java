package io.dispatchframework.events.benchmarks;

import static java.util.Map.entry;

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

/**
 * Reading and writing JSON of CloudEvents 1.0, events of 600 bytes, beside the CloudEvents SDK with the same bytes.
 *
 * <p>The SDK checks less: it takes malformed UTF-8, names given twice and what stands after the end. Both write bytes.
 */
@Fork(
        value = 1,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
public class CloudEventsBenchmark extends InTurns {

    private static final int EVENTS = 1_000;

    /** Readers and writers, with an event. */
    @State(Scope.Benchmark)
    public static class Running extends Turns {

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

        @Override
        void prepare() {
            String text = new CloudEventsScenario(content).event();
            one = text.getBytes(StandardCharsets.UTF_8);
            many = (text + "\n").repeat(EVENTS).getBytes(StandardCharsets.UTF_8);
            event = json.read(one);
            sdkEvent = sdk.deserialize(one);
            if (!event.eventId().equals(sdkEvent.getId())
                    || !Objects.equals(event.eventTime(), sdkEvent.getTime())
                    || event.extensions().size() != sdkEvent.getExtensionNames().size() + 1
                    || json.writeBytes(event).length != one.length
                    // The SDK writes plain text in base64, which makes it longer.
                    || (content != Content.TEXT && sdk.serialize(sdkEvent).length != one.length)) {
                throw new IllegalStateException("not the same information: " + event + ", " + sdkEvent);
            }
        }

        @Override
        Map<String, Contender.Start> contenders() {
            return Map.ofEntries(
                    entry("read", Contender.repeating(EVENTS, () -> json.read(one))),
                    entry("readAnyVersion", Contender.repeating(EVENTS, () -> any.read(one))),
                    entry("readLines", () -> this::readLines),
                    entry("write", Contender.repeating(EVENTS, () -> json.writeBytes(event))),
                    entry("writeText", Contender.repeating(EVENTS, () -> json.write(event))),
                    entry("writeV01", Contender.repeating(EVENTS, () -> v01.writeBytes(event))),
                    entry("sdkRead", Contender.repeating(EVENTS, () -> sdk.deserialize(one))),
                    entry("sdkWrite", Contender.repeating(EVENTS, () -> sdk.serialize(sdkEvent))));
        }

        private void readLines(Blackhole results) {
            try (Stream<CloudEvent> events = lines.stream(new ByteArrayInputStream(many))) {
                events.forEach(results::consume);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void turns(Running running, Blackhole results) throws Exception {
        running.run(results);
    }
}
