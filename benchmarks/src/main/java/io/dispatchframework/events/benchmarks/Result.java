package io.dispatchframework.events.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One result out of JMH's JSON.
 *
 * @param group the benchmark's class, without its package and the word Benchmark
 * @param method the benchmark's method: who was measured
 * @param params the parameters
 * @param score what was measured, in units
 * @param error half of the confidence interval at 99.9 %, NaN if unknown
 * @param unit the unit of one operation
 * @param bytes what was allocated by one operation, NaN if unknown
 * @param jvm the JVM that ran it
 */
record Result(
        String group,
        String method,
        Map<String, String> params,
        double score,
        double error,
        String unit,
        double bytes,
        String jvm) {

    static List<Result> read(Path json) {
        List<Result> results = new ArrayList<>();
        for (JsonNode each : JsonMapper.shared().readTree(json.toFile())) {
            results.add(of(each));
        }
        return results;
    }

    private static Result of(JsonNode json) {
        String[] names = json.path("benchmark").asString().split("\\.", -1);
        JsonNode metric = json.path("primaryMetric");
        Map<String, String> params = new TreeMap<>();
        json.path("params")
                .properties()
                .forEach(param -> params.put(param.getKey(), param.getValue().asString()));
        return new Result(
                names[names.length - 2].replaceFirst("Benchmark$", ""),
                names[names.length - 1],
                params,
                number(metric.path("score")),
                number(metric.path("scoreError")),
                metric.path("scoreUnit").asString().replaceFirst("/op$", ""),
                number(json.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score")),
                jvm(json.path("vmName").asString(), json.path("jdkVersion").asString()));
    }

    /** Returns how a JVM is named here. */
    static String jvm(String name, String version) {
        return name + " " + version;
    }

    /** JMH writes what is not a number as text. */
    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    /** The least that the score may be in truth, but not below a hundredth of what was seen. */
    double low() {
        return Double.isNaN(error) ? score : Math.max(score - error, score / 100);
    }

    /** The most that the score may be in truth. */
    double high() {
        return Double.isNaN(error) ? score : score + error;
    }

    int size() {
        return Integer.parseInt(params.getOrDefault("size", "0"));
    }

    /** The score as a person writes it: {@code 1.23 µs ±12 %}; the error only where it is worth a thought. */
    String text() {
        String text = quantity(score, unit);
        return error > score / 20 ? text + String.format(Locale.ROOT, " ±%.0f %%", 100 * error / score) : text;
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
