package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.function.FunctionResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The messages that "HTTP Protocol Binding for CloudEvents", version 1.0.2, shows in 3.1.4, 3.2.4 and 3.3.3, as they stand on
 * the wire: requests to the driver, and answers of functions.
 *
 * <p>What the document leaves out is filled in. The method of its structured and batched requests is PUT, which it says is
 * an illustration; here it is POST, as for the binary one.
 */
@Timeout(60)
class HttpBindingExamplesTest {

    private static final String DATA = "{\n    \"temperature\": 21\n}";

    private static final Map<String, String> SETTINGS =
            Map.of("path", "/someresource", "names", "webhook.example.com", "sourceType", "cloudevents");

    enum Example {
        BINARY("""
                ce-specversion: 1.0
                ce-type: com.example.someevent
                ce-time: 2018-04-05T03:56:24Z
                ce-id: 1234-1234-1234
                ce-source: /mycontext/subcontext
                Content-Type: application/json; charset=utf-8
                """, DATA, event("1234-1234-1234", "application/json; charset=utf-8")),
        STRUCTURED(
                "Content-Type: application/cloudevents+json; charset=utf-8\n",
                object("1234-1234-1234"),
                event("1234-1234-1234", "application/json")),
        BATCHED(
                "Content-Type: application/cloudevents-batch+json; charset=utf-8\n",
                "[" + object("1234-1234-1234") + ",\n" + object("1234-4567-8910") + "]",
                event("1234-1234-1234", "application/json"),
                event("1234-4567-8910", "application/json"));

        private final String headers;
        private final String body;

        @SuppressWarnings("ImmutableEnumChecker") // the list is immutable
        private final List<CloudEvent> events;

        Example(String headers, String body, CloudEvent... events) {
            this.headers = headers;
            this.body = body;
            this.events = List.of(events);
        }

        /** Returns the message behind its first line; whoever gets it is to close the connection. */
        byte[] message() {
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            String head = headers + "Content-Length: " + length + "\nConnection: close\n\n";
            return (head.replace("\n", "\r\n") + body).getBytes(StandardCharsets.UTF_8);
        }
    }

    private static String object(String id) {
        return """
                {
                    "specversion" : "1.0",
                    "type" : "com.example.someevent",
                    "time" : "2018-04-05T03:56:24Z",
                    "id" : "%s",
                    "source" : "/mycontext/subcontext",
                    "datacontenttype" : "application/json",
                    "data" : %s
                }""".formatted(id, DATA);
    }

    private static CloudEvent event(String id, String contentType) {
        return CloudEvent.bare()
                .cloudEventsVersion("1.0")
                .eventType("com.example.someevent")
                .eventTime(OffsetDateTime.parse("2018-04-05T03:56:24Z"))
                .eventId(id)
                .sourceType("cloudevents")
                .sourceId("/mycontext/subcontext")
                .contentType(contentType)
                .data(DATA, DataKind.JSON)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void request_isTakenAsWhatItMeans(Example example) throws Exception {
        try (Receiver receiver = new Receiver(SETTINGS);
                RawHttp client = new RawHttp(receiver.address())) {
            client.send("POST /someresource HTTP/1.1\r\nHost: webhook.example.com\r\n")
                    .send(example.message());

            assertThat(client.answer()).startsWith("HTTP/1.1 201 ");
            List<CloudEvent> taken = new ArrayList<>();
            while (taken.size() < example.events.size()) {
                taken.add(receiver.next());
            }
            assertThat(taken).containsExactlyInAnyOrderElementsOf(example.events);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answer_isTakenAsWhatItMeans(Example example) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answer(server, example));
            HttpFunctionInvoker functions = HttpFunctionInvoker.builder()
                    .function("f", URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
                    .allowAddresses("127.0.0.1")
                    .build();

            assertThat(functions
                            .invoke(new Call("f", CloudEvent.builder("t").build()))
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(FunctionResult.emit(null, example.events));
            answered.join();
        }
    }

    private static void answer(ServerSocket server, Example example) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            in.read(); // the request need not be read for it to be answered
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(example.message());
            socket.shutdownOutput();
            in.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
