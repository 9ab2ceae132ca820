package io.dispatchframework.events.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is measured, and how long.
 *
 * <p>A round goes through comparisons, each in a JVM of its own, in which the contenders take {@link Turns}. So they meet the
 * same pace of a machine that changes it; and as no two JVMs compile the same, there are several rounds.
 *
 * @param name how a user names it
 * @param rounds how often to go through it
 * @param warmup how long each contender works before it is measured
 * @param turns how often each contender is measured in a round
 * @param turn how long each time
 * @param extent what is measured
 */
record Plan(String name, int rounds, Warmup warmup, int turns, Duration turn, Extent extent) {

    static final Plan SHORT =
            new Plan("short", 1, Warmup.ofSeconds(1, 2, 3, 15), 7, Duration.ofMillis(100), Extent.GLANCE);

    static final Plan MEDIUM =
            new Plan("medium", 3, Warmup.ofSeconds(2, 3, 6, 40), 15, Duration.ofMillis(100), Extent.AIMS);

    static final Plan FULL =
            new Plan("full", 9, Warmup.ofSeconds(5, 8, 10, 60), 31, Duration.ofMillis(200), Extent.ALL);

    /**
     * How long each contender works before it is measured.
     *
     * @param usual what is enough for most
     * @param libraries the same where long ways through other libraries have to be compiled first
     * @param dispatch the same for several threads, which take the processors from the compiler
     * @param http the same for so many threads and so much of the JDK
     */
    record Warmup(Duration usual, Duration libraries, Duration dispatch, Duration http) {

        private static Warmup ofSeconds(int usual, int libraries, int dispatch, int http) {
            return new Warmup(
                    Duration.ofSeconds(usual),
                    Duration.ofSeconds(libraries),
                    Duration.ofSeconds(dispatch),
                    Duration.ofSeconds(http));
        }
    }

    private static final String LOOKUPS = "hashMap+index";
    private static final String RULERS = "+eventRuler+eventRulerText";
    private static final int LARGEST = 1_000_000;
    private static final int SCANS = 5;
    /** An invocation takes a good part of what is enough elsewhere. */
    private static final Duration HTTP_TURN = Duration.ofMillis(500);

    /** What is measured. */
    enum Extent {
        /** The aims on time, at the ends of each curve. */
        GLANCE,
        /** What all aims are about, and in the first round what helps to read it. */
        AIMS,
        /** Everything, in each round. */
        ALL
    }

    /**
     * Who is compared in one setting.
     *
     * @param benchmark the class
     * @param contenders their names, parted by {@code +}
     * @param params the setting
     * @param warmup how long each works before it is measured
     * @param turn how long each works when it is its turn
     */
    record Comparison(
            Class<?> benchmark, String contenders, Map<String, String> params, Duration warmup, Duration turn) {}

    /** Returns what a round compares; the first has number 1. */
    List<Comparison> comparisons(int round) {
        return Stream.of(
                        matching(round),
                        dispatch(round),
                        validating(round),
                        parsing(round),
                        cloudEvents(round),
                        http(round))
                .flatMap(List::stream)
                .toList();
    }

    /** Tells whether what the index costs besides the time of a match is measured too. */
    boolean hasFootprint() {
        return extent != Extent.GLANCE;
    }

    /** Tells whether a round also has those about whom there is no aim, or none that is near. */
    private boolean hasAll(int round) {
        return extent == Extent.ALL || (extent == Extent.AIMS && round == 1);
    }

    private List<Comparison> matching(int round) {
        List<Comparison> all = new ArrayList<>();
        for (String mix : List.of("EXACT", "MIXED")) {
            for (int size : sizes(round)) {
                all.add(matching(mix, "HOT", size, LOOKUPS + (extent == Extent.GLANCE ? "" : "+indexChanged")));
                all.add(matching(mix, "NEW", size, LOOKUPS));
                if (size == LARGEST && hasAll(round)) {
                    all.add(matching(mix, "COLD", size, LOOKUPS));
                }
            }
            for (int size : sizesOfPeers(round)) {
                all.add(matching(mix, "HOT", size, LOOKUPS + RULERS));
                all.add(matching(mix, "NEW", size, LOOKUPS + RULERS));
                if (extent != Extent.GLANCE) {
                    all.add(matching(mix, "HOT", size, "hashMap+linearScan"));
                }
            }
        }
        return all;
    }

