package io.dispatchframework.events.delivery;

import io.dispatchframework.events.delivery.internal.KnowsLanes;
import io.dispatchframework.events.delivery.internal.LendsToWorkers;
import io.dispatchframework.events.internal.Fields;
import io.dispatchframework.events.time.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings deliveries from the queue to the handler, and back where they have to be tried again.
 *
 * <p>This is the one place where the engine in memory is concurrent. How it works:
 *
 * <p><b>Permits.</b> {@code inFlight} counts the attempts that may be under way: one for each worker that is submitted or
 * running, one for each attempt that goes on after the handler has returned. A worker is a task on the executor that
 * empties the queue. A worker whose attempt goes on behind its back leaves its permit to that attempt and needs another
 * one to continue. So does one whose attempt was settled by somebody else while the handler did not return: the permit
 * was given back then, as long as there were no more than {@code maxInFlight} such attempts.
 *
 * <p><b>One worker at a time is on its way.</b> {@code coming} is the worker that is submitted and has not begun. While
 * there is one, nobody submits another: it finds what is in the queue by then, and sees to more workers itself if there is
 * more than one can do. So an executor whose threads are busy is not asked again for every delivery.
 *
 * <p><b>No lost wake-up.</b> Whoever adds to the queue adds first and looks at {@code coming} and at the permits
 * afterwards; a worker takes itself out of {@code coming}, or gives its permit back, and then looks at the queue. So
 * either the adder submits a worker, or one finds the entry.
 *
 * <p><b>Batches.</b> The {@link WorkQueue}'s entries are batches, from which any number of workers claim side by side.
 *
 * <p><b>A worker that never comes.</b> An executor may drop a task that it has accepted. When a worker was found still
 * on its way, a timer looks again; if it is the same worker then, it is given up, and another one is submitted.
 *
 * <p><b>Lanes.</b> The first delivery of a lane is in the dispatcher's hands like any other, and leads to those behind it,
 * see {@link Lanes}. The lane goes on when the attempt is settled <em>and</em> the handler has returned, whichever comes
 * second: a function that was given up may still run. A worker whose handler has settled an attempt goes on with the next
 * in the lane itself, a number of times in a row; otherwise the next goes to the end of the queue.
 *
 * <p><b>Holding.</b> An attempt that ends with Hold is put among {@link HeldAttempts}, unless there was an offer since it
 * began; then it is offered again.
 *
 * <p><b>Stopping.</b> At every moment an unsettled delivery is in at least one place that {@link #stop} looks at: the
 * queue, a worker's {@code current}, {@code unsettled}, {@code delayed} or {@code held}, or in a lane behind one that is
 * there. It is put into the next place before it is taken out of the last, and {@code stop} looks at them in the order of
 * the way: at lanes behind everything that joins them, and once more into the queue, which the next of a lane may have come
 * to. Only a claim goes backwards, from the queue or a lane to {@code current}; a worker marks it, and {@code stop} waits for
 * it to close, which takes a few instructions; afterwards nobody claims. A worker that claims from a batch of its own marks
 * it without a fence: {@code stop}, which empties that batch by the same counter, sees the mark of whoever came before it.
 *
 * <p>What is added while the dispatcher stops is refused as a whole: what is one entry of the queue is taken back out of
 * it, unless {@code stop} or a worker was quicker; what goes to several places, or to lanes, is added under a lock that
 * {@code stop} takes too.
 */
final class MemoryDispatcher implements EngineHandle, MemoryAttempt.Settler {

    private static final Logger LOG = System.getLogger(DeliveryEngine.class.getName());

    /** After so many attempts in a row a worker goes to the back of the executor's queue, in fairness to others there. */
    private static final int TURN = 256;

    /** After so many attempts in a row a lane goes to the back of the queue, in fairness to others there. */
    private static final int TURN_OF_LANE = 16;

    /** Settles the attempts that are under way when the dispatcher is stopped; nothing comes of it. */
    private static final Settlement FORGOTTEN = new Settlement.Release();

    /** How long to wait where the executor or the handler says "not now". */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** How long a worker may be on its way before it is given up. */
    private static final Duration OVERDUE = Duration.ofSeconds(1);

    private final DeliveryHandler handler;

    /** The handler, if it has one for each worker. */
    private final @Nullable LendsToWorkers<DeliveryHandler> lender;

    private final Intake intake;
    private final CapacityGate gate;

    private final WorkQueue queue = new WorkQueue();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger leftBehind = new AtomicInteger();
    private final AtomicReference<@Nullable Worker> coming = new AtomicReference<>();
    private final AtomicBoolean watched = new AtomicBoolean();
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final Set<MemoryAttempt> unsettled = ConcurrentHashMap.newKeySet();
    private final DelayedAttempts delayed;
    private final HeldAttempts held = new HeldAttempts();
    private final Lanes lanes = new Lanes();

    /** Locked for writing by whoever empties the queue because the dispatcher is stopped. */
    private final ReentrantReadWriteLock stopping = new ReentrantReadWriteLock();

    private final Set<Delivery> addedTooLate =
            Collections.newSetFromMap(new IdentityHashMap<>()); // guarded by stopping, for writing

    private final LongAdder ignoredSettlements = new LongAdder();

    @SuppressWarnings("ThreadLocalUsage") // one for each engine, since a worker of one is none of another
    private final ThreadLocal<Worker> workerHere = new ThreadLocal<>();

    private final AtomicBoolean retrying = new AtomicBoolean();
    private volatile boolean paused;
    private volatile boolean stopped;

    @SuppressWarnings("unchecked") // only the manager's handler lends, and what it lends are handlers
    MemoryDispatcher(DeliveryHandler handler, Intake intake, CapacityGate gate) {
        this.handler = handler;
        lender = handler instanceof LendsToWorkers ? (LendsToWorkers<DeliveryHandler>) handler : null;
        this.intake = intake;
        this.gate = gate;
        delayed = new DelayedAttempts(intake.time(), this::wakeIfNeeded);
    }

    TimeSource time() {
        return intake.time();
    }

    /** Takes deliveries in; {@code false} if the dispatcher was stopped and forgets them. */
    boolean add(List<? extends Delivery> deliveries) {
        if (deliveries instanceof KnowsLanes known && !known.hasLanes()) {
            queue.add(deliveries);
            wakeWorker();
            return !stopped || !withdraw(deliveries);
        }
        stopping.readLock().lock(); // what goes to several places is in all of them, or in none, when stop looks
        try {
            if (stopped) {
                return false;
            }
            for (int i = 0; i < deliveries.size(); i++) {
                lineUp(MemoryAttempt.inLane(this, deliveries.get(i), 1));
            }
        } finally {
            stopping.readLock().unlock();
        }
        wakeWorker(); // without the lock: the executor may run it here
        return true;
    }

    /** Puts an attempt into its lane, if it has one, and into the queue where it is its turn; under the lock against stop. */
    private void lineUp(MemoryAttempt attempt) {
        if (attempt.place == null || lanes.join(attempt.place)) {
            queue.add(attempt);
        }
    }

    /** Takes back what was added while the dispatcher was stopped, unless some of it has been run or stop has found it. */
    private boolean withdraw(List<? extends Delivery> deliveries) {
        stopping.writeLock().lock();
        try {
            List<MemoryAttempt> left = new ArrayList<>();
            queue.drainTo(left, this);
            left.forEach(attempt -> addedTooLate.add(attempt.delivery()));
            if (!addedTooLate.containsAll(deliveries)) {
                return false;
            }
            deliveries.forEach(addedTooLate::remove); // by identity, as removeAll would not
            return true;
        } finally {
            stopping.writeLock().unlock();
        }
    }

    // Workers

    private void wakeWorker() {
        if (paused || stopped) {
            return;
        }
        Worker expected = coming.get();
        if (expected != null) {
            watchOver(expected);
            return;
        }
        if (!takePermit()) {
            return;
        }
        Worker worker = new Worker();
        if (coming.compareAndSet(null, worker)) {
            submit(worker);
        } else {
            inFlight.decrementAndGet(); // somebody else was quicker, and that worker sees to the rest
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

    private void givePermitBack() {
        inFlight.decrementAndGet();
        wakeIfNeeded();
    }

    /** Submits a worker, whose permit is taken already. */
    private void submit(Worker worker) {
        try {
            intake.executor().execute(worker);
        } catch (Throwable refused) { // a rejection, or an executor that has no threads or no memory left
            // What is in the queue stays there. Another worker may come by; if none does, this timer will.
            if (!worker.giveUp()) {
                return;
            }
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

    private void watchOver(Worker expected) {
        if (!watched.get() && watched.compareAndSet(false, true)) {
            time().schedule(OVERDUE, () -> {
                watched.set(false);
                if (!stopped && coming.get() == expected && expected.giveUp()) {
                    wakeIfNeeded();
                }
            });
        }
    }

    private void wakeIfNeeded() {
        if (queue.hasWork()) {
            wakeWorker();
        }
    }

    /** Empties the queue, on a thread of the executor. */
    private final class Worker implements Runnable {

        private static final VarHandle CURRENT = Fields.handle(MethodHandles.lookup(), "current", Object.class);

        /** Marks the gap of a claim, see above. */
        private static final Object CLAIMING = new Object();

        private volatile @Nullable Object current;

        /** What it works on before it looks into the queue again; the worker's own. */
        private @Nullable Batch batch;

        /** Makes its attempts; the worker's own between {@link #enter} and {@link #leave}. */
        private DeliveryHandler hands = handler;

        /** The attempts of its turn until now; the worker's own. */
        private int made;

        /** Set where the executor ran another worker inside of this one; that one left its work to this. */
        private boolean calledBack;

        /** Returns what the worker works on, waiting for a claim to end. */
        @Nullable
        Object currentAfterClaim() {
            Object seen;
            while ((seen = current) == CLAIMING) {
                Thread.onSpinWait();
            }
            return seen;
        }

        /** Gives the worker up if it has not begun, with its permit. */
        boolean giveUp() {
            if (!coming.compareAndSet(this, null)) {
                return false;
            }
            inFlight.decrementAndGet();
            return true;
        }

        @Override
        public void run() {
            if (!coming.compareAndSet(this, null)) {
                return; // too late: it was given up
            }
            Worker outer = workerHere.get();
            if (outer != null) {
                // The executor runs tasks on the thread that submits them, and that thread is a worker already: to
                // work here would nest worker in worker, one for each entry of the queue.
                outer.calledBack = true;
                inFlight.decrementAndGet();
                return;
            }
            enter();
            try {
                do {
                    calledBack = false;
                    if (takeTurn()) {
                        inFlight.decrementAndGet();
                    }
                    wakeIfNeeded();
                } while (calledBack && queue.hasWork() && takePermit());
            } finally {
                leave();
            }
        }

        /** Runs one attempt on the thread of somebody who waits for room; {@code false} if there is none to run. */
        boolean runOne() {
            enter();
            try {
                MemoryAttempt attempt = claimNext();
                if (attempt != null && work(attempt, 1)) {
                    wakeIfNeeded();
                } else if (attempt != null) {
                    inFlight.incrementAndGet(); // the attempt goes on and gives back a permit that it never had
                }
                return attempt != null;
            } finally {
                leave();
            }
        }

        private void enter() {
            if (lender != null) {
                hands = lender.borrow();
            }
            workerHere.set(this);
            workers.add(this);
        }

        private void leave() {
            batch = null;
            current = null;
            workers.remove(this);
            workerHere.remove();
            if (lender != null) {
                lender.giveBack(hands);
            }
        }

        /** Works until there is nothing to do or others should have the thread; returns whether the permit is left. */
        private boolean takeTurn() {
            made = 0;
            while (made < TURN) {
                MemoryAttempt attempt = claimNext();
                if (attempt == null) {
                    giveWay();
                    attempt = claimNext();
                }
                if (attempt == null) {
                    return true;
                }
                if (!work(attempt, TURN_OF_LANE) && !takePermit()) {
                    return false;
                }
            }
            return true;
        }

        /**
         * Lets others have the processor before the worker leaves for want of work. Who emits has more to emit, mostly, and
         * to wake a thread costs as much as many short functions. To leave at once would be as right, and slower.
         */
        @SuppressWarnings("ThreadPriorityCheck") // nothing but speed depends on what the scheduler makes of it
        private static void giveWay() {
            Thread.yield();
        }

        private @Nullable MemoryAttempt claimNext() {
            if (paused || stopped) {
                CURRENT.setRelease(this, null);
                return null;
            }
            MemoryAttempt attempt = claimFromBatch();
            return attempt != null ? attempt : claimFromQueue();
        }

        private @Nullable MemoryAttempt claimFromBatch() {
            Batch mine = batch;
            if (mine == null) {
                return null;
            }
            CURRENT.setRelease(this, CLAIMING); // the claim itself makes it visible to whoever claims after it
            MemoryAttempt attempt = mine.claim(MemoryDispatcher.this);
            if (attempt == null) {
                batch = null;
                return null;
            }
            CURRENT.setRelease(this, attempt);
            return attempt;
        }

        private @Nullable MemoryAttempt claimFromQueue() {
            current = CLAIMING; // has to be seen before the claim
            MemoryAttempt attempt = stopped ? null : poll();
            CURRENT.setRelease(this, attempt);
            if (attempt != null && coming.get() == null && queue.hasWork()) {
                wakeWorker();
            }
            return attempt;
        }

        private @Nullable MemoryAttempt poll() {
            Batch taken;
            while ((taken = queue.poll()) != null) {
                MemoryAttempt attempt = taken.claim(MemoryDispatcher.this);
                if (attempt == null) {
                    continue; // those who work on it have all of it
                }
                if (!taken.isClaimed()) {
                    queue.putBack(taken); // for others to help, behind what came before them
                    batch = taken;
                }
                return attempt;
            }
            return null;
        }

        /**
         * Makes an attempt, and then those of its lane whose turn comes.
         *
         * @param most how many in a row
         * @return whether the worker's permit is still its own
         */
        private boolean work(MemoryAttempt first, int most) {
            MemoryAttempt attempt = first;
            for (int inARow = 1; attempt != null; inARow++) {
                made++;
                attempt.heldEpoch = held.epoch();
                attempt.thread = Thread.currentThread();
                handle(attempt, hands);
                if (!attempt.settledByHandler) {
                    return returnsWithout(attempt);
                }
                attempt = attempt.place == null ? null : claimBehind(attempt, attempt.place, inARow < most);
            }
            return true;
        }

        private @Nullable MemoryAttempt claimBehind(MemoryAttempt ended, LanePlace place, boolean mayGoOn) {
            MemoryAttempt next = endTurn(ended, place);
            if (next == null) {
                return null;
            }
            if (!mayGoOn) {
                handOn(next, place);
                wakeWorker();
                return null;
            }
            current = CLAIMING; // has to be seen before the claim
            if (paused || stopped) {
                handOn(next, place);
                CURRENT.setRelease(this, null);
                wakeWorker(); // after the claim, since the executor may run anything here
                return null;
            }
            CURRENT.setRelease(this, next);
            place.leave();
            return next;
        }

        /** Leaves an attempt that the handler has not settled itself; returns whether the permit is still the worker's. */
        private boolean returnsWithout(MemoryAttempt attempt) {
            unsettled.add(attempt); // before anybody can find that the handler has returned
            int before = attempt.mark(MemoryAttempt.RETURNED);
            if ((before & MemoryAttempt.SETTLED) == 0) {
                return false;
            }
            unsettled.remove(attempt);
            moveLaneOn(attempt);
            if ((before & MemoryAttempt.LEFT_BEHIND) != 0) {
                leftBehind.decrementAndGet();
                return false;
            }
            return true;
        }
    }

    private static void handle(MemoryAttempt attempt, DeliveryHandler handler) {
        boolean interrupted = Thread.interrupted(); // whoever submits may be the one who runs, and keeps it
        try {
            handler.handle(attempt);
        } catch (Throwable broken) { // an Error in a handler must not end the worker with the delivery in its hands
            LOG.log(Level.ERROR, "the delivery handler broke its contract; the delivery is offered again", broken);
            if (attempt.settlement() == null) {
                attempt.settle(new Settlement.Release());
            }
        } finally {
            Thread.interrupted(); // what the handler leaves behind is not meant for the next attempt
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs an attempt on the calling thread, beyond the permits; {@code false} if none is waiting to be run. */
    boolean runOneHere() {
        Worker here = new Worker();
        if (here.runOne()) {
            return true;
        }
        // A worker that claims has the batch out of the queue, and puts it back before the claim ends.
        workers.forEach(Worker::currentAfterClaim);
        return here.runOne();
    }

    // Settlements

    @Override
    public boolean settle(MemoryAttempt attempt, Settlement how) {
        if (!attempt.decide(how)) {
            ignoredSettlements.increment();
            return false;
        }
        boolean returned = attempt.has(MemoryAttempt.RETURNED);
        if (!returned && attempt.thread == Thread.currentThread()) {
            attempt.settledByHandler = true;
            place(attempt, how);
            return true;
        }
        boolean leave = !returned && leaveBehind();
        place(attempt, how); // first: a worker that finds the attempt settled looks after it no more
        int before = attempt.mark(leave ? MemoryAttempt.SETTLED | MemoryAttempt.LEFT_BEHIND : MemoryAttempt.SETTLED);
        if ((before & MemoryAttempt.RETURNED) != 0) {
            if (leave) {
                leftBehind.decrementAndGet();
            }
            moveLaneOn(attempt);
            unsettled.remove(attempt); // it is where stop looks next
            givePermitBack();
        } else if (leave) {
            givePermitBack();
        }
        return true;
    }

    private boolean leaveBehind() {
        if (leftBehind.incrementAndGet() <= intake.maxInFlight()) {
            return true;
        }
        leftBehind.decrementAndGet();
        return false;
    }

    /** Puts a delivery to where its settlement says; one in a lane stays where it is until the handler has returned. */
    private void place(MemoryAttempt attempt, Settlement how) {
        if (how instanceof Settlement.Done || how instanceof Settlement.Dead) {
            gate.release(1);
        } else if (attempt.place == null) {
            keep(attempt, how);
        }
    }

    /** Hands on the next of the lane, if the attempt stands in one, and its turn is over. */
    private void moveLaneOn(MemoryAttempt attempt) {
        LanePlace place = attempt.place;
        MemoryAttempt next = place == null ? null : endTurn(attempt, place);
        if (place != null && next != null) {
            handOn(next, place);
            wakeWorker();
        }
    }

    /** Puts the next of a lane into the queue; a worker has to be woken for it. */
    private void handOn(MemoryAttempt next, LanePlace before) {
        queue.add(next);
        before.leave();
    }

    /**
     * Ends the turn of an attempt in a lane, which is settled and whose handler has returned, unless its delivery is to be
     * tried again first.
     *
     * @return whose turn it is then, to be put where stop looks, and the place left, at once; {@code null} if nobody's
     */
    private @Nullable MemoryAttempt endTurn(MemoryAttempt attempt, LanePlace place) {
        Settlement how = attempt.settlement();
        if (how == null) {
            throw new IllegalStateException("an attempt without a settlement");
        }
        if (how instanceof Settlement.Dead dead && dead.takesLane()) {
            place.forEachBehind(behind -> behind.takeAlong(dead.why()));
        }
        if (how instanceof Settlement.Done || how instanceof Settlement.Dead) {
            return lanes.next(place);
        }
        keep(attempt, how);
        return how instanceof Settlement.Retry retry && retry.leavesLane() ? lanes.next(place) : null;
    }

    private void keep(MemoryAttempt attempt, Settlement how) {
        if (how instanceof Settlement.Retry retry) {
            delayed.add(attempt, retry.delay(), () -> tryAgain(attempt, retry.leavesLane()));
        } else if (how instanceof Settlement.Hold) {
            if (!held.keep(attempt)) {
                queue.add(attempt.again(attempt.number()));
                wakeWorker();
            }
        } else {
            delayed.add(attempt, PAUSE, () -> queue.add(attempt.again(attempt.number())));
        }
    }

    private void tryAgain(MemoryAttempt attempt, boolean fromTheEndOfTheLane) {
        int nextNumber = attempt.number() + 1;
        if (!fromTheEndOfTheLane) {
            queue.add(attempt.again(nextNumber));
            return;
        }
        stopping.readLock().lock(); // or others may stand behind a place that stop does not find yet
        try {
            lineUp(MemoryAttempt.inLane(this, attempt.delivery(), nextNumber));
        } finally {
            stopping.readLock().unlock();
        }
    }

    @Override
    public void offerHeld(String subscriptionName, int most) {
        held.offer(subscriptionName, most, attempt -> queue.add(attempt.again(attempt.number())));
        wakeIfNeeded();
    }

    @Override
    public @Nullable String trouble() {
        return retrying.get() ? "the executor takes no work; deliveries wait for it" : null;
    }

    @Override
    public long ignoredSettlements() {
        return ignoredSettlements.sum();
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
        stopping.writeLock().lock();
        try {
            if (stopped) {
                return List.of();
            }
            stopped = true;
            gate.close();
            Set<Delivery> forgotten = forgetAll();
            gate.abandon();
            return new ArrayList<>(forgotten);
        } finally {
            stopping.writeLock().unlock();
        }
    }

    private Set<Delivery> forgetAll() {
        List<MemoryAttempt> found = new ArrayList<>();
        for (Worker worker : workers) {
            worker.currentAfterClaim();
        }
        queue.drainTo(found, this);
        for (Worker worker : workers) {
            if (worker.currentAfterClaim() instanceof MemoryAttempt attempt) {
                found.add(attempt);
            }
        }
        found.addAll(unsettled);
        held.drainTo(found);
        delayed.stopTo(found);
        Set<Delivery> forgotten = Collections.newSetFromMap(new IdentityHashMap<>());
        found.forEach(attempt -> forget(attempt, forgotten));
        found.clear();
        queue.drainTo(found, this);
        found.forEach(attempt -> forget(attempt, forgotten));
        lanes.clear();
        return forgotten;
    }

    /**
     * Takes an attempt from its handler, whose settlement comes too late now, unless it has ended its delivery; and all that
     * stand behind it. Those of them that are settled were handed on meanwhile, and are found where they came to.
     */
    private static void forget(MemoryAttempt attempt, Set<Delivery> forgotten) {
        attempt.decide(FORGOTTEN);
        if (!attempt.hasEndedItsDelivery()) {
            forgotten.add(attempt.delivery());
        }
        if (attempt.place != null) {
            attempt.place.forEachBehind(behind -> {
                if (behind.decide(FORGOTTEN)) {
                    forgotten.add(behind.delivery());
                }
            });
        }
    }

    @Override
    public boolean isHandlerThread() {
        return workerHere.get() != null;
    }
}
