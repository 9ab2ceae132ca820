package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultTest {

    @TempDir
    Path folder;

    private Path file(String... measurements) throws IOException {
        return Files.writeString(folder.resolve("jmh.json"), "[" + String.join(",", measurements) + "]");
    }

    private static String measurement(String rawData, int bytes) {
        return """
                {"benchmark": "some.where.DispatchBenchmark.emit", "jdkVersion": "17.0.1", "vmName": "A VM",
                 "params": {"size": "10"},
                 "primaryMetric": {"score": 1e9, "scoreError": 1e9, "rawData": %s, "scoreUnit": "ns/op"},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": %d}}}
                """.formatted(rawData, bytes);
    }

    @Test
    void read_roundsAndForks_areOneResultWithTheMedianOfAllIterations() throws IOException {
        Path json = file(measurement("[[4, 1, 3], [2, 5, 6]]", 100), measurement("[[8, 9, 7], [10, 11, 12]]", 50));

        assertThat(Result.read(json)).singleElement().satisfies(result -> {
            assertThat(result.score()).isEqualTo(6.5);
            assertThat(result.low()).isEqualTo(3); // of 12, the third and the tenth: 96.1 %
            assertThat(result.high()).isEqualTo(10);
            assertThat(result.bytes()).isEqualTo(75);
        });
    }

    @Test
    void read_anInterruptedIteration_doesNotMoveTheScore() throws IOException {
        Path json = file(measurement("[[20, 21, 20, 5000, 20, 19, 20, 21, 20]]", 0));

        assertThat(Result.read(json)).singleElement().satisfies(result -> {
            assertThat(result.score()).isEqualTo(20);
            assertThat(result.high()).isEqualTo(21);
            assertThat(result.text()).isEqualTo("20.0 ns");
        });
    }

    @Test
    void read_resultWithoutIterations_isTakenAsItIs() throws IOException {
        Path json = file(measurement("[]", 0).replace("\"rawData\": [], ", "").replace("1e9", "12"));

        assertThat(Result.read(json)).singleElement().satisfies(result -> {
            assertThat(result.score()).isEqualTo(12);
            assertThat(result.uncertainty()).isZero();
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "5, 0", "8, 0", "9, 1", "10, 1", "16, 3", "20, 5", "60, 21"})
    void placesOutside_leaveTheMedianInsideAt95Percent(int samples, int places) {
        assertThat(Result.placesOutside(samples)).isEqualTo(places);
    }
}
