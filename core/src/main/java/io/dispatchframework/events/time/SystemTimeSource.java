package io.dispatchframework.events.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The time of the system; its timers are those of {@link CompletableFuture}, so that no thread is started here. */
enum SystemTimeSource implements TimeSource {
    INSTANCE;

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Objects.requireNonNull(task, "task");
        long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(delay, "delay")); // at most Long.MAX_VALUE
        // A future with a time-out of its own, rather than delayedExecutor: its timer is taken out of the JDK's queue
        // when the future is completed first, so a cancelled timer is garbage at once.
        CompletableFuture<Void> due = new CompletableFuture<>();
        // The task is attached before the clock starts: otherwise a short delay could run it on the caller's thread.
        var unused = due.thenRun(task);
        due.completeOnTimeout(null, Math.max(0, nanos), TimeUnit.NANOSECONDS);
        return () -> due.completeExceptionally(new CancellationException());
    }

    @Override
    public String toString() {
        return "TimeSource.system()";
    }
}
