package io.dispatchframework.events.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the library is meant to cost, and what was seen: a table out of the results alone, so that it cannot say anything
 * else than they do.
 *
 * <p>Ratios and differences are those of each round, and of these the median, see {@link ByRound}. Where an aim holds for
 * several results, the worst decides. It is said where the bound lies within the interval of what was seen: then another run
 * may decide otherwise.
 */
final class Aims {

    private static final List<String> PEERS =
            List.of("guava", "mbassadorHandlers", "mbassadorMessages", "spring", "vertx");
    private static final String TIMES = "×";

    private enum Bound {
        AT_MOST,
        AT_LEAST;

        boolean holds(double value, double bound) {
            return this == AT_MOST ? value <= bound : value >= bound;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final List<Result> results;
    private final List<String> rows = new ArrayList<>();

    private Aims(List<Result> results) {
        this.results = results;
    }

    /** Returns the rows of a table in Markdown: the work, the aim, what was seen, and whether it is met. */
    static List<String> rows(List<Result> results) {
        Aims aims = new Aims(results);
        aims.match();
        aims.eventRuler();
        aims.footprint();
        aims.dispatch();
        aims.peers();
        aims.validateAndParse();
        aims.cloudEvents();
        aims.http();
        return aims.rows;
    }

    private void match() {
        List<Result> seenBefore = of("Match", "index", Map.of("traffic", "HOT"));
        List<Result> changed = of("Match", "indexChanged", Map.of("traffic", "HOT"));
        List<Result> neverSeen = of("Match", "index", Map.of("traffic", "NEW", "mix", "MIXED", "size", "1000000"));
        List<Result> rare = of("Match", "index", Map.of("traffic", "COLD", "mix", "MIXED", "size", "1000000"));
        row("match, route seen before, beside a `HashMap` lookup", Bound.AT_MOST, 1, TIMES, to("hashMap", seenBefore));
        row("the same, allocated", Bound.AT_MOST, 0, " B", bytes(seenBefore));
        row("the same at 1,000 changes a second", Bound.AT_MOST, 3, TIMES, to("hashMap", changed));
        row("match, route never seen, 1,000,000 mixed", Bound.AT_MOST, 2, TIMES, to("hashMap", neverSeen));
        row("the same, allocated (cold)", Bound.AT_MOST, 0, " B", bytes(rare));
        for (String traffic : List.of("HOT", "NEW")) {
            row(
                    "match, %s, from 10 to 1,000,000: its rise beside the lookup's"
                            .formatted(traffic.toLowerCase(Locale.ROOT)),
                    Bound.AT_MOST,
                    1.25,
                    TIMES,
                    rises(traffic));
        }
    }

    /** How much more the index rises with the size than the lookup does. */
    private List<Estimate> rises(String traffic) {
        return medians(of("Match", "index", Map.of("traffic", traffic, "size", "1000000")).stream()
                .flatMap(large -> like(large, "index", Map.of("size", "10"))
                        .flatMap(small -> beside(large, "hashMap")
                                .flatMap(above -> beside(small, "hashMap").map(above::over)))));
    }

    /** Given parsed trees, since parsing is no matching; what it costs to be given text stands in the tables. */
    private void eventRuler() {
        for (String mix : List.of("EXACT", "MIXED")) {
            for (String traffic : List.of("HOT", "NEW")) {
                List<Result> ours = of("Match", "index", Map.of("traffic", traffic, "mix", mix, "size", "100000"));
                for (String given : List.of("eventRuler", "eventRulerText")) {
                    row(
                            "match beside Event Ruler, 100,000, %s, %s, given %s"
                                    .formatted(mix, traffic, given.endsWith("Text") ? "text" : "trees")
                                    .toLowerCase(Locale.ROOT)
                                    .replace("event ruler", "Event Ruler"),
                            Bound.AT_LEAST,
                            mix.equals("EXACT") ? 20 : 300,
                            TIMES,
                            behind(given, ours));
                }
            }
        }
    }

    private void footprint() {
        Map<String, String> large = Map.of("size", "1000000");
        row(
                "index memory for each of 1,000,000",
                Bound.AT_MOST,
                64,
                " B",
                values(of("IndexFootprint", "memory", large)));
        row("adding one at 1,000,000", Bound.AT_MOST, 2_000, " ns", values(of("IndexFootprint", "put", large)));
    }

    private void dispatch() {
        emit("1", 1.0);
        emit("10", 0.6);
        emit("100", 0.4);
        Map<String, String> one = Map.of("size", "1");
        row(
                "the same with 1, futures read",
                Bound.AT_MOST,
                1.2,
                TIMES,
                to("execute", of("Dispatch", "emitFuturesRead", one)));
        row("the same with 1, ids read", Bound.AT_MOST, 1.6, TIMES, to("execute", of("Dispatch", "emitIdsRead", one)));
        List<Result> retried = of("Dispatch", "emitTimeout", Map.of());
        List<Estimate> longer = medians(
                retried.stream().flatMap(with -> like(with, "emit", Map.of()).map(with::minus)));
        List<Estimate> larger = retried.stream()
                .flatMap(with ->
                        like(with, "emit", Map.of()).map(without -> Estimate.exactly(with.bytes() - without.bytes())))
                .toList();
        row("retry and time-out, more for each delivery", Bound.AT_MOST, 50, " ns", longer);
        row("the same, allocated", Bound.AT_MOST, 64, " B", larger);
    }

    private void emit(String size, double aim) {
        row(
                "emit beside `execute`, " + subscriptions(size),
                Bound.AT_MOST,
                aim,
                TIMES,
                to("execute", of("Dispatch", "emit", Map.of("size", size))));
    }

    private void peers() {
        for (String size : List.of("1", "10", "100")) {
            List<Estimate> all = new ArrayList<>();
            PEERS.forEach(peer -> all.addAll(behind(peer, of("Dispatch", "emit", Map.of("size", size)))));
            List<Estimate> best = all.stream()
                    .min(Comparator.comparingDouble(Estimate::value))
                    .map(List::of)
                    .orElse(List.of());
            row("the best of the other buses beside emit, " + subscriptions(size), Bound.AT_LEAST, 2, TIMES, best);
        }
    }

    private void validateAndParse() {
        row(
                "validate a valid event, beside annotations",
                Bound.AT_MOST,
                0.5,
                TIMES,
                to("annotations", of("Validate", "events", Map.of("kind", "VALID"))));
        List<Result> read = of("Parse", "bytes", Map.of());
        row("parse 600 bytes, beside Jackson to a record", Bound.AT_MOST, 0.8, TIMES, to("jackson", read));
        row("the CloudEvents SDK beside it", Bound.AT_LEAST, 3, TIMES, behind("sdk", read));
    }

    private void cloudEvents() {
        row(
                "the CloudEvents SDK beside reading 1.0",
                Bound.AT_LEAST,
                3,
                TIMES,
                behind("sdkRead", of("CloudEvents", "read", Map.of())));
        row(
                "the CloudEvents SDK beside writing 1.0",
                Bound.AT_LEAST,
                3,
                TIMES,
                behind("sdkWrite", of("CloudEvents", "write", Map.of())));
    }

    private void http() {
        row(
                "HTTP in, a function, HTTP out, beside the JDK alone",
                Bound.AT_MOST,
                1.3,
                TIMES,
                to("bare", of("Http", "manager", Map.of())));
    }

    private static String subscriptions(String size) {
        return size.equals("1") ? "1 subscription" : size + " subscriptions";
    }

    private void row(String work, Bound bound, double limit, String unit, List<Estimate> seen) {
        String aim = bound + " " + digits(limit) + unit;
        if (seen.isEmpty()) {
            rows.add("| " + work + " | " + aim + " | | not measured |");
            return;
        }
        Comparator<Estimate> byValue = Comparator.comparingDouble(Estimate::value);
        Estimate least = seen.stream().min(byValue).orElseThrow();
        Estimate most = seen.stream().max(byValue).orElseThrow();
        Estimate worst = bound == Bound.AT_MOST ? most : least;
        // What is allocated once in a while comes out as a fraction of a byte.
        double tolerated = unit.equals(" B") ? limit + 0.5 : limit;
        boolean met = bound.holds(worst.value(), tolerated);
        boolean sure = met
                ? seen.stream()
                        .allMatch(each -> bound.holds(each.low(), tolerated) && bound.holds(each.high(), tolerated))
                : seen.stream()
                        .anyMatch(each -> !bound.holds(each.low(), tolerated) && !bound.holds(each.high(), tolerated));
        rows.add("| " + work + " | " + aim + " | "
                + (least.equals(most) ? "" : digits(least.value()) + " to ") + digits(most.value()) + unit + " | "
                + (met ? "met" : "**missed**") + (sure ? "" : ", within the noise")
                + " |");
    }

    private static String digits(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) : Result.digits(value);
    }

