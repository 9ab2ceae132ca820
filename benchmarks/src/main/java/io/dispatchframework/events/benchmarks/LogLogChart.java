package io.dispatchframework.events.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/** A plot with both axes logarithmic, as SVG: one line for each contender. */
final class LogLogChart {

    /** One measured point; y is in nanoseconds. */
    record Point(double x, double y) {}

    private static final int WIDTH = 780;
    private static final int HEIGHT = 430;
    private static final int LEFT = 84;
    private static final int RIGHT = 572;
    private static final int TOP = 52;
    private static final int BOTTOM = 368;
    /** Of Okabe and Ito: told apart by the colour-blind too. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#555555");
    /** For more lines than colours. */
    private static final List<String> DASHES = List.of("", " stroke-dasharray='6 4'", " stroke-dasharray='2 3'");

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final Map<String, List<Point>> lines = new LinkedHashMap<>();

    LogLogChart(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    void line(String name, List<Point> points) {
        lines.put(name, points);
    }

    String svg() {
        Axis x = axis(LEFT, RIGHT, lines.values().stream().flatMap(List::stream).mapToDouble(Point::x));
        Axis y = axis(BOTTOM, TOP, lines.values().stream().flatMap(List::stream).mapToDouble(Point::y));
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d'"
                        + " font-family='system-ui, sans-serif' font-size='13' fill='#333'>",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT);
        add(svg, "<rect width='%d' height='%d' fill='#fff'/>", WIDTH, HEIGHT);
        add(svg, "<text x='%d' y='28' font-size='16' font-weight='600'>%s</text>", LEFT, escaped(title));
        for (int power = x.from(); power <= x.to(); power++) {
            double at = x.at(Math.pow(10, power));
            add(svg, "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#e5e5e5'/>", at, at, TOP, BOTTOM);
            add(svg, "<text x='%.1f' y='%d' text-anchor='middle'>%,.0f</text>", at, BOTTOM + 20, Math.pow(10, power));
        }
        for (int power = y.from(); power <= y.to(); power++) {
            double at = y.at(Math.pow(10, power));
            add(svg, "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#e5e5e5'/>", LEFT, RIGHT, at, at);
            add(svg, "<text x='%d' y='%.1f' text-anchor='end'>%s</text>", LEFT - 8, at + 4, time(power));
        }
        add(
                svg,
                "<text x='%d' y='%d' text-anchor='middle'>%s</text>",
                (LEFT + RIGHT) / 2,
                BOTTOM + 46,
                escaped(xLabel));
        add(
                svg,
                "<text transform='translate(20 %d) rotate(-90)' text-anchor='middle'>%s</text>",
                (TOP + BOTTOM) / 2,
                escaped(yLabel));
        // By the alphabet: so a contender has one colour in all plots, whatever its rank.
        List<String> names = lines.keySet().stream().sorted().toList();
        int number = 0;
        for (Map.Entry<String, List<Point>> line : lines.entrySet()) {
            int rank = names.indexOf(line.getKey());
            String colour = COLOURS.get(rank % COLOURS.size());
            String stroke = "stroke='%s' stroke-width='2'%s"
                    .formatted(colour, DASHES.get(rank / COLOURS.size() % DASHES.size()));
            StringBuilder path = new StringBuilder();
            for (Point point : line.getValue()) {
                add(path, "%s%.1f %.1f ", path.isEmpty() ? "M" : "L", x.at(point.x), y.at(point.y));
                add(svg, "<circle cx='%.1f' cy='%.1f' r='3.5' fill='%s'/>", x.at(point.x), y.at(point.y), colour);
            }
            add(svg, "<path d='%s' fill='none' %s/>", path.toString().trim(), stroke);
            // The slowest stands above, as in the plot.
            int row = TOP + 10 + 24 * (lines.size() - 1 - number);
            add(svg, "<line x1='%d' x2='%d' y1='%d' y2='%d' %s/>", RIGHT + 18, RIGHT + 40, row, row, stroke);
            add(svg, "<circle cx='%d' cy='%d' r='3.5' fill='%s'/>", RIGHT + 29, row, colour);
            add(svg, "<text x='%d' y='%d'>%s</text>", RIGHT + 48, row + 4, escaped(line.getKey()));
            number++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static Axis axis(int start, int end, DoubleStream values) {
        double[] all = values.toArray();
        double least = Arrays.stream(all).min().orElse(1);
        double most = Arrays.stream(all).max().orElse(10);
        int from = (int) Math.floor(Math.log10(least));
        return new Axis(start, end, from, Math.max(from + 1, (int) Math.ceil(Math.log10(most))));
    }

    private record Axis(int start, int end, int from, int to) {

        double at(double value) {
            return start + (end - start) * (Math.log10(value) - from) / (to - from);
        }
    }

    private static String time(int power) {
        String unit = power < 3 ? "ns" : power < 6 ? "µs" : power < 9 ? "ms" : "s";
        return String.format(Locale.ROOT, "%,.0f %s", Math.pow(10, power < 0 ? power : power % 3), unit);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is a library's, and for no more than this
    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
        if (format.startsWith("<")) {
            svg.append('\n');
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
