package io.dispatchframework.events.benchmarks;

import java.util.Collection;
import java.util.Locale;

/**
 * What was seen of a quantity, and the interval that the true value is known to lie in.
 *
 * @param value the best guess
 * @param low the lower end of the interval
 * @param high the upper end of the interval
 */
record Estimate(double value, double low, double high) {

    private static final double CONFIDENCE = 0.95;
    private static final double WORTH_SAYING = 0.05;

    /** What cannot be otherwise. */
    static Estimate exactly(double value) {
        return new Estimate(value, value, value);
    }

    /**
     * Returns the median of what was seen: an interruption from outside only moves single values, and a mean would follow
     * them. The interval is that of the median at 95 % (by order statistics, which presumes no distribution), or from the
     * least to the most where there are too few values for that.
     */
    static Estimate median(Collection<Double> seen) {
        double[] sorted =
                seen.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        int outside = placesOutside(sorted.length);
        return new Estimate(
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
                sorted[outside],
                sorted[sorted.length - 1 - outside]);
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

    Estimate over(Estimate other) {
        return new Estimate(value / other.value, low / other.high, high / other.low);
    }

    /** How far the interval reaches from the value, as a part of it. */
    double uncertainty() {
        return Math.max(high - value, value - low) / value;
    }

    /** What a person writes behind the value: {@code  ±12 %}, or nothing where it is not worth a thought. */
    String margin() {
        return uncertainty() > WORTH_SAYING ? String.format(Locale.ROOT, " ±%.0f %%", 100 * uncertainty()) : "";
    }
}
