package io.dispatchframework.events.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is measured, and how long.
 *
 * <p>A round goes through comparisons. The contenders of one come one right after the other, so that they meet the same pace
 * of a machine that changes it from minute to minute: hence short rounds, of one JVM for each contender, and several of them.
 *
 * @param name how a user names it
 * @param rounds how often to go through it
 * @param quickRounds how often to go once more through what reads and writes events, which takes little time
 * @param warmup how long to run before measuring
 * @param iterations how often to measure in a round
 * @param iteration how long each time
 * @param extent what is measured
 */
record Plan(
        String name, int rounds, int quickRounds, Warmup warmup, int iterations, Duration iteration, Extent extent) {

    static final Plan SHORT =
            new Plan("short", 1, 0, Warmup.ofSeconds(1, 2, 3, 20), 5, Duration.ofMillis(200), Extent.GLANCE);

    static final Plan MEDIUM =
            new Plan("medium", 3, 4, Warmup.ofSeconds(2, 4, 6, 60), 5, Duration.ofMillis(200), Extent.AIMS);

    static final Plan FULL =
            new Plan("full", 9, 0, Warmup.ofSeconds(5, 8, 10, 75), 5, Duration.ofMillis(500), Extent.ALL);

    /**
     * How long to run before measuring.
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

    private static final String LOOKUPS = "hashMap|index";
    private static final String RULERS = "|eventRuler|eventRulerText";
    private static final String GLANCE_AT_DISPATCH = "execute|emit|emitFuturesRead|emitTimeout|mbassadorMessages|vertx";
    private static final int LARGEST = 1_000_000;
    /** An invocation takes a good part of what is enough elsewhere. */
    private static final Duration HTTP_ITERATION = Duration.ofSeconds(1);

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
     * @param contenders its methods, parted by {@code |}
     * @param params the setting; what has two values, parted by a comma, makes two contenders of each that has the parameter
     * @param warmup how long to run before measuring
     * @param iteration how long to measure, several times
     */
    record Comparison(
            Class<?> benchmark, String contenders, Map<String, String> params, Duration warmup, Duration iteration) {}

    /** Returns how many rounds there are, the quick ones at the end. */
    int allRounds() {
        return rounds + quickRounds;
    }

    /** Returns what a round compares; the first has number 1. */
    List<Comparison> comparisons(int round) {
        if (isQuick(round)) {
            return Stream.of(parsing(round), cloudEvents(round))
                    .flatMap(List::stream)
                    .toList();
        }
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

    /** Tells whether what the index costs besides the time of a match is measured in a round too. */
    boolean hasFootprint(int round) {
        return extent != Extent.GLANCE && !isQuick(round);
    }

    private boolean isQuick(int round) {
        return round > rounds;
    }

    /** Tells whether a round also has those about whom there is no aim, or none that is near. */
    private boolean hasAll(int round) {
        return extent == Extent.ALL || (extent == Extent.AIMS && round == 1);
    }

    private List<Comparison> matching(int round) {
        List<Comparison> all = new ArrayList<>();
        for (String mix : List.of("EXACT", "MIXED")) {
            for (int size : sizes(round)) {
                // At the largest size a scan says nothing new, and Event Ruler hardly loads: see RulerState.
                boolean beside = hasAll(round) && size < LARGEST;
                String rulers = beside && (extent == Extent.ALL || size != 1_000) ? RULERS : "";
                String hot = LOOKUPS + rulers + (beside ? "|linearScan" : "");
                all.add(matching(mix, "HOT", size, hot, extent == Extent.GLANCE ? "0" : "0,1000"));
                all.add(matching(mix, "NEW", size, LOOKUPS + rulers, "0"));
                if (extent == Extent.ALL || (extent == Extent.AIMS && size == LARGEST)) {
                    all.add(matching(mix, "COLD", size, LOOKUPS, "0"));
                }
            }
            if (extent == Extent.GLANCE) {
                all.add(matching(mix, "HOT", 100_000, "index|eventRuler", "0"));
            }
        }
        return all;
    }

    /** The ends of the curve lie close together, since an aim is about them both. */
    private List<Integer> sizes(int round) {
        if (!hasAll(round)) {
            return List.of(10, LARGEST);
        }
        return extent == Extent.ALL
                ? List.of(10, LARGEST, 100, 1_000, 10_000, 100_000)
                : List.of(10, LARGEST, 1_000, 100_000);
    }

    private Comparison matching(String mix, String traffic, int size, String contenders, String churn) {
        return new Comparison(
                MatchBenchmark.class,
                contenders,
                Map.of("mix", mix, "traffic", traffic, "size", Integer.toString(size), "churn", churn),
                contenders.contains("eventRuler") ? warmup.libraries() : warmup.usual(),
                iteration);
    }

    /** Returns the part of it that is dispatch. */
    List<Comparison> dispatch(int round) {
        if (extent == Extent.GLANCE) {
            return List.of(glanceAtDispatch("1"), glanceAtDispatch("100"));
        }
        return inEach(
                DispatchBenchmark.class,
                warmup.dispatch(),
                "execute|emit|emitFuturesRead|emitIdsRead|emitTimeout|mbassadorMessages"
                        + (hasAll(round) ? "|guava|mbassadorHandlers|spring|vertx" : ""),
                // The best of the other buses is Vert.x for one subscription, for more it is MBassador.
                hasAll(round) ? "|emitValidated|emitOwnPolicy|emitOrdered|emitOwnThreads" : "|vertx",
                "size",
                List.of("1", "10", "100"));
    }

    private Comparison glanceAtDispatch(String size) {
        return new Comparison(
                DispatchBenchmark.class, GLANCE_AT_DISPATCH, Map.of("size", size), warmup.dispatch(), iteration);
    }

    private List<Comparison> validating(int round) {
        if (extent == Extent.AIMS && !hasAll(round)) {
            return List.of(); // it is far from its aim
        }
        return inEach(ValidateBenchmark.class, warmup.libraries(), ".*", "", "kind", List.of("VALID", "INVALID"));
    }

    private List<Comparison> parsing(int round) {
        return inEach(
                ParseBenchmark.class,
                warmup.libraries(),
                "bytes|jackson|sdk",
                hasAll(round) ? "|text|input|manyStreamed|manyLines|jacksonTimeAsText|manyJackson" : "",
                "content",
                List.of("PLAIN", "EXTENSIONS", "BEYOND_ASCII"));
    }

    private List<Comparison> cloudEvents(int round) {
        return inEach(
                CloudEventsBenchmark.class,
                warmup.libraries(),
                "read|write|sdkRead|sdkWrite",
                hasAll(round) ? "|readAnyVersion|readLines|writeText|writeV01" : "",
                "content",
                List.of("OBJECT", "EXTENSIONS", "TEXT"));
    }

    private List<Comparison> http(int round) {
        String contenders = "bare|manager" + (hasAll(round) ? "|managerAsynchronous" : "");
        return List.of(new Comparison(HttpBenchmark.class, contenders, Map.of(), warmup.http(), HTTP_ITERATION));
    }

    /**
     * Compares in one setting after the other; at a glance, in the first.
     *
     * @param compared who is compared in each
     * @param beside who else is, in the first; in a full run in each
     */
    private List<Comparison> inEach(
            Class<?> benchmark, Duration warmup, String compared, String beside, String param, List<String> values) {
        return values.stream()
                .limit(extent == Extent.GLANCE ? 1 : values.size())
                .map(value -> {
                    boolean all = extent == Extent.ALL || value.equals(values.get(0));
                    return new Comparison(
                            benchmark, all ? compared + beside : compared, Map.of(param, value), warmup, iteration);
                })
                .toList();
    }
}
