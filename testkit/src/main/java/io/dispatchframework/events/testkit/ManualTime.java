package io.dispatchframework.events.testkit;

import io.dispatchframework.events.time.TimeSource;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A time that moves only when it is told to, and whose clock can be set.
 *
 * <p>Timers run on the thread that advances the time, in the order in which they are due, those due at the same time in
 * the order in which they were scheduled. While a timer runs, the time is the one at which it was due; what it schedules
 * within the time that is being passed runs in its turn. What a timer throws is logged and keeps no other from running.
 *
 * <p>An event manager counts its {@linkplain io.dispatchframework.events.EventManagerBuilder#closeGrace grace period} by this
 * time too. A test whose deliveries may still wait for a retry when it closes the manager sets it to {@link Duration#ZERO},
 * since the thread that closes cannot move the time.
 *
 * <p>No argument may be {@code null}. Safe to share between threads; {@link #now()}, {@link #nanos()},
 * {@link #schedule} and {@code cancel} never wait for a timer that runs, while advances take their turns. A timer must
 * not advance the time that runs it.
 *
 * @since 0.1
 */
public final class ManualTime implements TimeSource {

    /** When time begins, unless something else is asked for. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final System.Logger LOG = System.getLogger(ManualTime.class.getName());

    /** Held for the whole of an advance; the monitor guards the fields, and is free while a timer runs. */
    private final ReentrantLock advancing = new ReentrantLock();

    private final Instant start;
    private final TreeSet<ManualTimer> timers = new TreeSet<>(
            Comparator.comparing((ManualTimer timer) -> timer.due).thenComparingLong(timer -> timer.number));
    private Duration passed = Duration.ZERO;
    /** How far {@link #setClock} has moved the clock away from the time that has passed. */
    private Duration set = Duration.ZERO;

    private long scheduled;

    /** Makes a time that stands at {@link #START}. */
    public ManualTime() {
        this(START);
    }

    /**
     * Makes a time that stands at an instant.
     *
     * @param start the instant to start at
     */
    public ManualTime(Instant start) {
        this.start = Objects.requireNonNull(start, "start");
    }

    @Override
    public synchronized Instant now() {
        return start.plus(passed.plus(set));
    }

    @Override
    public synchronized long nanos() {
        // Wraps around after 292 years, as System.nanoTime() may at any time.
        return passed.getSeconds() * 1_000_000_000L + passed.getNano();
    }

    @Override
    public synchronized Timer schedule(Duration delay, Runnable task) {
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(task, "task");
        ManualTimer timer =
                new ManualTimer(delay.isNegative() ? passed : saturatedSum(passed, delay), scheduled++, task);
        timers.add(timer);
        return timer;
    }

    /**
     * Lets time pass, and runs the timers that are due on the way, on this thread.
     *
     * @param step how long; with zero only what is due already runs
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if called by a timer of this time
     * @throws java.time.DateTimeException if it leads beyond {@link Instant#MAX}; the time stays as it is
     */
    public void advance(Duration step) {
        if (Objects.requireNonNull(step, "step").isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + step);
        }
        enter();
        try {
            run(until(now().plus(step)));
        } finally {
            advancing.unlock();
        }
    }

    /**
     * Lets time pass up to an instant, and runs the timers that are due on the way, on this thread.
     *
     * @param instant the time that it is to be
     * @throws IllegalArgumentException if it is before {@link #now()}
     * @throws IllegalStateException if called by a timer of this time
     */
    public void advanceTo(Instant instant) {
        Objects.requireNonNull(instant, "instant");
        enter();
        try {
            Instant from = now();
            if (instant.isBefore(from)) {
                throw new IllegalArgumentException("time does not go back: it is " + from + ", after " + instant);
            }
            run(until(instant));
        } finally {
            advancing.unlock();
        }
    }

    /**
     * Sets the clock, as an administrator or a time server does: forward or back, and no time passes.
     *
     * <p>{@link #nanos()} and the timers, which count the time that passes, are not touched.
     *
     * @param instant what {@link #now()} is to say
     */
    public synchronized void setClock(Instant instant) {
        set = Duration.between(start, Objects.requireNonNull(instant, "instant"))
                .minus(passed);
    }

    /** Returns how much time will have passed when the clock says an instant. */
    private synchronized Duration until(Instant instant) {
        return Duration.between(start, instant).minus(set);
    }

    private void enter() {
        if (advancing.isHeldByCurrentThread()) {
            throw new IllegalStateException("a timer must not advance the time that runs it; schedule another timer");
        }
        advancing.lock();
    }

    private void run(Duration target) {
        for (ManualTimer due = next(target); due != null; due = next(target)) {
            try {
                due.task.run();
            } catch (Throwable thrown) {
                LOG.log(Level.WARNING, "a timer threw; the others go on", thrown);
            }
        }
    }

    /** Takes the next timer out and moves the time to it, or to the target if none is due by then. */
    private synchronized @Nullable ManualTimer next(Duration target) {
        if (timers.isEmpty() || timers.first().due.compareTo(target) > 0) {
            passed = target;
            return null;
        }
        ManualTimer due = timers.first();
        timers.remove(due);
        passed = due.due;
        return due;
    }

    /**
     * Tells how many timers wait for their time.
     *
     * @return the number of timers that neither ran, nor are running, nor were called off
     */
    public synchronized int pending() {
        return timers.size();
    }

    private static Duration saturatedSum(Duration one, Duration other) {
        try {
            return one.plus(other);
        } catch (ArithmeticException beyondADuration) {
            return Duration.ofSeconds(Long.MAX_VALUE);
        }
    }

    @Override
    public String toString() {
        return "ManualTime[" + now() + ", " + pending() + " pending]";
    }

    private final class ManualTimer implements Timer {

        private final Duration due;
        private final long number;
        private final Runnable task;

        ManualTimer(Duration due, long number, Runnable task) {
            this.due = due;
            this.number = number;
            this.task = task;
        }

        @Override
        public boolean cancel() {
            synchronized (ManualTime.this) {
                return timers.remove(this);
            }
        }
    }
}
