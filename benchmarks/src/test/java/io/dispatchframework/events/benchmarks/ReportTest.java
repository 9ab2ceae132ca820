package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    Path input;

    @TempDir
    Path docs;

    @BeforeEach
    void results() throws IOException {
        Files.writeString(
                input.resolve("round-1.json"),
                "["
                        + String.join(
                                ",",
                                result("MatchBenchmark.hashMap", 10, 20, 0.1),
                                result("MatchBenchmark.hashMap", 100, 25, 0.1),
                                result("MatchBenchmark.hashMap", 1000, 30, 0.1),
                                result("MatchBenchmark.linearScan", 10, 200, 40),
                                result("MatchBenchmark.linearScan", 100, 2_500, 0.1))
                        + "]");
    }

    private static String result(String benchmark, int size, double score, double error) {
        return """
                {"benchmark": "some.where.%s", "jdkVersion": "17.0.1", "vmName": "A VM",
                 "params": {"size": "%d", "mix": "EXACT"},
                 "primaryMetric": {"rawData": %s, "scoreUnit": "ns/op"},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 0.4}}}
                """.formatted(benchmark, size, around(score, error));
    }

    /** Writes the iterations of one fork. */
    private static String around(double score, double error) {
        return "[[%s, %s, %s]]".formatted(score + error, score, score - error);
    }

    @Test
    void write_results_makesTableWithRatiosAndPlot() throws IOException {
        Report.write(input, docs);

        assertThat(Files.readString(docs.resolve("benchmarks.md")))
                .contains("JVM: A VM 17.0.1.")
                .contains("| HashMap | 20.0 ns<br>1.00×<br>0 B | 25.0 ns<br>1.00×<br>0 B | 30.0 ns<br>1.00×<br>0 B |")
                .contains("| linear scan | 200 ns ±20 %<br>10.0× ±20 %<br>0 B | 2.50 µs<br>100×<br>0 B |  |")
                .contains("(benchmarks/match-exact.svg)");
        assertThat(Files.readString(docs.resolve("benchmarks/match-exact.svg")))
                .startsWith("<svg ")
                .contains("linear scan")
                .doesNotContain("NaN");
    }

    @Test
    void write_resultsOfAnotherJvm_standApart() throws IOException {
        Files.writeString(input.resolve("environment.properties"), "run=short\njvm=A VM 17.0.1\n");
        Files.writeString(
                input.resolve("dispatch-1.json"),
                Stream.of("execute", "emit")
                        .map(contender -> dispatched(contender, 1).replace("17.0.1", "25"))
                        .collect(Collectors.joining(",", "[", "]")));

        Report.write(input, docs);

        assertThat(Files.readString(docs.resolve("benchmarks.md")))
                .contains("JVM: A VM 17.0.1.")
                .contains("| emit beside `execute`, 1 subscription | at most 1× | | not measured |")
                .containsSubsequence("### Match\n", "### Dispatch, A VM 25\n", "| emit | 200 ns<br>1.00×");
    }

    @Test
    void write_dispatch_comparesWithExecuteAndNamesNumericSettings() throws IOException {
        Files.writeString(
                input.resolve("round-1.json"),
                Stream.of("execute", "emit", "emitIdsRead", "guava", "mbassadorHandlers", "spring", "vertx", "other")
                        .flatMap(contender -> Stream.of(1, 10, 100).map(size -> dispatched(contender, size)))
                        .collect(Collectors.joining(",", "[", "]")));

        Report.write(input, docs);

        assertThat(Files.readString(docs.resolve("benchmarks.md")))
                .contains("### Dispatch")
                .contains("**ahead 1000, threads 2**")
                .contains("| execute | 200 ns<br>1.00×<br>40 B |")
                .contains("| emit ids read | 200 ns<br>1.00×<br>40 B |")
                .contains("| MBassador handlers | ")
                .contains("| Vert.x | ")
                .contains("(benchmarks/dispatch-ahead-1000-threads-2.svg)");
        assertThat(Files.readString(docs.resolve("benchmarks/dispatch-ahead-1000-threads-2.svg")))
                .contains("time per delivery")
                .contains("stroke-dasharray"); // eight lines, seven colours
    }

    @Test
    void write_severalRounds_takesTimesFromAllAndRatiosWithinEach() throws IOException {
        Files.writeString(
                input.resolve("round-1.json"),
                "[%s, %s]".formatted(dispatched("execute", 1, "100, 100"), dispatched("emit", 1, "200")));
        Files.writeString(
                input.resolve("round-2.json"),
                "[%s, %s]".formatted(dispatched("execute", 1, "200"), dispatched("emit", 1, "400, 400")));

        Report.write(input, docs);

        assertThat(Files.readString(docs.resolve("benchmarks.md")))
                .contains("| execute | 100 ns ±100 %<br>1.00×<br>40 B |")
                .contains("| emit | 400 ns ±50 %<br>2.00×<br>40 B |")
                .contains("| emit beside `execute`, 1 subscription | at most 1× | 2× | **missed** |");
    }

    private static String dispatched(String contender, int size) {
        return dispatched(contender, size, "200, 200");
    }

    private static String dispatched(String contender, int size, String iterations) {
        return """
                {"benchmark": "some.where.DispatchBenchmark.%s", "jdkVersion": "17.0.1", "vmName": "A VM",
                 "params": {"size": "%d", "ahead": "1000", "threads": "2"},
                 "primaryMetric": {"rawData": [[%s]], "scoreUnit": "ns/op"},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 40}}}
                """.formatted(contender, size, iterations);
    }

    @Test
    void write_results_saysWhichAimsAreMetByTheWorstOfThem() throws IOException {
        Files.writeString(
                input.resolve("round-1.json"),
                Stream.of(
                                matched("hashMap", 100_000, "HOT", 20, 1),
                                matched("hashMap", 1_000_000, "HOT", 20, 1),
                                matched("index", 100_000, "HOT", 10, 1),
                                matched("index", 1_000_000, "HOT", 15, 1),
                                matched("indexChanged", 1_000_000, "HOT", 70, 1),
                                matched("hashMap", 1_000_000, "NEW", 600, 100),
                                matched("index", 1_000_000, "NEW", 1_100, 10),
                                matched("eventRuler", 100_000, "HOT", 2_000, 10),
                                matched("eventRulerText", 100_000, "HOT", 4_000, 10))
                        .collect(Collectors.joining(",", "[", "]")));

        Report.write(input, docs);

        assertThat(Files.readString(docs.resolve("benchmarks.md")))
                .contains("| match, route seen before, beside a `HashMap` lookup | at most 1× | 0.50 to 0.75× | met |")
                .contains("| the same, allocated | at most 0 B | 0.40 B | met |")
                .contains("| the same at 1,000 changes a second | at most 3× | 3.50× | **missed** |")
                .contains("| match, route never seen, 1,000,000 mixed | at most 2× | 1.83× | met, within the noise |")
                .contains("| match beside Event Ruler, 100,000, mixed, hot, given trees | at least 300× | 200× |"
                        + " **missed** |")
                .contains("| match beside Event Ruler, 100,000, mixed, hot, given text | at least 300× | 400× | met |")
                .contains(
                        "| match beside Event Ruler, 100,000, exact, new, given text | at least 20× | | not measured |")
                .contains("| validate a valid event, beside annotations | at most 0.50× | | not measured |");
    }

    private static String matched(String method, int size, String traffic, double score, double error) {
        return """
                {"benchmark": "some.where.MatchBenchmark.%s", "jdkVersion": "17.0.1", "vmName": "A VM",
                 "params": {"size": "%d", "mix": "MIXED", "traffic": "%s"},
                 "primaryMetric": {"rawData": %s, "scoreUnit": "ns/op"},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 0.4}}}
                """.formatted(method, size, traffic, around(score, error));
    }

    @Test
    void write_dispatch_comparesEmitWithTheBestOfTheOthers() throws IOException {
        Files.writeString(
                input.resolve("round-1.json"),
                Stream.of("execute", "emit", "emitTimeout", "guava", "vertx")
                        .map(contender -> dispatched(contender, 10, contender.equals("vertx") ? "150" : "200"))
                        .collect(Collectors.joining(",", "[", "]")));

        Report.write(input, docs);

        assertThat(Files.readString(docs.resolve("benchmarks.md")))
                .contains("| emit beside `execute`, 10 subscriptions | at most 0.60× | 1× | **missed** |")
                .contains("| emit beside `execute`, 1 subscription | at most 1× | | not measured |")
                .contains(
                        "| the best of the other buses beside emit, 10 subscriptions | at least 2× | 0.75× | **missed** |")
                .contains("| retry and time-out, more for each delivery | at most 50 ns | 0 ns | met |");
    }

    @Test
    void write_twice_replacesTheResultsAndLeavesTheRest() throws IOException {
        Report.write(input, docs);
        Path page = docs.resolve("benchmarks.md");
        Files.writeString(page, "before\n" + Files.readString(page) + "after\n");
        String once = Files.readString(page);

        Report.write(input, docs);

        assertThat(Files.readString(page))
                .isEqualTo(once)
                .startsWith("before\n")
                .endsWith("after\n");
    }

    @Test
    void write_pageWithoutMarkers_isRefused() throws IOException {
        Files.writeString(docs.resolve("benchmarks.md"), "no place for results\n");

        assertThatThrownBy(() -> Report.write(input, docs))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("results: begin");
    }
}
