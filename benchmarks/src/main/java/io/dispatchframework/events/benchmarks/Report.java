package io.dispatchframework.events.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes tables and plots from JMH's JSON.
 *
 * <p>First what was aimed at, see {@link Aims}. Then a benchmark's class is a section. Its parameter {@code size}
 * makes the columns and the plot; each combination of the others makes a table, of which a contender is a row. What was
 * measured on another JVM than the run comes last, in sections of its own, and no aim is held against it.
 */
final class Report {

    private static final String BEGIN = "<!-- results: begin; what stands up to the end is made by Report -->";
    private static final String END = "<!-- results: end -->";

    /** By the section: the contender that the others are compared with. */
    private static final Map<String, String> REFERENCES =
            Map.of("Match", "hashMap", "Dispatch", "execute", "Http", "bare");

    /** By the section: what an operation is there. */
    private static final Map<String, String> OPERATIONS = Map.of("Dispatch", "delivery", "Http", "event");

    /** What is not written as contenders are named. */
    private static final Map<String, String> NAMES = Map.of(
            "hash map", "HashMap",
            "event ruler", "Event Ruler",
            "guava", "Guava",
            "mbassador", "MBassador",
            "spring", "Spring",
            "vertx", "Vert.x");

    private static final double NOISY = 0.2;

    private final List<Result> results;
    private final Path charts;
    private final StringBuilder text = new StringBuilder();

    private Report(List<Result> results, Path charts) {
        this.results = results;
        this.charts = charts;
    }

    /** Reads all JSON of a folder; writes plots, and replaces the results in {@code benchmarks.md}. */
    static void write(Path input, Path docs) throws IOException {
        List<Result> results;
        try (Stream<Path> files = Files.list(input)) {
            results = Result.read(files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList());
        }
        Path charts = docs.resolve("benchmarks");
        Files.createDirectories(charts);
        Properties environment = environment(input.resolve("environment.properties"));
        String jvm = environment.getProperty("jvm");
        Map<Boolean, List<Result>> ofRun = results.stream()
                .collect(Collectors.partitioningBy(
                        one -> jvm == null || one.jvm().equals(jvm)));
        Report report = new Report(ofRun.getOrDefault(true, List.of()), charts);
        report.head(environment);
        report.aims();
        report.sections(report.results, "");
        Map<String, List<Result>> byOthers = ofRun.getOrDefault(false, List.of()).stream()
                .collect(Collectors.groupingBy(Result::jvm, TreeMap::new, Collectors.toList()));
        for (Map.Entry<String, List<Result>> other : byOthers.entrySet()) {
            report.sections(other.getValue(), ", " + other.getKey());
        }
        Path page = docs.resolve("benchmarks.md");
        String around = Files.exists(page) ? Files.readString(page) : BEGIN + "\n" + END + "\n";
        Files.writeString(page, replaced(around, report.text.toString()));
        System.out.println("wrote " + page.toAbsolutePath().normalize());
    }

