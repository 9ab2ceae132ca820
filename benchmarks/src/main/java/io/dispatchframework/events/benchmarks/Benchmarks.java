package io.dispatchframework.events.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks: {@code short}, {@code full}, either with {@code publish} after it; or what JMH is told otherwise.
 */
final class Benchmarks {

    private static final String MATCH = MatchBenchmark.class.getName().replace(".", "\\.") + "\\.";
    private static final Path OUTPUT = Path.of("target", "benchmarks");
    private static final Path DOCS = Path.of("..", "docs");

    private final Length length;
    private final Collection<RunResult> results = new ArrayList<>();

    /** How long to measure. */
    private record Length(
            String name,
            int forks,
            int warmups,
            int measurements,
            Duration iteration,
            List<String> sizes,
            List<String> traffics) {

        static final Length SHORT = new Length(
                "short", 1, 2, 3, Duration.ofMillis(400), List.of("10", "100000", "1000000"), List.of("HOT", "NEW"));
        static final Length FULL = new Length(
                "full",
                3,
                5,
                5,
                Duration.ofSeconds(1),
                List.of("10", "100", "1000", "10000", "100000", "1000000"),
                List.of("HOT", "COLD", "NEW"));

        TimeValue time() {
            return TimeValue.milliseconds(iteration.toMillis());
        }

        String[] allSizes() {
            return sizes.toArray(String[]::new);
        }

        String[] allTraffics() {
            return traffics.toArray(String[]::new);
        }

        String largestSize() {
            return sizes.get(sizes.size() - 1);
        }

        String[] smallerSizes() {
            return sizes.subList(0, sizes.size() - 1).toArray(String[]::new);
        }
    }

    private Benchmarks(Length length) {
        this.length = length;
    }

    /** Runs in the folder of this module. */
    public static void main(String[] arguments) throws IOException, InterruptedException, RunnerException {
        List<String> asked = List.of(arguments);
        switch (asked.isEmpty() ? "" : asked.get(0)) {
            case "short" -> new Benchmarks(Length.SHORT).run(asked.contains("publish"));
            case "full" -> new Benchmarks(Length.FULL).run(asked.contains("publish"));
            case "report" -> Report.write(OUTPUT, DOCS);
            default -> org.openjdk.jmh.Main.main(arguments);
        }
    }

    private void run(boolean publish) throws IOException, InterruptedException, RunnerException {
        Instant start = Instant.now();
        Files.createDirectories(OUTPUT);
        run(options()
                .include(MATCH + "(hashMap|index)$")
                .param("size", length.allSizes())
                .param("traffic", length.allTraffics()));
        run(options()
                .include(MATCH + "index$")
                .param("size", length.largestSize())
                .param("traffic", length.allTraffics())
                .param("churn", "1000"));
        // At the largest size a scan says nothing new, and Event Ruler hardly loads: see RulerState.
        run(options()
                .include(MATCH + "(linearScan|eventRuler|eventRulerText)$")
                .param("size", length.smallerSizes())
                .param("traffic", length.allTraffics()));
        run(options().include(".*").exclude(MATCH));
        ResultFormatFactory.getInstance(
                        ResultFormatType.JSON, OUTPUT.resolve("jmh.json").toString())
                .writeOut(results);
        footprint();
        environment(start);
        Report.write(OUTPUT, publish ? DOCS : OUTPUT);
    }

    private ChainedOptionsBuilder options() {
        return new OptionsBuilder()
                .forks(length.forks())
                .warmupIterations(length.warmups())
                .warmupTime(length.time())
                .measurementIterations(length.measurements())
                .measurementTime(length.time())
                .addProfiler(GCProfiler.class);
    }

    private void run(ChainedOptionsBuilder options) throws RunnerException {
        try {
            results.addAll(new Runner(options.build()).run());
        } catch (NoBenchmarksException none) {
            System.out.println("nothing but matching to measure");
        }
    }

    /** In a JVM of its own: what JMH has left in this one would be counted. */
    private static void footprint() throws IOException, InterruptedException {
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms4g",
                        "-Xmx4g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IndexFootprint.class.getName(),
                        OUTPUT.resolve("footprint.json").toString())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("the measurement of the footprint ended with status " + exit);
        }
    }

    private void environment(Instant start) throws IOException {
        Properties environment = new Properties();
        environment.setProperty("run", length.name());
        environment.setProperty(
                "minutes", Long.toString(Duration.between(start, Instant.now()).toMinutes() + 1));
        environment.setProperty(
                "date", start.atZone(ZoneOffset.UTC).toLocalDate().toString());
        environment.setProperty(
                "processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        environment.setProperty("processor", processor());
        environment.setProperty("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        try (var out = Files.newBufferedWriter(OUTPUT.resolve("environment.properties"))) {
            environment.store(out, null);
        }
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            for (String line : Files.readAllLines(info)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).trim();
                }
            }
        }
        return "an unnamed processor";
    }
}
