package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The subscriptions that leave by themselves, the first to leave first, and one timer for it; guarded by the index. */
final class Leases {

    /** The wall clock may be set while a timer waits, so none waits longer than this. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final TimeSource time;
    private final Runnable whenDue;
    private final TreeSet<Lease> leases = new TreeSet<>();
    private TimeSource.@Nullable Timer timer;
    private @Nullable Instant timerFor;

    Leases(TimeSource time, Runnable whenDue) {
        this.time = time;
        this.whenDue = whenDue;
    }

    void change(IndexedSubscription subscription, @Nullable Subscription before, @Nullable Subscription after) {
        if (before != null && before.expiresAt() != null) {
            leases.remove(new Lease(before.expiresAt(), subscription));
        }
        if (after != null && after.expiresAt() != null) {
            leases.add(new Lease(after.expiresAt(), subscription));
        }
    }

    List<IndexedSubscription> due() {
        Instant now = time.now();
        List<IndexedSubscription> due = new ArrayList<>();
        for (Lease lease : leases) {
            if (lease.end.isAfter(now)) {
                break;
            }
            due.add(lease.subscription);
        }
        return due;
    }

    /** Sees to it that the timer is set for the first lease. */
    void schedule() {
        Instant first = leases.isEmpty() ? null : leases.first().end;
        if (timer != null && (first == null || !first.equals(timerFor))) {
            timer.cancel();
            timer = null;
        }
        if (first != null && timer == null) {
            timerFor = first;
            timer = time.schedule(delayUntil(first), whenDue);
        }
    }

    /** To be told when the timer has gone off. */
    void timerIsOver() {
        timer = null;
    }

    void close() {
        leases.clear();
        schedule();
    }

    private Duration delayUntil(Instant end) {
        Instant now = time.now();
        return end.isAfter(now.plus(LONGEST_WAIT)) ? LONGEST_WAIT : Duration.between(now, end);
    }

    private record Lease(Instant end, IndexedSubscription subscription) implements Comparable<Lease> {

        private static final Comparator<Lease> ORDER =
                Comparator.comparing(Lease::end).thenComparing(lease -> lease.subscription.name());

        @Override
        public int compareTo(Lease other) {
            return ORDER.compare(this, other);
        }
    }
}