    /** The ends of the curve, and in between where there is time. */
    private List<Integer> sizes(int round) {
        if (!hasAll(round)) {
            return List.of(10, LARGEST);
        }
        return extent == Extent.ALL
                ? List.of(10, 100, 1_000, 10_000, 100_000, LARGEST)
                : List.of(10, 1_000, 100_000, LARGEST);
    }

    /** At the largest size a scan says nothing new, and Event Ruler hardly loads. */
    private List<Integer> sizesOfPeers(int round) {
        return switch (extent) {
            case GLANCE -> List.of(100_000);
            case AIMS -> hasAll(round) ? List.of(10, 100_000) : List.of();
            case ALL -> sizes(round).stream().filter(size -> size < LARGEST).toList();
        };
    }

    private Comparison matching(String mix, String traffic, int size, String contenders) {
        return new Comparison(
                MatchBenchmark.class,
                contenders,
                Map.of("mix", mix, "traffic", traffic, "size", Integer.toString(size)),
                warmupOfMatching(contenders),
                turn);
    }

    private Duration warmupOfMatching(String contenders) {
        if (contenders.contains("linearScan")) {
            return turn.multipliedBy(SCANS); // each turn of which takes seconds, where it is large
        }
        return contenders.contains(RULERS) ? warmup.libraries() : warmup.usual();
    }

    /**
     * Returns the part of it that is dispatch.
     *
     * <p>What the manager does in one way of using it should not be compiled for another, so these stand apart.
     */
    List<Comparison> dispatch(int round) {
        List<Comparison> all = new ArrayList<>();
        for (String size : extent == Extent.GLANCE ? List.of("1", "100") : List.of("1", "10", "100")) {
            all.add(dispatch(
                    size,
                    "execute+emit+mbassadorMessages+vertx" + (hasAll(round) ? "+guava+mbassadorHandlers+spring" : "")));
            all.add(dispatch(size, "emit+emitTimeout"));
            if (size.equals("1") || extent == Extent.ALL) {
                all.add(dispatch(size, "execute+emitFuturesRead"));
                all.add(dispatch(size, "execute+emitIdsRead"));
                if (hasAll(round)) {
                    for (String use : List.of("emitValidated", "emitOwnPolicy", "emitOrdered", "emitOwnThreads")) {
                        all.add(dispatch(size, "execute+" + use));
                    }
                }
            }
        }
        return all;
    }

    private Comparison dispatch(String size, String contenders) {
        return new Comparison(DispatchBenchmark.class, contenders, Map.of("size", size), warmup.dispatch(), turn);
    }

    private List<Comparison> validating(int round) {
        if (extent == Extent.AIMS && !hasAll(round)) {
            return List.of(); // it is far from its aim
        }
        return inEach(ValidateBenchmark.class, "annotations+events+cloudevents+mapped", "", "kind", "VALID", "INVALID");
    }

    private List<Comparison> parsing(int round) {
        return inEach(
                ParseBenchmark.class,
                "jackson+bytes+sdk",
                hasAll(round) ? "jackson+text+input+manyStreamed+manyLines+jacksonTimeAsText+manyJackson" : "",
                "content",
                "PLAIN",
                "EXTENSIONS",
                "BEYOND_ASCII");
    }

    private List<Comparison> cloudEvents(int round) {
        return inEach(
                CloudEventsBenchmark.class,
                "read+sdkRead+write+sdkWrite",
                hasAll(round) ? "readAnyVersion+readLines+writeText+writeV01" : "",
                "content",
                "OBJECT",
                "EXTENSIONS",
                "TEXT");
    }

    private List<Comparison> http(int round) {
        return Stream.of("bare+manager", "bare+managerAsynchronous")
                .limit(hasAll(round) ? 2 : 1)
                .map(contenders -> new Comparison(HttpBenchmark.class, contenders, Map.of(), warmup.http(), HTTP_TURN))
                .toList();
    }

    /**
     * Compares in one setting after the other; at a glance, in the first.
     *
     * @param compared who is compared in each
     * @param beside who else is, in the first; in a full run in each; {@code ""} for nobody
     */
    private List<Comparison> inEach(
            Class<?> benchmark, String compared, String beside, String param, String... values) {
        List<Comparison> all = new ArrayList<>();
        for (String value : extent == Extent.GLANCE ? List.of(values[0]) : List.of(values)) {
            Map<String, String> setting = Map.of(param, value);
            all.add(new Comparison(benchmark, compared, setting, warmup.libraries(), turn));
            if (!beside.isEmpty() && (extent == Extent.ALL || value.equals(values[0]))) {
                all.add(new Comparison(benchmark, beside, setting, warmup.libraries(), turn));
            }
        }
        return all;
    }
}
