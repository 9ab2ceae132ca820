package io.dispatchframework.events.examples.job;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts what happened. */
final class Tally {

    private final long start = System.nanoTime();
    private long events;
    private long malformed;
    private long invalid;
    private long unmatched;
    private long deliveries;
    private long retried;
    private final Map<String, Long> outcomes = new TreeMap<>();

    void malformed() {
        malformed++;
    }

    void invalid() {
        events++;
        invalid++;
    }

    void emitted(List<DeliveryOutcome> ends) {
        events++;
        if (ends.isEmpty()) {
            unmatched++;
        }
        for (DeliveryOutcome end : ends) {
            deliveries++;
            if (end.attempts() > 1) {
                retried++;
            }
            outcomes.merge(end.getClass().getSimpleName().toLowerCase(Locale.ROOT), 1L, Long::sum);
        }
    }

    long events() {
        return events;
    }

    void print(PrintStream out) {
        double seconds = Duration.ofNanos(System.nanoTime() - start).toNanos() / 1_000_000_000.0;
        out.println("Summary");
        print(out, "events read", events);
        print(out, "  invalid", invalid);
        print(out, "  matched by nothing", unmatched);
        print(out, "malformed", malformed);
        print(out, "deliveries", deliveries);
        outcomes.forEach((outcome, count) -> print(out, "  " + outcome, count));
        print(out, "  more than one attempt", retried);
        out.printf(Locale.ROOT, "  %-22s %,10.2f s, %,.0f events a second%n", "time", seconds, events / seconds);
    }

    private static void print(PrintStream out, String what, long count) {
        out.printf(Locale.ROOT, "  %-22s %,10d%n", what, count);
    }
}