    private static String replaced(String page, String results) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("benchmarks.md has no lines " + BEGIN + " and " + END);
        }
        return page.substring(0, begin + BEGIN.length()) + "\n\n" + results + page.substring(end);
    }

    /** Reads what is said of a run; nothing if there is no such file. */
    static Properties environment(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                properties.load(in);
            }
        }
        return properties;
    }

    private void head(Properties environment) {
        if (!environment.isEmpty()) {
            line("The %s run of %s, %s minutes: %s, %s processors, %s."
                    .formatted(Stream.of("run", "date", "minutes", "processor", "processors", "system")
                            .map(environment::getProperty)
                            .toArray()));
        }
        line("JVM: " + results.stream().map(Result::jvm).distinct().sorted().collect(Collectors.joining(", ")) + ".");
        line("");
        long noisy = results.stream()
                .filter(result -> result.score().uncertainty() > NOISY)
                .count();
        if (noisy > results.size() / 4) {
            line(
                    ("**The machine was not quiet, or the run too short:** %d of %d times are uncertain by more than %.0f %%."
                                    + " A ratio is taken turn by turn, where both meet the same; how uncertain it is stands behind it.")
                            .formatted(noisy, results.size(), 100 * NOISY));
            line("");
        }
    }

    private void aims() {
        line("### Aims");
        line("");
        line("| work | aim | seen | |");
        line("|---|---|---:|---|");
        Aims.rows(results).forEach(this::line);
        line("");
    }

    /** Writes a section for each class; what they have in common comes behind their titles, {@code ""} for nothing. */
    private void sections(List<Result> ofThese, String common) throws IOException {
        Map<String, List<Result>> groups =
                ofThese.stream().collect(Collectors.groupingBy(Result::group, TreeMap::new, Collectors.toList()));
        for (Map.Entry<String, List<Result>> group : groups.entrySet()) {
            String name = words(group.getKey());
            line("### " + Character.toUpperCase(name.charAt(0)) + name.substring(1) + common);
            line("");
            section(group.getKey(), group.getValue(), common);
        }
    }

    private void section(String group, List<Result> all, String common) throws IOException {
        Map<Map<String, String>, List<Result>> tables = new LinkedHashMap<>();
        for (Result result : all) {
            Map<String, String> key = new TreeMap<>(result.params());
            key.remove("size");
            tables.computeIfAbsent(key, k -> new ArrayList<>()).add(result);
        }
        String reference = REFERENCES.get(group);
        for (Map.Entry<Map<String, String>, List<Result>> table : tables.entrySet()) {
            String name = table.getKey().entrySet().stream()
                    .map(Report::setting)
                    .collect(Collectors.joining(", "))
                    .toLowerCase(Locale.ROOT);
            Map<String, Map<Integer, Result>> contenders = byContender(table.getValue());
            table(name, contenders, reference);
            boolean curve =
                    table.getValue().stream().mapToInt(Result::size).distinct().count() > 2;
            if (curve && contenders.size() > 1) {
                chart(words(group) + (name.isEmpty() ? "" : ", " + name) + common, group, contenders);
            }
        }
    }

    /** A word says itself what it means; a number needs its parameter's name. */
    private static String setting(Map.Entry<String, String> param) {
        return param.getValue().matches("\\d+")
                ? words(param.getKey()) + " " + param.getValue()
                : param.getValue().replace('_', ' ');
    }

    /** The contenders' results by size, the quickest contender first. */
    private static Map<String, Map<Integer, Result>> byContender(List<Result> results) {
        Map<String, Map<Integer, Result>> contenders = new HashMap<>();
        for (Result result : results) {
            contenders
                    .computeIfAbsent(words(result.contender()), k -> new TreeMap<>())
                    .put(result.size(), result);
        }
        Map<String, Map<Integer, Result>> sorted = new LinkedHashMap<>();
        contenders.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Report::compare))
                .forEach(each -> sorted.put(each.getKey(), each.getValue()));
        return sorted;
    }

    /** By the geometric mean over the sizes. */
    private static int compare(Map<Integer, Result> one, Map<Integer, Result> other) {
        return Double.compare(mean(one.values()), mean(other.values()));
    }

    private static double mean(Collection<Result> results) {
        return results.stream()
                .mapToDouble(result -> Math.log(result.score().value()))
                .average()
                .orElse(0);
    }

    private void table(String name, Map<String, Map<Integer, Result>> contenders, @Nullable String reference) {
        if (!name.isEmpty()) {
            line("**" + name + "**");
            line("");
        }
        Map<Integer, Result> base = reference == null ? null : contenders.get(words(reference));
        Set<Integer> sizes = contenders.values().stream()
                .flatMap(each -> each.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        StringBuilder head = new StringBuilder("| |");
        StringBuilder rule = new StringBuilder("|---|");
        for (int size : sizes) {
            head.append(size == 0 ? " |" : String.format(Locale.ROOT, " %,d |", size));
            rule.append("---:|");
        }
        line(head.toString());
        line(rule.toString());
        contenders.forEach((contender, bySize) -> line("| " + contender + " | "
                + sizes.stream()
                        .map(size -> cell(bySize.get(size), base == null ? null : base.get(size)))
                        .collect(Collectors.joining(" | "))
                + " |"));
        line("");
    }

    private static String cell(@Nullable Result result, @Nullable Result base) {
        if (result == null) {
            return "";
        }
        StringBuilder cell = new StringBuilder(result.text());
        if (base != null) {
            result.over(base)
                    .median()
                    .ifPresent(ratio -> cell.append("<br>")
                            .append(Result.digits(ratio.value()))
                            .append("×")
                            .append(ratio.margin()));
        }
        // The strings of new events are made between the measurements, which JMH counts as well.
        if (!Double.isNaN(result.bytes()) && !"NEW".equals(result.params().get("traffic"))) {
            cell.append("<br>").append(String.format(Locale.ROOT, "%,d B", Math.round(result.bytes())));
        }
        return cell.toString();
    }

    private void chart(String title, String group, Map<String, Map<Integer, Result>> contenders) throws IOException {
        LogLogChart chart =
                new LogLogChart(title, "subscriptions", "time per " + OPERATIONS.getOrDefault(group, "operation"));
        contenders.forEach((contender, bySize) -> chart.line(
                contender,
                bySize.values().stream()
                        .map(result -> new LogLogChart.Point(
                                result.size(), result.score().value()))
                        .toList()));
        String file = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
        Files.writeString(charts.resolve(file), chart.svg());
        line("![%s](%s/%s)".formatted(title, Objects.toString(charts.getFileName()), file));
        line("");
    }

    /** Parts what is written in camel case. */
    private static String words(String name) {
        String spaced = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> known : NAMES.entrySet()) {
            spaced = spaced.replace(known.getKey(), known.getValue());
        }
        return spaced;
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
