package io.dispatchframework.events.benchmarks;

import java.nio.charset.StandardCharsets;

/** Events of 600 bytes as JSON of CloudEvents 1.0. */
public final class CloudEventsScenario {

    private static final int EVENT_BYTES = 600;

    /** What the event has; all are of one size. */
    public enum Content {
        /** A JSON object as its payload, the usual case. */
        OBJECT,
        /** The same, and three extensions. */
        EXTENSIONS,
        /** Plain text as its payload. */
        TEXT
    }

    private final Content content;

    CloudEventsScenario(Content content) {
        this.content = content;
    }

    String event() {
        String begin = "{\"specversion\":\"1.0\",\"id\":\"0c2b9a3e-5f2c-4b1e-9a57-7d1f6c3e8b42\","
                + "\"source\":\"/vcenter/vcenter1.corp.local\",\"type\":\"com.example.vm.powered.on\","
                + "\"subject\":\"web-042\",\"time\":\"2018-03-02T23:31:35.123Z\","
                + "\"dataschema\":\"https://schemas.example.com/vcenter/vm.powered.on.json\",\"datacontenttype\":\""
                + (content == Content.TEXT ? "text/plain" : "application/json") + "\",";
        if (content == Content.EXTENSIONS) {
            begin += "\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"tenant\":\"acme\",\"retries\":2,";
        }
        return content == Content.TEXT
                ? padded(begin + "\"data\":\"", "\"}")
                : padded(
                        begin + "\"data\":{\"vm\":\"web-042\",\"host\":{\"name\":\"esx-7\",\"cores\":32},"
                                + "\"on\":true,\"load\":[0.5,0.75,1],\"note\":\"",
                        "\"}}");
    }

    /** Makes an event as long as all are. */
    private static String padded(String before, String after) {
        int missing = EVENT_BYTES - (before + after).getBytes(StandardCharsets.UTF_8).length;
        return before + "x".repeat(missing) + after;
    }
}
