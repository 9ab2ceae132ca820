package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.benchmarks.MatchScenario.Event;
import io.dispatchframework.events.benchmarks.MatchScenario.Mix;
import io.dispatchframework.events.benchmarks.MatchScenario.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchTrafficTest {

    @Test
    void next_contendersInTurns_goThroughAllEventsEach() {
        MatchTraffic traffic = new MatchTraffic(new MatchScenario(Mix.EXACT, 1_000), Traffic.COLD, 2);
        List<Event> all = Arrays.asList(traffic.events());
        List<Event> seen = new ArrayList<>();
        for (int i = 0; i < all.size(); i += MatchTraffic.BLOCK) {
            traffic.next(0);
            assertThat(traffic.first()).isEqualTo(i);
            seen.addAll(Arrays.asList(traffic.block()));
            traffic.next(1);
            traffic.next(1);
        }

        assertThat(seen).isEqualTo(all);
        traffic.next(0);
        assertThat(traffic.first()).as("begins again").isZero();
    }
}
