package io.dispatchframework.events.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Time that moves only when a test says so; the testkit's ManualTime cannot be used here, since it depends on core. */
public final class TestTime implements TimeSource {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Due(long at, long order, Runnable task, AtomicBoolean open) {}

    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long nanos;
    private long scheduled;

    @Override
    public synchronized Instant now() {
        return START.plusNanos(nanos);
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Timer schedule(Duration delay, Runnable task) {
        Due due = new Due(nanos + Math.max(0, delay.toNanos()), scheduled++, task, new AtomicBoolean(true));
        timers.add(due);
        return () -> due.open().compareAndSet(true, false);
    }

    /** Moves on, and runs what has come due on the calling thread. */
    public void advance(Duration by) {
        long target;
        synchronized (this) {
            target = nanos + by.toNanos();
        }
        Due due;
        while ((due = next(target)) != null) {
            if (due.open().compareAndSet(true, false)) {
                due.task().run();
            }
        }
        synchronized (this) {
            nanos = target;
        }
    }

    private synchronized Due next(long target) {
        if (timers.isEmpty() || timers.peek().at() > target) {
            return null;
        }
        Due due = timers.poll();
        nanos = Math.max(nanos, due.at());
        return due;
    }

    /** Tells how many timers have neither run nor been called off. */
    public synchronized long pending() {
        return timers.stream().filter(due -> due.open().get()).count();
    }
}
