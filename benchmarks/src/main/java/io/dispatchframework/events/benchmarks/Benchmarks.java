package io.dispatchframework.events.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks: {@code short}, {@code medium}, {@code full}, each with {@code publish} after it or without; or what JMH
 * is told otherwise.
 */
final class Benchmarks {

    private static final Path OUTPUT = Path.of("target", "benchmarks");
    private static final Path DOCS = Path.of("..", "docs");
    private static final String DISPATCH = "jmh-dispatch.json";
    private static final String ENVIRONMENT = "environment.properties";
    private static final String FOOTPRINT = "footprint.json";

    private final Length length;
    private final Collection<RunResult> results = new ArrayList<>();

    /**
     * How long to measure.
     *
     * @param rounds how often to go through all that is quickly set up: what is compared is then measured at several times,
     *     and what changes on the machine meanwhile meets all of it
     * @param forks the JVMs for each result of a round
     * @param warmup how many seconds before it is measured
     * @param longWarmup the same where long ways through other libraries have to be compiled first
     * @param iterations how often to measure; many short ones tell more than few long ones
     * @param iteration how long
     * @param extent what is measured
     */
    private record Length(
            String name,
            int rounds,
            int forks,
            int warmup,
            int longWarmup,
            int iterations,
            Duration iteration,
            Extent extent) {

        static final Length SHORT = new Length("short", 1, 1, 1, 2, 5, Duration.ofMillis(200), Extent.GLANCE);
        static final Length MEDIUM = new Length("medium", 2, 1, 2, 4, 9, Duration.ofMillis(300), Extent.AIMS);
        static final Length FULL = new Length("full", 2, 3, 5, 8, 10, Duration.ofMillis(500), Extent.ALL);

        boolean whole() {
            return extent == Extent.ALL;
        }
    }

    private enum Extent {
        /** The aims on time, at the ends of each curve. */
        GLANCE,
        /** What all aims are about, and what is needed to read it. */
        AIMS,
        /** Everything. */
        ALL
    }

    private Benchmarks(Length length) {
        this.length = length;
    }

    /** Runs in the folder of this module. */
    public static void main(String[] arguments) throws IOException, InterruptedException, RunnerException {
        List<String> asked = List.of(arguments);
        switch (asked.isEmpty() ? "" : asked.get(0)) {
            case "short" -> new Benchmarks(Length.SHORT).run(asked.contains("publish"));
            case "medium" -> new Benchmarks(Length.MEDIUM).run(asked.contains("publish"));
            case "full" -> new Benchmarks(Length.FULL).run(asked.contains("publish"));
            case "dispatch" -> new Benchmarks(Length.MEDIUM).runDispatch(asked.contains("publish"));
            case "report" -> Report.write(OUTPUT, DOCS);
            default -> org.openjdk.jmh.Main.main(arguments);
        }
    }

    private void run(boolean publish) throws IOException, InterruptedException, RunnerException {
        Instant start = Instant.now();
        Files.createDirectories(OUTPUT);
        Files.deleteIfExists(OUTPUT.resolve(DISPATCH)); // of another run
        Files.deleteIfExists(OUTPUT.resolve(FOOTPRINT));
        if (length.extent == Extent.GLANCE) {
            glance();
        } else {
            match();
            for (int round = 0; round < length.rounds; round++) {
                dispatch();
                readAndValidate();
                http("bare|manager|managerAsynchronous");
            }
            footprint();
        }
        write("jmh.json");
        environment(start);
        Report.write(OUTPUT, publish ? DOCS : OUTPUT);
    }

    /** Measures dispatch alone, on another JVM than that of the run which is there. */
    private void runDispatch(boolean publish) throws IOException, RunnerException {
        String ofRun = Report.environment(OUTPUT.resolve(ENVIRONMENT)).getProperty("jvm");
        if (ofRun == null || ofRun.equals(jvm())) {
            throw new IllegalStateException(
                    "dispatch stands beside the results of a run on another JVM, which are of " + ofRun);
        }
        for (int round = 0; round < length.rounds; round++) {
            dispatch();
        }
        write(DISPATCH);
        Report.write(OUTPUT, publish ? DOCS : OUTPUT);
    }

    private void write(String file) {
        ResultFormatFactory.getInstance(
                        ResultFormatType.JSON, OUTPUT.resolve(file).toString())
                .writeOut(results);
    }

