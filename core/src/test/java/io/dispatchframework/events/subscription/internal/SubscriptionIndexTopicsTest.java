package io.dispatchframework.events.subscription.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TestTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The answers of a real RabbitMQ topic exchange, against the index itself. */
class SubscriptionIndexTopicsTest {

    private final List<String> topics = new ArrayList<>();
    private final List<Case> cases = new ArrayList<>();

    SubscriptionIndexTopicsTest() throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        try (InputStream in = getClass().getResourceAsStream("/cases/topics.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                JsonNode node = json.readTree(line);
                if (node.has("topics")) {
                    node.get("topics").forEach(topic -> topics.add(topic.asString()));
                } else {
                    Set<String> matches = node.get("matches")
                            .valueStream()
                            .map(JsonNode::asString)
                            .collect(Collectors.toSet());
                    cases.add(new Case(node.get("pattern").asString(), matches));
                }
            }
        }
        assertThat(topics).hasSize(220);
        assertThat(cases).hasSize(93);
    }

    @Test
    void match_onEventType_answersAsRabbitMq() {
        SubscriptionIndex index = new SubscriptionIndex(new TestTime());
        for (int i = 0; i < cases.size(); i++) {
            index.put(stored(i, Subscription.builder(cases.get(i).pattern).eventType(cases.get(i).pattern)));
        }
        for (String topic : topics) {
            assertThat(names(index.match("vcenter", topic))).isEqualTo(expected(topic));
        }
    }

    @Test
    void match_onSourceType_answersAsRabbitMq() {
        SubscriptionIndex index = new SubscriptionIndex(new TestTime());
        for (int i = 0; i < cases.size(); i++) {
            index.put(stored(i, Subscription.builder(cases.get(i).pattern).sourceType(cases.get(i).pattern)));
        }
        for (String topic : topics) {
            assertThat(names(index.match(topic, "user.created"))).isEqualTo(expected(topic));
        }
    }

    @Test
    void match_onBothAtOnce_answersAsRabbitMqOnEach() {
        SubscriptionIndex index = new SubscriptionIndex(new TestTime());
        int revision = 0;
        for (Case source : cases) {
            for (Case event : cases) {
                index.put(stored(
                        revision++,
                        Subscription.builder(source.pattern + "|" + event.pattern)
                                .sourceType(source.pattern)
                                .eventType(event.pattern)));
            }
        }
        for (int i = 0; i < topics.size(); i++) {
            String source = topics.get(i);
            String event = topics.get((i * 7 + 3) % topics.size());
            List<String> both = new ArrayList<>();
            for (String s : expected(source)) {
                for (String e : expected(event)) {
                    both.add(s + "|" + e);
                }
            }
            assertThat(names(index.match(source, event)))
                    .isEqualTo(both.stream().sorted().toList());
        }
    }

    private List<String> expected(String topic) {
        return cases.stream()
                .filter(each -> each.matches.contains(topic))
                .map(Case::pattern)
                .sorted()
                .toList();
    }

    private static Subscription stored(int number, Subscription.Builder builder) {
        return builder.functionName("f").build().withMetadata(Metadata.created(number + 1, Instant.EPOCH));
    }

    private static List<String> names(Match match) {
        return IntStream.range(0, match.size())
                .mapToObj(i -> match.get(i).name())
                .toList();
    }

    private record Case(String pattern, Set<String> matches) {}
}
