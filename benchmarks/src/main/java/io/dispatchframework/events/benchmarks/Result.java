package io.dispatchframework.events.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
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
     * @param contender who was measured
     * @param params the parameters
     * @param unit the unit of one operation
     * @param jvm the JVM that ran it
     */
    record Subject(String group, String contender, Map<String, String> params, String unit, String jvm) {

        private static Subject of(JsonNode json, String contender, Map<String, String> params) {
            String[] names = json.path("benchmark").asString().split("\\.", -1);
            return new Subject(
                    names[names.length - 2].replaceFirst("Benchmark$", ""),
                    contender,
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
     * @param turns what an operation took, in each turn
     * @param bytes what was allocated by one operation, NaN if unknown
     */
    record Round(List<Double> turns, double bytes) {

        /** Takes every so many of the values, from a first one on. */
        private static Round of(JsonNode json, int first, int step) {
            return new Round(
                    every(values(json.path("primaryMetric")), first, step),
                    every(values(json.path("secondaryMetrics").path("gc.alloc.rate.norm")), first, step).stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElse(Double.NaN));
        }

        private static List<Double> every(List<Double> values, int first, int step) {
            return IntStream.range(0, values.size())
                    .filter(i -> i % step == first)
                    .mapToObj(values::get)
                    .toList();
        }

        /** Returns what was seen in each iteration; what has none is taken as it is. */
        private static List<Double> values(JsonNode metric) {
            if (!metric.has("rawData")) {
                return metric.has("score") ? List.of(number(metric.path("score"))) : List.of();
            }
            return metric.path("rawData")
                    .valueStream()
                    .flatMap(JsonNode::valueStream)
                    .map(Round::number)
                    .toList();
        }

        /** JMH writes what is not a number as text. */
        private static double number(JsonNode node) {
            return node.isNumber() ? node.doubleValue() : Double.NaN;
        }
    }

    /**
     * Reads what one or more rounds have written, each into a file of its own.
     *
     * <p>Those who took {@link Turns} become results of their own. What they have seen is a round's only together with those
     * whom they took turns with.
     */
    static List<Result> read(Collection<Path> files) {
        Map<Subject, Map<String, Round>> measured = new LinkedHashMap<>();
        for (Path file : files) {
            for (JsonNode json : JsonMapper.shared().readTree(file.toFile())) {
                Map<String, String> params = params(json);
                String contenders = params.remove("contenders");
                List<String> names = contenders == null
                        ? List.of(json.path("benchmark").asString().replaceFirst(".*\\.", ""))
                        : Turns.names(contenders);
                String round = file + (contenders == null ? "" : " " + contenders);
                for (int i = 0; i < names.size(); i++) {
                    measured.computeIfAbsent(Subject.of(json, names.get(i), params), subject -> new LinkedHashMap<>())
                            .put(round, Round.of(json, i, names.size()));
                }
            }
        }
        List<Result> results = new ArrayList<>();
        measured.forEach((subject, seen) -> results.add(new Result(subject, seen)));
        return results;
    }

    private static Map<String, String> params(JsonNode json) {
        Map<String, String> params = new TreeMap<>();
        json.path("params")
                .properties()
                .forEach(param -> params.put(param.getKey(), param.getValue().asString()));
        return params;
    }

    /** Returns how a JVM is named here. */
    static String jvm(String name, String version) {
        return name + " " + version;
    }

    String group() {
        return subject.group;
    }

    String contender() {
        return subject.contender;
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

    /** Returns the median over all turns of all rounds. */
    Estimate score() {
        return Estimate.median(
                rounds.values().stream().flatMap(round -> round.turns.stream()).toList());
    }

    /** Returns the median of each round. */
    ByRound scores() {
        Map<String, Estimate> scores = new LinkedHashMap<>();
        rounds.forEach((name, round) -> scores.put(name, Estimate.median(round.turns)));
        return new ByRound(scores);
    }

    /** Returns how many times as much this is as another, in each round in which both took turns. */
    ByRound over(Result other) {
        return turnByTurn(other, (mine, its) -> mine / its);
    }

    /** Returns how much more this is than another, in each round in which both took turns. */
    ByRound minus(Result other) {
        return turnByTurn(other, (mine, its) -> mine - its);
    }

    /** Relates each turn to the other's next to it, and takes the median of what comes of it. */
    private ByRound turnByTurn(Result other, DoubleBinaryOperator relation) {
        Map<String, Estimate> related = new LinkedHashMap<>();
        rounds.forEach((name, mine) -> {
            Round its = other.rounds.get(name);
            if (its != null) {
                related.put(
                        name,
                        Estimate.median(IntStream.range(0, Math.min(mine.turns.size(), its.turns.size()))
                                .mapToObj(i -> relation.applyAsDouble(mine.turns.get(i), its.turns.get(i)))
                                .toList()));
            }
        });
        return new ByRound(related);
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
