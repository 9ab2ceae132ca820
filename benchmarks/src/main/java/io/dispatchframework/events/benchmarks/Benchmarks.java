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
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks: {@code short}, {@code medium}, {@code full}, each with {@code publish} after it or without; or what JMH
 * is told otherwise.
 */
final class Benchmarks {

    private static final Path OUTPUT = Path.of("target", "benchmarks");
    private static final Path DOCS = Path.of("..", "docs");
    private static final String ENVIRONMENT = "environment.properties";
    private static final String DISPATCH = "dispatch";

    private final Plan plan;

    private Benchmarks(Plan plan) {
        this.plan = plan;
    }

    /** Runs in the folder of this module. */
    public static void main(String[] arguments) throws IOException, InterruptedException, RunnerException {
        List<String> asked = List.of(arguments);
        Path page = asked.contains("publish") ? DOCS : OUTPUT;
        switch (asked.isEmpty() ? "" : asked.get(0)) {
            case "short" -> new Benchmarks(Plan.SHORT).run(page);
            case "medium" -> new Benchmarks(Plan.MEDIUM).run(page);
            case "full" -> new Benchmarks(Plan.FULL).run(page);
            case "dispatch" -> new Benchmarks(Plan.MEDIUM).runDispatch(page);
            case "report" -> Report.write(OUTPUT, DOCS);
            default -> org.openjdk.jmh.Main.main(arguments);
        }
    }

    private void run(Path page) throws IOException, InterruptedException, RunnerException {
        Instant start = Instant.now();
        Files.createDirectories(OUTPUT);
        deleteResults("");
        environment(start);
        for (int round = 1; round <= plan.rounds(); round++) {
            measure(plan.comparisons(round), "round-" + round + ".json");
            if (plan.hasFootprint()) {
                footprint("footprint-" + round + ".json");
            }
            environment(start);
        }
        Report.write(OUTPUT, page);
    }

    /** Measures dispatch alone, on another JVM than that of the run which is there. */
    private void runDispatch(Path page) throws IOException, RunnerException {
        String ofRun = Report.environment(OUTPUT.resolve(ENVIRONMENT)).getProperty("jvm");
        if (ofRun == null || ofRun.equals(jvm())) {
            throw new IllegalStateException(
                    "dispatch stands beside the results of a run on another JVM, which are of " + ofRun);
        }
        deleteResults(DISPATCH);
        for (int round = 1; round <= plan.rounds(); round++) {
            measure(plan.dispatch(round), DISPATCH + "-" + round + ".json");
        }
        Report.write(OUTPUT, page);
    }

    /** Deletes what another run has left. */
    private static void deleteResults(String beginning) throws IOException {
        try (var old = Files.newDirectoryStream(OUTPUT, beginning + "*.json")) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
    }

    /** Writes the file anew after each comparison, so that a run which is ended before its time leaves what it has. */
    private void measure(List<Plan.Comparison> comparisons, String file) throws RunnerException {
        Collection<RunResult> results = new ArrayList<>();
        for (Plan.Comparison comparison : comparisons) {
            results.addAll(new Runner(options(comparison)).run());
            ResultFormatFactory.getInstance(
                            ResultFormatType.JSON, OUTPUT.resolve(file).toString())
                    .writeOut(results);
        }
    }

    private Options options(Plan.Comparison comparison) {
        int contenders = Turns.names(comparison.contenders()).size();
        long warmups = contenders * comparison.warmup().dividedBy(comparison.turn());
        TimeValue turn = TimeValue.milliseconds(comparison.turn().toMillis());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(comparison.benchmark().getName().replace(".", "\\.") + "\\.")
                .param("contenders", comparison.contenders())
                .forks(1)
                .warmupIterations(Math.toIntExact(warmups))
                .warmupTime(turn)
                .measurementIterations(contenders * plan.turns())
                .measurementTime(turn)
                .addProfiler(GCProfiler.class);
        comparison.params().forEach((param, value) -> options.param(param, value));
        return options.build();
    }

    /** In a JVM of its own: what JMH has left in this one would be counted. */
    private static void footprint(String file) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms4g",
                        "-Xmx4g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IndexFootprint.class.getName(),
                        OUTPUT.resolve(file).toString())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("the measurement of the footprint ended with status " + exit);
        }
    }

    private void environment(Instant start) throws IOException {
        Properties environment = new Properties();
        environment.setProperty("run", plan.name());
        environment.setProperty("jvm", jvm());
        environment.setProperty(
                "minutes", Long.toString(Duration.between(start, Instant.now()).toMinutes() + 1));
        environment.setProperty(
                "date", start.atZone(ZoneOffset.UTC).toLocalDate().toString());
        environment.setProperty(
                "processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        environment.setProperty("processor", processor());
        environment.setProperty("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        try (var out = Files.newBufferedWriter(OUTPUT.resolve(ENVIRONMENT))) {
            environment.store(out, null);
        }
    }

    private static String jvm() {
        return Result.jvm(System.getProperty("java.vm.name"), System.getProperty("java.version"));
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
