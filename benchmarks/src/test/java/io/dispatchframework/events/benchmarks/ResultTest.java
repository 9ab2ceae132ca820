package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private Result read(String contender) {
        return Result.read(rounds).stream()
                .filter(result -> result.contender().equals(contender))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void read_roundsAndForks_areOneResultWithTheMedianOfAllTurns() throws IOException {
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

    private static String turns(String contenders, String rawData, String bytes) {
        return measurement("turns", rawData, 0)
                .replace("\"size\"", "\"contenders\": \"%s\", \"size\"".formatted(contenders))
                .replace("\"score\": 0}", "\"score\": 0, \"rawData\": %s}".formatted(bytes));
    }

    @Test
    void read_contendersWhoTookTurns_areResultsOfTheirOwn() throws IOException {
        round(turns("execute+emit", "[[10, 20, 11, 21, 12, 22]]", "[[1, 100, 1, 100, 4, 400]]"));

        assertThat(Result.read(rounds))
                .hasSize(2)
                .allSatisfy(result -> assertThat(result.params()).isEqualTo(Map.of("size", "10")));
        assertThat(read("execute").score()).isEqualTo(new Estimate(11, 10, 12));
        assertThat(read("execute").bytes()).isEqualTo(2);
        assertThat(read("emit").score()).isEqualTo(new Estimate(21, 20, 22));
        assertThat(read("emit").bytes()).isEqualTo(200);
    }

    @Test
    void over_paceOfTheMachineDoublesBetweenRounds_isTheRatioOfEachRound() throws IOException {
        round(turns("execute+emit", "[[10, 20, 10, 20]]", "[]"));
        round(turns("execute+emit", "[[20, 40, 20, 40, 20, 40, 20, 40]]", "[]"));

        assertThat(read("emit").over(read("execute")).median()).contains(Estimate.exactly(2));
    }

    @Test
    void over_severalRounds_isTheirMedianWithTheIntervalOverThem() throws IOException {
        for (int emit : List.of(17, 25, 21)) {
            round(turns("execute+emit", "[[10, %s, 5, %s, 20, 1]]".formatted(emit, 2 * emit), "[]"));
        }

        assertThat(read("emit").over(read("execute")).median()).contains(new Estimate(2.1, 1.7, 2.5));
    }

    @Test
    void minus_paceOfTheMachineDoublesBetweenRounds_isTheDifferenceInEachRound() throws IOException {
        round(turns("emit+emitTimeout", "[[100, 130]]", "[]"));
        round(turns("emit+emitTimeout", "[[200, 260]]", "[]"));
        round(turns("emit+emitTimeout", "[[100, 140]]", "[]"));

        assertThat(read("emitTimeout").minus(read("emit")).median()).contains(new Estimate(40, 30, 60));
    }

    @Test
    void over_missingInOneRound_isOfTheOthers() throws IOException {
        round(turns("execute+emit", "[[10, 20]]", "[]"));
        round(turns("execute", "[[1]]", "[]"));
        round(turns("emit", "[[1]]", "[]"));
        round(turns("execute+emit", "[[10, 40]]", "[]"));

        assertThat(read("emit").over(read("execute")).median()).contains(new Estimate(3, 2, 4));
    }

    @Test
    void over_noRoundWithBoth_isNothing() throws IOException {
        round(turns("execute", "[[10]]", "[]"));
        round(turns("emit", "[[20]]", "[]"));

        assertThat(read("emit").over(read("execute")).median()).isEmpty();
    }

    @Test
    void over_oneRoundOnly_isAsUncertainAsItsTurns() throws IOException {
        round(turns("execute+emit", "[[10, 20, 8, 12, 16, 40]]", "[]"));

        assertThat(read("emit").over(read("execute")).median()).contains(new Estimate(2, 1.5, 2.5));
    }

    @Test
    void over_paceOfTheMachineChangesBetweenTurns_isTheMedianOfTheRatiosTurnByTurn() throws IOException {
        round(turns("execute+emit", "[[10, 20, 30, 60, 20, 40, 20, 20, 10, 90]]", "[[0]]"));

        Result emit = read("emit");
        Result execute = read("execute");

        assertThat(emit.over(execute).median()).contains(new Estimate(2, 1, 9));
        assertThat(emit.minus(execute).median()).contains(new Estimate(20, 0, 80));
    }

    @Test
    void over_othersInOtherComparisons_isOfThoseWhoTookTurnsTogether() throws IOException {
        round(
                turns("execute+emit", "[[10, 20]]", "[[0]]"),
                turns("emit+emitTimeout", "[[50, 60]]", "[[0]]"),
                turns("execute+emitIdsRead", "[[90, 95]]", "[[0]]"));

        assertThat(read("emit").over(read("execute")).median()).contains(Estimate.exactly(2));
        assertThat(read("emitTimeout").minus(read("emit")).median()).contains(Estimate.exactly(10));
        assertThat(read("emitTimeout").over(read("execute")).median()).isEmpty();
        assertThat(read("emit").score()).isEqualTo(new Estimate(35, 20, 50));
    }
}