    private List<Result> of(String group, String contender, Map<String, String> params) {
        return results.stream()
                .filter(result -> result.group().equals(group)
                        && result.contender().equals(contender)
                        && result.params().entrySet().containsAll(params.entrySet()))
                .toList();
    }

    /** The results of another contender in the same setting but for what is changed. */
    private Stream<Result> like(Result result, String contender, Map<String, String> changes) {
        Map<String, String> params = new TreeMap<>(result.params());
        params.putAll(changes);
        return results.stream()
                .filter(other -> other.group().equals(result.group())
                        && other.contender().equals(contender)
                        && params.equals(other.params()));
    }

    /** How many times as much a result is as that of another contender in the same setting. */
    private Stream<ByRound> beside(Result our, String other) {
        return like(our, other, Map.of()).map(our::over);
    }

    private List<Estimate> to(String other, List<Result> ours) {
        return medians(ours.stream().flatMap(our -> beside(our, other)));
    }

    private List<Estimate> behind(String other, List<Result> ours) {
        return medians(ours.stream().flatMap(our -> like(our, other, Map.of()).map(its -> its.over(our))));
    }

    private static List<Estimate> medians(Stream<ByRound> all) {
        return all.flatMap(each -> each.median().stream()).toList();
    }

    private static List<Estimate> values(List<Result> all) {
        return medians(all.stream().map(Result::scores));
    }

    private static List<Estimate> bytes(List<Result> all) {
        return all.stream().map(result -> Estimate.exactly(result.bytes())).toList();
    }
}
