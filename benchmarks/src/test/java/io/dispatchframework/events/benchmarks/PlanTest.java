package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.benchmarks.Plan.Comparison;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;

class PlanTest {

    static Stream<Plan> plans() {
        return Stream.of(Plan.SHORT, Plan.MEDIUM, Plan.FULL);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void comparisons_anyPlan_nameBenchmarksThatThereAre(Plan plan) {
        assertThat(rounds(plan))
                .allSatisfy(comparison -> assertThat(methods(comparison.benchmark()))
                        .as("%s", comparison)
                        .containsAll(contenders(comparison)));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void comparisons_laterRounds_compareNobodyWhoIsNotInTheFirst(Plan plan) {
        Set<String> first = measured(plan.comparisons(1));

        for (int round = 2; round <= plan.allRounds(); round++) {
            assertThat(first).as("round %s", round).containsAll(measured(plan.comparisons(round)));
        }
    }

    @Test
    void comparisons_fullRun_haveEachBenchmark() {
        for (Class<?> benchmark : List.of(
                MatchBenchmark.class,
                DispatchBenchmark.class,
                ValidateBenchmark.class,
                ParseBenchmark.class,
                CloudEventsBenchmark.class,
                HttpBenchmark.class)) {
            Set<String> seen = Plan.FULL.comparisons(1).stream()
                    .filter(comparison -> comparison.benchmark().equals(benchmark))
                    .flatMap(comparison -> contenders(comparison).stream())
                    .collect(Collectors.toSet());

            assertThat(seen).containsExactlyInAnyOrderElementsOf(methods(benchmark));
        }
    }

    private static List<Comparison> rounds(Plan plan) {
        return IntStream.rangeClosed(1, plan.allRounds())
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

    private static Set<String> contenders(Comparison comparison) {
        return comparison.contenders().equals(".*")
                ? methods(comparison.benchmark())
                : Set.of(comparison.contenders().split("\\|", -1));
    }

    private static Set<String> methods(Class<?> benchmark) {
        return Arrays.stream(benchmark.getMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
