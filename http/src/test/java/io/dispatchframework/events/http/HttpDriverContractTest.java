package io.dispatchframework.events.http;

import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.testkit.EventDriverContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class HttpDriverContractTest extends EventDriverContract {

    private static final String TOKEN = "0pen-sesame";

    private final HttpDriver http = HttpDriver.create();
    private final List<RawHttp> clients = new ArrayList<>();
    private ServerSocket taken;
    private int posts;

    @BeforeEach
    void takeAPort() throws IOException {
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        taken.close();
        for (RawHttp client : clients) {
            client.close();
        }
    }

    @Override
    protected EventDriverFactory factory() {
        return http;
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of("port", "0", "token", TOKEN);
    }

    @Override
    protected Map<String, List<String>> badSettings() {
        return Map.of(
                "port", List.of("-1", "65536", "http"),
                "path", List.of("events", "/events?", "/a b", "/%2e"),
                "token", List.of("has blanks", "caf\u00e9", "line\nfeed"),
                "maxBody", List.of("0", "268435457"),
                "threads", List.of("0", "10001", "many"),
                "waiting", List.of("0", "1000001"),
                "timeout", List.of("0", "PT2H"),
                "webHookOrigins", List.of(" ", "a b", "https://example.com", "a,,b", "*,a"),
                "webHookRate", List.of("0", "-1", "many"));
    }

    @Override
    protected Map<String, String> failingSettings() {
        return Map.of("port", Integer.toString(taken.getLocalPort()));
    }

    /** The clients are told to come back, or they would wait with their connections open. */
    @Override
    protected boolean sourceCanWait() {
        return false;
    }

    /** Does not wait for the answer, since the sink may not give one. */
    @Override
    protected void produce() throws IOException {
        Optional<URI> address = http.address("contract");
        if (address.isEmpty()) {
            return;
        }
        String body = "{\"namespace\":\"n\",\"event-type\":\"e\",\"cloud-events-version\":\"0.1\",\"event-id\":\""
                + posts + "\",\"data\":\"" + posts++ + "\"}";
        RawHttp client = new RawHttp(address.get());
        clients.add(client);
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + TOKEN + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
}
