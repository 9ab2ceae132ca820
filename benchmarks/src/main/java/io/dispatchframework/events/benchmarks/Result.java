package io.dispatchframework.events.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was measured of one contender in one setting, out of JMH's JSON.
 *
 * @param subject what was measured
 * @param rounds what was seen, by the round
 */
record Result(Subject subject, Map<String, Round> rounds) {

    /**
     * What all rounds have in common.
     *
     * @param group the benchmark's class, without its package and the word Benchmark
     * @param method the benchmark's method: who was measured
     * @param params the parameters
     * @param unit the unit of one operation
     * @param jvm the JVM that ran it
     */
    record Subject(String group, String method, Map<String, String> params, String unit, String jvm) {

        private static Subject of(JsonNode json) {
            String[] names = json.path("benchmark").asString().split("\\.", -1);
            Map<String, String> params = new TreeMap<>();
            json.path("params")
                    .properties()
                    .forEach(
                            param -> params.put(param.getKey(), param.getValue().asString()));
            return new Subject(
                    names[names.length - 2].replaceFirst("Benchmark$", ""),
                    names[names.length - 1],
                    params,
                    json.path("primaryMetric").path("scoreUnit").asString().replaceFirst("/op$", ""),
                    Result.jvm(
                            json.path("vmName").asString(),
                            json.path("jdkVersion").asString()));
        }
    }

    /**
     * What one round saw.
     *
     * @param iterations what an operation took, in each iteration
     * @param bytes what was allocated by one operation, NaN if unknown
     */
    record Round(List<Double> iterations, double bytes) {

        private static Round of(JsonNode json) {
            JsonNode metric = json.path("primaryMetric");
            DoubleStream iterations = metric.has("rawData")
                    ? metric.path("rawData")
                            .valueStream()
                            .flatMapToDouble(fork -> fork.valueStream().mapToDouble(JsonNode::doubleValue))
                    : DoubleStream.of(number(metric.path("score")));
            return new Round(
                    iterations.boxed().toList(),
                    number(json.path("secondaryMetrics")
                            .path("gc.alloc.rate.norm")
                            .path("score")));
        }

        /** JMH writes what is not a number as text. */
        private static double number(JsonNode node) {
            return node.isNumber() ? node.doubleValue() : Double.NaN;
        }
    }

    /** Reads what one or more rounds have written, each into a file of its own. */
    static List<Result> read(Collection<Path> rounds) {
        Map<Subject, Map<String, Round>> measured = new LinkedHashMap<>();
        for (Path round : rounds) {
            for (JsonNode each : JsonMapper.shared().readTree(round.toFile())) {
                measured.computeIfAbsent(Subject.of(each), subject -> new LinkedHashMap<>())
                        .put(round.toString(), Round.of(each));
            }
        }
        List<Result> results = new ArrayList<>();
        measured.forEach((subject, seen) -> results.add(new Result(subject, seen)));
        return results;
    }

    /** Returns how a JVM is named here. */
    static String jvm(String name, String version) {
        return name + " " + version;
    }

    String group() {
        return subject.group;
    }

    String method() {
        return subject.method;
    }

    Map<String, String> params() {
        return subject.params;
    }

    String jvm() {
        return subject.jvm;
    }

    int size() {
        return Integer.parseInt(params().getOrDefault("size", "0"));
    }

    /** Returns the median over all iterations of all rounds. */
    Estimate score() {
        return Estimate.median(rounds.values().stream()
                .flatMap(round -> round.iterations.stream())
                .toList());
    }

    /** Returns the median of each round. */
    ByRound scores() {
        Map<String, Estimate> scores = new LinkedHashMap<>();
        rounds.forEach((name, round) -> scores.put(name, Estimate.median(round.iterations)));
        return new ByRound(scores);
    }

    /** Returns what was allocated by one operation, NaN if unknown. */
    double bytes() {
        return rounds.values().stream().mapToDouble(Round::bytes).average().orElse(Double.NaN);
    }

    /** The score as a person writes it: {@code 1.23 µs ±12 %}. */
    String text() {
        Estimate score = score();
        return quantity(score.value(), subject.unit) + score.margin();
    }

    static String quantity(double value, String unit) {
        if (!unit.equals("ns")) {
            return digits(value) + " " + unit;
        }
        if (value < 1_000) {
            return digits(value) + " ns";
        }
        return value < 1_000_000 ? digits(value / 1_000) + " µs" : digits(value / 1_000_000) + " ms";
    }

    /** Three digits that count, as far as there are fractions. */
    static String digits(double value) {
        int fractions = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
        return String.format(Locale.ROOT, "%,." + fractions + "f", value);
    }
}
