package io.dispatchframework.events.examples;

import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.CloudEventReader;
import io.dispatchframework.events.event.CloudEventV1Json;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.dispatchframework.events.validation.EventRules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A bridge from CloudEvents 0.1 to 1.0: reads events of 0.1, one a line, and a function hands each on as a document of 1.0.
 *
 * <p>To see: what 1.0 has no name for is carried along, and {@link CloudEventJson} writes the event as it was. A line that
 * is malformed is named and left out, and the rules for 1.0 refuse a source that is no URI reference.
 */
public final class Bridge {

    private static final String SAMPLE = """
            {"namespace":"corp.local","event-type":"vm.powered.on","cloud-events-version":"0.1","source-type":"vcenter",\
            "source-id":"vcenter1","event-id":"1","content-type":"application/json",\
            "extensions":{"rack":7,"Data-Center":{"row":"B"}},"data":"{\\"vm\\":\\"web-1\\"}"}
            {"event-type":"vm.powered.off"
            {"namespace":"corp.local","event-type":"vm.powered.off","cloud-events-version":"0.1","source-type":"vcenter",\
            "source-id":"vcenter 1","event-id":"2"}
            {"namespace":"corp.local","event-type":"vm.renamed","cloud-events-version":"0.1","source-type":"vcenter",\
            "source-id":"vcenter1","event-id":"3","content-type":"text/plain","data":"web-2"}
            """;

    private Bridge() {}

    /**
     * Runs the example.
     *
     * @param args a file of events, {@code -} for the standard input, none for three events and a broken one
     * @throws IOException if the events cannot be read
     */
    public static void main(String[] args) throws IOException {
        try (InputStream events = input(args)) {
            run(events, System.out);
        }
    }

    private static InputStream input(String[] args) throws IOException {
        if (args.length == 0) {
            return new ByteArrayInputStream(SAMPLE.getBytes(StandardCharsets.UTF_8));
        }
        return args[0].equals("-") ? System.in : Files.newInputStream(Path.of(args[0]));
    }

    private static void run(InputStream source, PrintStream target) throws IOException {
        CloudEventJson in = CloudEventJson.builder()
                .lines(fault -> target.println("left out: line " + fault.line()))
                .build();
        CloudEventV1Json out = CloudEventV1Json.create();

        try (EventManager events = EventManager.builder()
                        .validator(BeanEventValidator.create(EventRules.CLOUDEVENTS)) // so that all can be said in 1.0
                        .subscriptionStore(MemorySubscriptionStore.create())
                        .functions(FunctionRegistry.create()
                                .registerVoid("hand on", call -> target.println(out.write(call.event()))))
                        .build();
                CloudEventReader reader = in.reader(source)) {
            events.subscriptions()
                    .create(Subscription.builder("bridge")
                            .functionName("hand on")
                            .build());
            for (var event = reader.next(); event != null; event = reader.next()) {
                var violations = events.explain(event).violations();
                if (violations.isEmpty()) {
                    Emission emission = events.emit(event);
                    emission.await(Duration.ofSeconds(30)); // keeps the order of the lines
                } else {
                    target.println("left out: " + violations.get(0));
                }
            }
        }
    }
}
