package io.dispatchframework.events.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
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
 * <p>The score is the median of all iterations, of several rounds if there were some: an interruption from outside only
 * makes single iterations longer, and a mean would follow them. The interval is that of the median at 95 % (by order
 * statistics, which presumes no distribution), or from the least to the most where there are too few iterations for that.
 *
 * @param group the benchmark's class, without its package and the word Benchmark
 * @param method the benchmark's method: who was measured
 * @param params the parameters
 * @param score what was measured, in units
 * @param low the lower end of the interval
 * @param high the upper end of the interval
 * @param unit the unit of one operation
 * @param bytes what was allocated by one operation, NaN if unknown
 * @param jvm the JVM that ran it
 */
record Result(
        String group,
        String method,
        Map<String, String> params,
        double score,
        double low,
        double high,
        String unit,
        double bytes,
        String jvm) {

    private static final double CONFIDENCE = 0.95;
    private static final double WORTH_SAYING = 0.05;

    /** What the rounds of one measurement have in common. */
    private record Subject(String group, String method, Map<String, String> params, String unit, String jvm) {

        static Subject of(JsonNode json) {
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

        Result measured(List<JsonNode> rounds) {
            double[] samples = rounds.stream()
                    .flatMapToDouble(Subject::iterations)
                    .sorted()
                    .toArray();
            int below = placesOutside(samples.length);
            return new Result(
                    group,
                    method,
                    params,
                    median(samples),
                    samples[below],
                    samples[samples.length - 1 - below],
                    unit,
                    rounds.stream()
                            .mapToDouble(round -> number(round.path("secondaryMetrics")
                                    .path("gc.alloc.rate.norm")
                                    .path("score")))
                            .average()
                            .orElse(Double.NaN),
                    jvm);
        }

        private static DoubleStream iterations(JsonNode round) {
            JsonNode metric = round.path("primaryMetric");
            return metric.has("rawData")
                    ? metric.path("rawData")
                            .valueStream()
                            .flatMapToDouble(fork -> fork.valueStream().mapToDouble(JsonNode::doubleValue))
                    : DoubleStream.of(number(metric.path("score")));
        }
    }

    static List<Result> read(Path json) {
        Map<Subject, List<JsonNode>> rounds = new LinkedHashMap<>();
        for (JsonNode each : JsonMapper.shared().readTree(json.toFile())) {
            rounds.computeIfAbsent(Subject.of(each), subject -> new ArrayList<>())
                    .add(each);
        }
        List<Result> results = new ArrayList<>();
        rounds.forEach((subject, measured) -> results.add(subject.measured(measured)));
        return results;
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns how many of so many sorted samples may be left off at each end so that the rest still has the median. */
    static int placesOutside(int samples) {
        double chance = Math.pow(0.5, samples); // that none is below the median
        double outside = chance;
        int places = 0;
        while (places + 1 < samples) {
            chance *= (double) (samples - places) / (places + 1); // that one more is
            if (1 - 2 * (outside + chance) < CONFIDENCE) {
                break;
            }
            outside += chance;
            places++;
        }
        return places;
    }

    /** Returns how a JVM is named here. */
    static String jvm(String name, String version) {
        return name + " " + version;
    }

    /** JMH writes what is not a number as text. */
    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    /** How far the interval reaches from the score, as a part of it. */
    double uncertainty() {
        return Math.max(high - score, score - low) / score;
    }

    int size() {
        return Integer.parseInt(params.getOrDefault("size", "0"));
    }

    /** The score as a person writes it: {@code 1.23 µs ±12 %}; the interval only where it is worth a thought. */
    String text() {
        String text = quantity(score, unit);
        double uncertainty = uncertainty();
        return uncertainty > WORTH_SAYING ? text + String.format(Locale.ROOT, " ±%.0f %%", 100 * uncertainty) : text;
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
