package io.dispatchframework.events.delivery;

import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.time.TimeSource.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings deliveries from the queue to the handler, and back where they have to be tried again.
 *
 * <p>This is the one place where the engine in memory is concurrent. How it works:
 *
 * <p><b>Permits.</b> {@code inFlight} counts the attempts that may be under way: one for each worker that is submitted or
 * running, one for each attempt whose stage has not ended yet. A worker is a task on the executor that empties the
 * queue. Whoever adds to the queue takes a permit and submits a worker; a worker that finds more than it can do at once
 * submits another. A worker whose attempt goes on behind its back leaves its permit to that attempt and needs another
 * one to continue.
 *
 * <p><b>No lost wake-up.</b> A worker gives its permit back and then looks at the queue once more. An adder offers first
 * and looks at the permits afterwards. So either the adder finds a permit, or the worker finds the entry.
 *
 * <p><b>Holding.</b> {@code heldEpoch} rises with every {@link #offerHeld}, before the held ones are taken out. An attempt
 * remembers it from before the handler ran. When it ends with Hold it is put among the held first and the epoch read
 * afterwards: where that has risen, what the handler saw may be out of date, and the held ones are offered again.
 *
 * <p><b>Stopping.</b> At every moment an unsettled delivery is in at least one place that {@link #stop} looks at: the
 * queue, a worker's {@code current}, {@code unsettled}, {@code delayed} or {@code held}. It is put into the next place
 * before it is taken out of the last. Only a claim has a gap, between the queue and {@code current}; a worker marks it,
 * and {@code stop} waits for it to close, which takes a few instructions.
 */
final class MemoryDispatcher implements EngineHandle {

    private static final Logger LOG = System.getLogger(DeliveryEngine.class.getName());

    /** After so many attempts in a row a worker goes to the back of the executor's queue, in fairness to others there. */
    private static final int TURN = 256;

    /** Stands for the timer of an attempt that is being given one. */
    private static final Timer NOT_YET_A_TIMER = () -> false;

    /** How long to wait where the executor or the handler says "not now". */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final DeliveryHandler handler;
    private final Intake intake;
    private final CapacityGate gate;

    private final ConcurrentLinkedQueue<Batch> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final Set<MemoryAttempt> unsettled = ConcurrentHashMap.newKeySet();
    private final Map<MemoryAttempt, Timer> delayed = new ConcurrentHashMap<>();
    private final ReentrantLock heldLock = new ReentrantLock();
    private final Map<String, List<MemoryAttempt>> held = new HashMap<>(); // guarded by heldLock
    private final AtomicLong heldEpoch = new AtomicLong();
    private final ThreadLocal<Boolean> onHandlerThread = new ThreadLocal<>();
    private final AtomicBoolean retrying = new AtomicBoolean();
    private volatile boolean paused;
    private volatile boolean stopped;

    MemoryDispatcher(DeliveryHandler handler, Intake intake, CapacityGate gate) {
        this.handler = handler;
        this.intake = intake;
        this.gate = gate;
    }

    TimeSource time() {
        return intake.time();
    }

    /** Adds to the queue; {@code false} if the dispatcher was stopped and has not taken them. */
    boolean add(Batch batch) {
        queue.add(batch);
        if (stopped && batch.claimAll()) {
            return false;
        }
        wakeWorker();
        return true;
    }

    private void wakeWorker() {
        if (!paused && !stopped && takePermit()) {
            submit(new Worker());
        }
    }

    private boolean takePermit() {
        while (true) {
            int before = inFlight.get();
            if (before >= intake.maxInFlight()) {
                return false;
            }
            if (inFlight.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    /** Submits a worker, whose permit is taken already. */
    private void submit(Worker worker) {
        try {
            intake.executor().execute(worker);
        } catch (Throwable refused) { // a rejection, or an executor that has no threads or no memory left
            // What is in the queue stays there. Another worker may come by; if none does, this timer will.
            inFlight.decrementAndGet();
            if (retrying.compareAndSet(false, true)) {
                LOG.log(
                        Level.WARNING,
                        "the executor takes no work, deliveries wait; trying again in " + PAUSE,
                        refused);
                time().schedule(PAUSE, () -> {
                    retrying.set(false);
                    wakeIfNeeded();
                });
            }
        }
    }

    private void wakeIfNeeded() {
        if (hasWork()) {
            wakeWorker();
        }
    }

    private boolean hasWork() {
        Batch head;
        while ((head = queue.peek()) != null) {
            if (!head.isClaimed()) {
                return true;
            }
            queue.remove(head);
        }
        return false;
    }

    private @Nullable MemoryAttempt claim() {
        Batch head;
        while ((head = queue.peek()) != null) {
            MemoryAttempt attempt = head.claim();
            if (head.isClaimed()) {
                queue.remove(head);
            }
            if (attempt != null) {
                return attempt;
            }
        }
        return null;
    }

    /** Empties the queue, on a thread of the executor. */
    private final class Worker implements Runnable {

        /** Marks the gap of a claim, see above. */
        private static final Object CLAIMING = new Object();

        private volatile @Nullable Object current;

        @Override
        public void run() {
            if (onHandlerThread.get() != null) {
                // The executor runs tasks on the thread that submits them, and that thread is a worker already, which
                // comes by again: to work here would nest worker in worker, one for each entry of the queue.
                inFlight.decrementAndGet();
                return;
            }
            onHandlerThread.set(true);
            workers.add(this);
            boolean hasPermit = true;
            try {
                for (int turn = 0; hasPermit && turn < TURN; turn++) {
                    current = CLAIMING;
                    MemoryAttempt attempt = paused || stopped ? null : claim();
                    current = attempt;
                    if (attempt == null) {
                        break;
                    }
                    if (hasWork()) {
                        wakeWorker();
                    }
                    hasPermit = !goesOn(attempt) || takePermit();
                }
            } finally {
                current = null;
                workers.remove(this);
                onHandlerThread.remove();
                if (hasPermit) {
                    inFlight.decrementAndGet();
                }
                wakeIfNeeded();
            }
        }

        /** Makes an attempt; returns whether it goes on behind the worker's back, with the worker's permit. */
        private boolean goesOn(MemoryAttempt attempt) {
            long epoch = heldEpoch.get();
            CompletableFuture<Settlement> settlement = handle(attempt);
            if (settlement.isDone()) {
                settle(attempt, settlement, epoch);
                return false;
            }
            unsettled.add(attempt);
            var unused = settlement.whenComplete((ignored, alsoIgnored) -> {
                try {
                    settle(attempt, settlement, epoch);
                } finally {
                    unsettled.remove(attempt);
                    inFlight.decrementAndGet();
                    wakeIfNeeded();
                }
            });
            return true;
        }
    }

    private CompletableFuture<Settlement> handle(MemoryAttempt attempt) {
        boolean interrupted = Thread.interrupted(); // whoever submits may be the one who runs, and keeps it
        try {
            return handler.handle(attempt).toCompletableFuture();
        } catch (Throwable broken) { // an Error in a handler must not end the worker with the delivery in its hands
            return CompletableFuture.failedFuture(broken);
        } finally {
            Thread.interrupted(); // what the handler leaves behind is not meant for the next attempt
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void settle(MemoryAttempt attempt, CompletableFuture<Settlement> ended, long epoch) {
        if (stopped) {
            return;
        }
        Settlement settlement;
        try {
            settlement = ended.join();
        } catch (RuntimeException broken) {
            LOG.log(Level.ERROR, "the delivery handler broke its contract; the delivery is offered again", broken);
            settlement = new Settlement.Release();
        }
        if (settlement instanceof Settlement.Retry retry) {
            delay(attempt, attempt.number() + 1, retry.delay());
        } else if (settlement instanceof Settlement.Release) {
            delay(attempt, attempt.number(), PAUSE);
        } else if (settlement instanceof Settlement.Hold) {
            hold(attempt, epoch);
        } else {
            gate.release(1);
        }
    }

    private void delay(MemoryAttempt attempt, int nextNumber, Duration delay) {
        delayed.put(attempt, NOT_YET_A_TIMER);
        Timer timer = time().schedule(delay, () -> {
            if (add(new Batch(List.of(attempt.delivery()), nextNumber))) {
                delayed.remove(attempt);
            }
        });
        delayed.replace(attempt, timer); // unless it was due at once
        if (stopped) {
            timer.cancel();
        }
    }

    private void hold(MemoryAttempt attempt, long epoch) {
        String subscription = attempt.delivery().subscriptionName();
        heldLock.lock();
        try {
            held.computeIfAbsent(subscription, name -> new ArrayList<>()).add(attempt);
        } finally {
            heldLock.unlock();
        }
        if (heldEpoch.get() != epoch) {
            offerHeldOf(subscription);
        }
    }

    @Override
    public void offerHeld(String subscriptionName) {
        heldEpoch.incrementAndGet();
        offerHeldOf(subscriptionName);
    }

    private void offerHeldOf(String subscriptionName) {
        heldLock.lock();
        try {
            List<MemoryAttempt> waiting = held.remove(subscriptionName);
            if (waiting == null) {
                return;
            }
            for (MemoryAttempt attempt : waiting) {
                queue.add(new Batch(List.of(attempt.delivery()), attempt.number()));
            }
        } finally {
            heldLock.unlock();
        }
        wakeIfNeeded();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        wakeIfNeeded();
    }

    @Override
    public CompletionStage<Void> drain() {
        gate.close();
        return gate.drained();
    }

    @Override
    public List<Delivery> stop() {
        if (stopped) {
            return List.of();
        }
        stopped = true;
        gate.close();
        Set<Delivery> forgotten = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Worker worker : workers) {
            Object current;
            while ((current = worker.current) == Worker.CLAIMING) {
                Thread.onSpinWait();
            }
            if (current instanceof MemoryAttempt attempt) {
                forgotten.add(attempt.delivery());
            }
        }
        unsettled.forEach(attempt -> forgotten.add(attempt.delivery()));
        heldLock.lock();
        try {
            held.values().forEach(attempts -> attempts.forEach(attempt -> forgotten.add(attempt.delivery())));
            held.clear();
        } finally {
            heldLock.unlock();
        }
        delayed.forEach((attempt, timer) -> {
            timer.cancel();
            forgotten.add(attempt.delivery());
        });
        MemoryAttempt queued;
        while ((queued = claim()) != null) {
            forgotten.add(queued.delivery());
        }
        return new ArrayList<>(forgotten);
    }

    @Override
    public boolean isHandlerThread() {
        return onHandlerThread.get() != null;
    }
}
