package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.time.TimeSource.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The way from open to closed: stop the drivers, drain for the grace period, cancel what is left, then let go of resources. */
final class Shutdown {

    private static final Logger LOG = System.getLogger(EventManager.class.getName());
    private static final String REASON = "the event manager was closed";
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);
    private static final long LOOK_AGAIN_NANOS = 20_000;

    private final EngineHandle engine;
    private final LocalDeliveries deliveries;
    private final Announcements announcements;
    private final PausedDeliveries paused;
    private final Workforce workforce;
    private final TimeSource time;
    private final Duration grace;

    /** How long to wait for whoever is told of an end, which may be anybody's code and block. */
    private final Duration patience;

    private final @Nullable ManagedDrivers drivers;
    private final Deque<Runnable> afterwards = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean ending = new AtomicBoolean();

    /** When everything was closed, by {@link TimeSource#nanos()}. */
    private final CompletableFuture<Long> closed = new CompletableFuture<>();

    private volatile @Nullable Thread endedBy;

    Shutdown(
            EngineHandle engine,
            LocalDeliveries deliveries,
            Announcements announcements,
            PausedDeliveries paused,
            Workforce workforce,
            TimeSource time,
            Duration grace,
            @Nullable ManagedDrivers drivers) {
        this.engine = engine;
        this.deliveries = deliveries;
        this.announcements = announcements;
        this.paused = paused;
        this.workforce = workforce;
        this.time = time;
        this.grace = grace;
        patience = grace.compareTo(LEAST_PATIENCE) > 0 ? grace : LEAST_PATIENCE;
        this.drivers = drivers;
    }

    /** Adds what to let go of in the end, before what was added earlier. */
    void afterwards(Runnable task) {
        afterwards.push(task);
    }

    boolean hasBegun() {
        return begun.get();
    }

    /** Begins, unless it has begun. */
    void begin() {
        if (begun.compareAndSet(false, true)) {
            if (drivers == null) {
                drain(grace);
            } else {
                long start = time.nanos();
                CompletableFuture<Void> stopped = drivers.stop(grace.dividedBy(2));
                Runnable drain = () -> {
                    Duration left = grace.minusNanos(time.nanos() - start);
                    drain(left.isNegative() ? Duration.ZERO : left);
                };
                if (stopped.isDone()) {
                    drain.run();
                } else {
                    // On a thread of its own, since that of a driver or of the time has other things to do.
                    var unused = stopped.thenRun(() -> onThread(drain));
                }
            }
        }
    }

    /**
     * Waits until everything is closed, and until all who wait for a delivery have been told of its end. They are told on the
     * threads that end it, which wake nobody here; so this looks again and again, mostly once.
     */
    void await() {
        long closedAt = closed.join();
        long seenClosed = TimeSource.system().nanos();
        while (announcements.areUnderWay()
                && isWithinPatience(closedAt, time)
                && isWithinPatience(seenClosed, TimeSource.system())) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Asked by the manager's time, and by the system's too: one that is moved by hand may have nobody left to move it. */
    private boolean isWithinPatience(long since, TimeSource by) {
        return by.nanos() - since < TimeUnit.NANOSECONDS.convert(patience);
    }

    /** Closes without a grace period, on this thread. */
    void atOnce() {
        begun.set(true);
        if (drivers != null) {
            var unused = drivers.stop(Duration.ZERO);
        }
        paused.close();
        end(false);
    }

    private void drain(Duration left) {
        CompletableFuture<Void> drained = engine.drain().toCompletableFuture();
        paused.close();
        paused.subscriptions()
                .forEach(name -> engine.offerHeld(name, Integer.MAX_VALUE)); // nobody is going to resume them
        // On a thread of its own: what hangs on the outcomes may block, and the timer's thread is everybody's.
        Timer timer = time.schedule(left, () -> onThread(() -> end(false)));
        var unused = drained.whenComplete((ignored, failed) -> {
            timer.cancel();
            end(failed == null);
        });
        if (left.isZero()) {
            timer.cancel();
            end(false);
        }
    }

    private void letGo() {
        for (Runnable task : afterwards) {
            try {
                task.run();
            } catch (RuntimeException failed) {
                LOG.log(Level.ERROR, "closing a part of the event manager failed", failed);
            }
        }
    }

    /** Tells whether a thread is busy with the end, so that to wait for it would be to wait for itself. */
    boolean isEndedBy(Thread thread) {
        return endedBy == thread;
    }

    private static void onThread(Runnable task) {
        Thread thread = new Thread(task, "dispatch-events-close");
        thread.setDaemon(true);
        thread.start();
    }

    private void end(boolean drained) {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        endedBy = Thread.currentThread();
        try {
            for (Delivery left : engine.stop()) {
                if (left instanceof LocalDelivery local) {
                    local.end(local.cancelled(REASON));
                }
            }
            for (LocalDelivery kept : deliveries.kept()) {
                kept.end(new DeliveryOutcome.HandedOver(kept.subscriptionName(), kept.functionName(), kept.attempts()));
            }
            letGo();
            ExecutorService own = workforce.own();
            if (own != null) {
                if (drained) {
                    own.shutdown();
                } else {
                    own.shutdownNow(); // interrupts the functions that were cancelled
                }
            }
        } catch (RuntimeException failed) {
            LOG.log(Level.ERROR, "closing the event manager failed in part", failed);
        } finally {
            endedBy = null;
            closed.complete(time.nanos());
        }
    }
}
