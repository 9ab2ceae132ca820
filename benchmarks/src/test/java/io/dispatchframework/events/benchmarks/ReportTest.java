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
                input.resolve("jmh.json"),
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
                 "primaryMetric": {"score": %s, "scoreError": %s, "scoreUnit": "ns/op"},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 0.4}}}
                """.formatted(benchmark, size, score, error);
    }

    @Test
    void write_results_makesTableWithRatiosAndPlot() throws IOException {
        Report.write(input, docs);

        assertThat(Files.readString(docs.resolve("benchmarks.md")))
                .contains("JVM: A VM 17.0.1.")
                .contains("| HashMap | 20.0 ns<br>1.00×<br>0 B | 25.0 ns<br>1.00×<br>0 B | 30.0 ns<br>1.00×<br>0 B |")
                .contains("| linear scan | 200 ns ±20 %<br>10.0×<br>0 B | 2.50 µs<br>100×<br>0 B |  |")
                .contains("(benchmarks/match-exact.svg)");
        assertThat(Files.readString(docs.resolve("benchmarks/match-exact.svg")))
                .startsWith("<svg ")
                .contains("linear scan")
                .doesNotContain("NaN");
    }

    @Test
    void write_dispatch_comparesWithExecuteAndNamesNumericSettings() throws IOException {
        Files.writeString(
                input.resolve("jmh.json"),
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

    private static String dispatched(String contender, int size) {
        String own = contender.startsWith("emit") ? ", \"maxInFlight\": \"0\"" : "";
        return """
                {"benchmark": "some.where.DispatchBenchmark.%s", "jdkVersion": "17.0.1", "vmName": "A VM",
                 "params": {"size": "%d", "ahead": "1000", "threads": "2"%s},
                 "primaryMetric": {"score": 200, "scoreError": 0.1, "scoreUnit": "ns/op"},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 40}}}
                """.formatted(contender, size, own);
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