    private void glance() throws RunnerException {
        run(match("hashMap|index").param("size", "10", "1000000").param("traffic", "HOT", "NEW"));
        run(match("index|eventRuler").param("size", "100000").param("traffic", "HOT"));
        run(options(
                        DispatchBenchmark.class,
                        "execute|emit|emitFuturesRead|emitTimeout|mbassadorMessages|vertx",
                        length.warmup)
                .param("size", "1", "100"));
        run(options(ValidateBenchmark.class, ".*", length.longWarmup));
        run(options(ParseBenchmark.class, "bytes|jackson|sdk", length.longWarmup)
                .param("content", "PLAIN"));
        run(options(CloudEventsBenchmark.class, "read|write|sdkRead|sdkWrite", length.longWarmup)
                .param("content", "OBJECT"));
        http("bare|manager");
    }

    private void match() throws RunnerException {
        String[] sizes = length.whole()
                ? new String[] {"10", "100", "1000", "10000", "100000", "1000000"}
                : new String[] {"10", "1000", "100000", "1000000"};
        run(match("hashMap|index").param("size", sizes).param("traffic", "HOT", "NEW"));
        run(match("hashMap|index")
                .param("size", length.whole() ? sizes : new String[] {"1000000"})
                .param("traffic", "COLD"));
        run(match("index")
                .param("size", length.whole() ? sizes : new String[] {"10", "1000000"})
                .param("traffic", "HOT")
                .param("churn", "1000"));
        // At the largest size a scan says nothing new, and Event Ruler hardly loads: see RulerState.
        String[] smaller = Arrays.copyOf(sizes, sizes.length - 1);
        run(match("linearScan").param("size", smaller).param("traffic", "HOT"));
        run(match("eventRuler|eventRulerText", length.longWarmup)
                .param("size", length.whole() ? smaller : new String[] {"10", "100000"})
                .param("traffic", "HOT", "NEW"));
    }

    private void dispatch() throws RunnerException {
        run(options(
                DispatchBenchmark.class,
                "execute|emit|emitFuturesRead|emitIdsRead|emitTimeout"
                        + "|guava|mbassadorHandlers|mbassadorMessages|spring|vertx",
                length.warmup));
        ChainedOptionsBuilder beside = options(
                DispatchBenchmark.class, "emitValidated|emitOwnPolicy|emitOrdered|emitOwnThreads", length.warmup);
        run(length.whole() ? beside : beside.param("size", "1"));
    }

    private void readAndValidate() throws RunnerException {
        run(options(ValidateBenchmark.class, ".*", length.longWarmup));
        run(options(ParseBenchmark.class, "bytes|jackson|sdk", length.longWarmup));
        ChainedOptionsBuilder ways = options(
                ParseBenchmark.class,
                "text|input|manyStreamed|manyLines|jacksonTimeAsText|manyJackson",
                length.longWarmup);
        run(length.whole() ? ways : ways.param("content", "PLAIN"));
        run(options(CloudEventsBenchmark.class, "read|write|sdkRead|sdkWrite", length.longWarmup));
        ChainedOptionsBuilder others =
                options(CloudEventsBenchmark.class, "readAnyVersion|readLines|writeText|writeV01", length.longWarmup);
        run(length.whole() ? others : others.param("content", "OBJECT"));
    }

    /** So many threads and so much of the JDK take long to be compiled, and the compiler takes its time from both relays. */
    private void http(String methods) throws RunnerException {
        run(options(HttpBenchmark.class, methods, 8 * length.longWarmup).measurementTime(TimeValue.seconds(1)));
    }

    private ChainedOptionsBuilder match(String methods) {
        return match(methods, length.warmup);
    }

    private ChainedOptionsBuilder match(String methods, int warmup) {
        return options(MatchBenchmark.class, methods, warmup);
    }

    private ChainedOptionsBuilder options(Class<?> benchmark, String methods, int warmup) {
        return new OptionsBuilder()
                .include(benchmark.getName().replace(".", "\\.") + "\\.(" + methods + ")$")
                .forks(length.forks)
                .warmupIterations(2 * warmup)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(length.iterations)
                .measurementTime(TimeValue.milliseconds(length.iteration.toMillis()))
                .addProfiler(GCProfiler.class);
    }

    private void run(ChainedOptionsBuilder options) throws RunnerException {
        results.addAll(new Runner(options.build()).run());
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
                        OUTPUT.resolve(FOOTPRINT).toString())
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
