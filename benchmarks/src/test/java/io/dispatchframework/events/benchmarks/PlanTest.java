package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.benchmarks.Plan.Comparison;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanTest {

    private static final Map<Class<?>, Set<String>> CONTENDERS = Map.of(
            MatchBenchmark.class,
            new MatchBenchmark.Running().contenders().keySet(),
            DispatchBenchmark.class,
            new DispatchBenchmark.Running().contenders().keySet(),
            ValidateBenchmark.class,
            new ValidateBenchmark.Running().contenders().keySet(),
            ParseBenchmark.class,
            new ParseBenchmark.Running().contenders().keySet(),
            CloudEventsBenchmark.class,
            new CloudEventsBenchmark.Running().contenders().keySet(),
            HttpBenchmark.class,
            new HttpBenchmark.Running().contenders().keySet());

    static Stream<Plan> plans() {
        return Stream.of(Plan.SHORT, Plan.MEDIUM, Plan.FULL);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void comparisons_anyPlan_nameContendersThatThereAre(Plan plan) {
        assertThat(rounds(plan))
                .allSatisfy(comparison -> assertThat(CONTENDERS.get(comparison.benchmark()))
                        .as("%s", comparison)
                        .containsAll(contenders(comparison)));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void comparisons_laterRounds_compareNobodyWhoIsNotInTheFirst(Plan plan) {
        Set<String> first = measured(plan.comparisons(1));

        for (int round = 2; round <= plan.rounds(); round++) {
            assertThat(first).as("round %s", round).containsAll(measured(plan.comparisons(round)));
        }
    }

    @Test
    void comparisons_fullRun_haveEachContender() {
        Map<Class<?>, Set<String>> seen = new HashMap<>();
        for (Comparison comparison : Plan.FULL.comparisons(1)) {
            seen.computeIfAbsent(comparison.benchmark(), benchmark -> new TreeSet<>())
                    .addAll(contenders(comparison));
        }

        assertThat(seen).isEqualTo(CONTENDERS);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void comparisons_inOneSetting_nameEachOnlyOnce(Plan plan) {
        for (int round = 1; round <= plan.rounds(); round++) {
            assertThat(plan.comparisons(round))
                    .doesNotHaveDuplicates()
                    .allSatisfy(comparison -> assertThat(contenders(comparison)).doesNotHaveDuplicates());
        }
    }

    private static List<Comparison> rounds(Plan plan) {
        return IntStream.rangeClosed(1, plan.rounds())
                .boxed()
                .flatMap(round -> plan.comparisons(round).stream())
                .toList();
    }

    private static Set<String> measured(List<Comparison> comparisons) {
        return comparisons.stream()
                .flatMap(comparison -> contenders(comparison).stream()
                        .map(contender ->
                                comparison.benchmark().getSimpleName() + "." + contender + " " + comparison.params()))
                .collect(Collectors.toSet());
    }

    private static List<String> contenders(Comparison comparison) {
        return Turns.names(comparison.contenders());
    }
}
