package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.benchmarks.MatchScenario.Event;
import io.dispatchframework.events.benchmarks.MatchScenario.Mix;
import io.dispatchframework.events.benchmarks.MatchScenario.Traffic;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.Match;
import io.dispatchframework.events.subscription.internal.SubscriptionIndex;
import io.dispatchframework.events.time.TimeSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MatchScenarioTest {

    static Stream<Arguments> scenarios() {
        return Stream.of(10, 1_000, 3_000)
                .flatMap(size -> Arrays.stream(Mix.values())
                        .flatMap(mix ->
                                Arrays.stream(Traffic.values()).map(traffic -> Arguments.of(size, mix, traffic))));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void match_anyContender_findsTheSame(int size, Mix mix, Traffic traffic) {
        MatchScenario scenario = new MatchScenario(mix, size);
        List<Subscription> subscriptions = scenario.subscriptions();
        LinearScan scan = new LinearScan(subscriptions);
        EventRuler ruler = new EventRuler(subscriptions);
        try (SubscriptionIndex index = new SubscriptionIndex(TimeSource.system())) {
            subscriptions.forEach(index::put);
            for (Event event : Arrays.copyOf(scenario.events(traffic), 500)) {
                String[] expected = names(scan.match(event.sourceType(), event.eventType()));
                assertThat(expected).isNotEmpty();
                Match match = index.match(event.sourceType(), event.eventType());
                assertThat(IntStream.range(0, match.size())
                                .mapToObj(i -> match.get(i).name()))
                        .as("index, %s", event)
                        .containsExactlyInAnyOrder(expected);
                assertThat(ruler.match(EventRuler.event(event.sourceType(), event.eventType())))
                        .as("event ruler, %s", event)
                        .containsExactlyInAnyOrder(expected);
            }
        }
    }

    private static String[] names(List<Subscription> subscriptions) {
        return subscriptions.stream().map(Subscription::name).toArray(String[]::new);
    }
}
