package io.dispatchframework.events.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time for core's own tests, which moves when it is told to; timers run on the thread that moves it. */
public final class TestTime implements TimeSource {

    private final List<Waiting> timers = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos;
    private int reads;

    @Override
    public synchronized Instant now() {
        reads++;
        return now;
    }

    /** How often {@link #now()} was asked. */
    public synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Timer schedule(Duration delay, Runnable task) {
        Waiting waiting = new Waiting(nanos + Math.max(0, delay.toNanos()), task);
        timers.add(waiting);
        return () -> cancel(waiting);
    }

    private synchronized boolean cancel(Waiting waiting) {
        return timers.remove(waiting);
    }

    public synchronized int timers() {
        return timers.size();
    }

    /** Moves the wall clock alone, as somebody who sets it. */
    public synchronized void setForward(Duration by) {
        now = now.plus(by);
    }

    public void advance(Duration by) {
        long end;
        synchronized (this) {
            end = nanos + by.toNanos();
        }
        for (Waiting due = takeDue(end); due != null; due = takeDue(end)) {
            due.task.run();
        }
        moveTo(end);
    }

    private synchronized Waiting takeDue(long end) {
        Waiting first =
                timers.stream().min(Comparator.comparingLong(Waiting::at)).orElse(null);
        if (first == null || first.at > end) {
            return null;
        }
        timers.remove(first);
        moveTo(first.at);
        return first;
    }

    private synchronized void moveTo(long newNanos) {
        if (newNanos > nanos) {
            now = now.plusNanos(newNanos - nanos);
            nanos = newNanos;
        }
    }

    private static final class Waiting {
        private final long at;
        private final Runnable task;

        Waiting(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }

        long at() {
            return at;
        }
    }
}
