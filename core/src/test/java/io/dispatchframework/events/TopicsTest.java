package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The answers of a real RabbitMQ topic exchange, by what is emitted and delivered. */
class TopicsTest {

    private final List<String> topics = new ArrayList<>();
    private final Map<String, Set<String>> topicsByPattern = new HashMap<>();

    TopicsTest() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(TopicsTest.class.getResourceAsStream("/cases/topics.jsonl")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = JsonMapper.shared().readTree(line);
                if (node.has("topics")) {
                    node.get("topics").forEach(topic -> topics.add(topic.asString()));
                } else {
                    Set<String> matches = new TreeSet<>();
                    node.get("matches").forEach(topic -> matches.add(topic.asString()));
                    topicsByPattern.put(node.get("pattern").asString(), matches);
                }
            }
        }
        assertThat(topics).hasSize(220);
        assertThat(topicsByPattern).hasSize(93);
    }

    @Test
    void emit_ofEachTopic_isDeliveredToThePatternsThatRabbitMqRoutedItTo() {
        for (boolean bySource : new boolean[] {false, true}) {
            try (EventManager events = EventManager.builder()
                    .validator(EventValidator.none())
                    .subscriptionStore(new TestSubscriptionStore())
                    .functions(FunctionRegistry.create().registerVoid("f", call -> {}))
                    .executor(Runnable::run)
                    .build()) {
                for (String pattern : topicsByPattern.keySet()) {
                    Subscription.Builder subscription =
                            Subscription.builder(pattern).functionName("f");
                    events.subscriptions()
                            .create((bySource ? subscription.sourceType(pattern) : subscription.eventType(pattern))
                                    .build());
                }
                for (String topic : topics) {
                    CloudEvent event = bySource
                            ? CloudEvent.builder("t").sourceType(topic).build()
                            : CloudEvent.builder(topic).build();
                    Set<String> delivered = new TreeSet<>();
                    events.emit(event).deliveries().forEach(delivery -> delivered.add(delivery.subscriptionName()));

                    Set<String> expected = new TreeSet<>();
                    topicsByPattern.forEach((pattern, matches) -> {
                        if (matches.contains(topic)) {
                            expected.add(pattern);
                        }
                    });
                    assertThat(delivered).as("topic %s", topic).isEqualTo(expected);
                }
            }
        }
    }
}
