package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTest {

    @TempDir
    Path folder;

    private final List<Path> rounds = new ArrayList<>();

    private void round(String... measurements) throws IOException {
        Path file = folder.resolve("round-" + (rounds.size() + 1) + ".json");
        rounds.add(Files.writeString(file, "[" + String.join(",", measurements) + "]"));
    }

    private static String measurement(String method, String rawData, int bytes) {
        return """
                {"benchmark": "some.where.DispatchBenchmark.%s", "jdkVersion": "17.0.1", "vmName": "A VM",
                 "params": {"size": "10"},
                 "primaryMetric": {"score": 1e9, "scoreError": 1e9, "rawData": %s, "scoreUnit": "ns/op"},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": %d}}}
                """.formatted(method, rawData, bytes);
    }

    private Result read(String method) {
        return Result.read(rounds).stream()
                .filter(result -> result.method().equals(method))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void read_roundsAndForks_areOneResultWithTheMedianOfAllIterations() throws IOException {
        round(measurement("emit", "[[4, 1, 3], [2, 5, 6]]", 100));
        round(measurement("emit", "[[8, 9, 7], [10, 11, 12]]", 50));

        assertThat(Result.read(rounds)).singleElement().satisfies(result -> {
            assertThat(result.score()).isEqualTo(new Estimate(6.5, 3, 10));
            assertThat(result.bytes()).isEqualTo(75);
            assertThat(result.text()).isEqualTo("6.50 ns ±54 %");
        });
    }

    @Test
    void read_resultWithoutIterations_isTakenAsItIs() throws IOException {
        round(measurement("emit", "[]", 0).replace("\"rawData\": [], ", "").replace("1e9", "12"));

        assertThat(Result.read(rounds))
                .singleElement()
                .satisfies(result -> assertThat(result.score()).isEqualTo(Estimate.exactly(12)));
    }

    @Test
    void over_paceOfTheMachineDoublesBetweenRounds_isTheRatioOfEachRound() throws IOException {
        round(measurement("execute", "[[10, 10]]", 0), measurement("emit", "[[20, 20]]", 0));
        round(measurement("execute", "[[20, 20, 20, 20]]", 0), measurement("emit", "[[40]]", 0));

        Result emit = read("emit");
        Result execute = read("execute");

        assertThat(emit.score().value() / execute.score().value())
                .as("a ratio of what was measured at different times")
                .isEqualTo(1);
        assertThat(emit.scores().over(execute.scores()).median()).contains(Estimate.exactly(2));
    }

    @Test
    void over_severalRounds_isTheirMedianWithTheIntervalOverThem() throws IOException {
        for (int emit : List.of(17, 25, 21)) {
            round(measurement("execute", "[[10, 5, 20]]", 0), measurement("emit", "[[%s]]".formatted(emit), 0));
        }

        assertThat(read("emit").scores().over(read("execute").scores()).median())
                .contains(new Estimate(2.1, 1.7, 2.5));
    }

    @Test
    void minus_paceOfTheMachineDoublesBetweenRounds_isTheDifferenceInEachRound() throws IOException {
        round(measurement("emitTimeout", "[[130, 130]]", 0), measurement("emit", "[[100]]", 0));
        round(measurement("emitTimeout", "[[260]]", 0), measurement("emit", "[[200, 200]]", 0));
        round(measurement("emitTimeout", "[[140, 140]]", 0), measurement("emit", "[[100]]", 0));

        assertThat(read("emitTimeout").scores().minus(read("emit").scores()).median())
                .contains(new Estimate(40, 30, 60));
    }

    @Test
    void over_missingInOneRound_isOfTheOthers() throws IOException {
        round(measurement("execute", "[[10]]", 0), measurement("emit", "[[20]]", 0));
        round(measurement("execute", "[[1]]", 0));
        round(measurement("emit", "[[1]]", 0));
        round(measurement("execute", "[[10]]", 0), measurement("emit", "[[40]]", 0));

        assertThat(read("emit").scores().over(read("execute").scores()).median())
                .contains(new Estimate(3, 2, 4));
    }

    @Test
    void over_noRoundWithBoth_isNothing() throws IOException {
        round(measurement("execute", "[[10]]", 0));
        round(measurement("emit", "[[20]]", 0));

        assertThat(read("emit").scores().over(read("execute").scores()).median())
                .isEmpty();
    }

    @Test
    void over_oneRoundOnly_isAsUncertainAsItsIterations() throws IOException {
        round(measurement("execute", "[[10, 8, 16]]", 0), measurement("emit", "[[20, 16, 24]]", 0));

        assertThat(read("emit").scores().over(read("execute").scores()).median())
                .contains(new Estimate(2, 1, 3));
    }
}
