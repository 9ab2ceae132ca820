package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.benchmarks.CloudEventsScenario.Content;
import io.dispatchframework.events.event.CloudEventV1Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class RelayTest {

    private static final int CONNECTIONS = 4;
    private static final int EVENTS_OF_EACH = 50;

    /** Starts a relay. */
    interface Start {
        Relay to(URI end, int threads) throws Exception;
    }

    static List<Start> relays() {
        return List.of(Relay::bare, Relay::throughManager, Relay::throughManagerAsynchronously);
    }

    @ParameterizedTest
    @MethodSource("relays")
    void run_anyRelay_bringsEachEventAsItWas(Start start) throws Exception {
        String event = new CloudEventsScenario(Content.OBJECT).event();
        Collection<String> seen = new ConcurrentLinkedQueue<>();
        try (HttpLoad load =
                new HttpLoad(event, CONNECTIONS, body -> seen.add(new String(body, StandardCharsets.UTF_8)))) {
            try (Relay relay = start.to(load.sink(), CONNECTIONS)) {
                load.connect(relay.address());

                load.run(EVENTS_OF_EACH);
                load.run(EVENTS_OF_EACH);
            }
        }

        CloudEventV1Json json = CloudEventV1Json.create();
        assertThat(seen).hasSize(2 * CONNECTIONS * EVENTS_OF_EACH).allSatisfy(body -> {
            assertThat(body).hasSameSizeAs(event);
            assertThat(json.read(body)).isEqualTo(json.read(event));
        });
    }
}
