package io.dispatchframework.events.delivery;

import io.dispatchframework.events.delivery.EnqueueResult.Accepted;
import io.dispatchframework.events.delivery.EnqueueResult.Level;
import io.dispatchframework.events.delivery.EnqueueResult.Refused;
import io.dispatchframework.events.time.TimeSource.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The engine in memory: the door to {@link MemoryDispatcher}, where the work is done, with a bound on what is inside. */
final class MemoryDeliveryEngine implements DeliveryEngine {

    private static final CompletionStage<EnqueueResult> ACCEPTED =
            CompletableFuture.completedFuture(new Accepted(Level.MEMORY));

    private final int capacity;
    private final WhenFull whenFull;
    private final CapacityGate gate;
    private final AtomicReference<@Nullable MemoryDispatcher> dispatcher = new AtomicReference<>();

    MemoryDeliveryEngine(int capacity, WhenFull whenFull) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, was " + capacity);
        }
        this.capacity = capacity;
        this.whenFull = whenFull;
        gate = new CapacityGate(capacity);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.KEY_ORDER);
    }

    @Override
    public EngineHandle start(DeliveryHandler handler, Intake intake) {
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(intake, "intake");
        MemoryDispatcher started = new MemoryDispatcher(handler, intake, gate);
        if (!dispatcher.compareAndSet(null, started)) {
            throw new IllegalStateException("this engine was started before; give each event manager its own");
        }
        return started;
    }

    @Override
    public CompletionStage<EnqueueResult> enqueue(List<? extends Delivery> deliveries, boolean mayWait) {
        MemoryDispatcher started = dispatcher.get();
        if (started == null) {
            throw new IllegalStateException("this engine is not started; an event manager starts the one it is given");
        }
        Objects.requireNonNull(deliveries, "deliveries");
        int places = deliveries.size();
        boolean entered = gate.tryAcquire(places);
        if (!entered) {
            entered =
                    (mayWait && !started.isHandlerThread()) ? enter(places, started) : gate.tryAcquireReserved(places);
        }
        if (!entered) {
            return CompletableFuture.completedFuture(refusal());
        }
        if (!started.add(deliveries)) {
            gate.release(places);
            return CompletableFuture.completedFuture(refusal());
        }
        return ACCEPTED;
    }

    private Refused refusal() {
        return new Refused(
                gate.isClosed()
                        ? "the delivery engine is closing"
                        : "the delivery engine is full: it holds " + gate.inside() + " deliveries and has room for "
                                + capacity + "; emit more slowly, or give it more room");
    }

    private boolean enter(int places, MemoryDispatcher started) {
        while (!gate.tryAcquire(places)) {
            if (whenFull instanceof WhenFull.CallerRuns callerRuns) {
                if (!gate.isClosed() && started.runOneHere()) {
                    continue;
                }
                return await(places, callerRuns.patience(), started);
            }
            return whenFull instanceof WhenFull.Wait wait && await(places, wait.patience(), started);
        }
        return true;
    }

    private boolean await(int places, Duration patience, MemoryDispatcher started) {
        if (patience.isZero()) {
            return false;
        }
        CapacityGate.Waiter waiter = gate.queueFor(places);
        Timer timer = started.time().schedule(patience, () -> gate.giveUp(waiter));
        try {
            return waiter.granted().get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            gate.giveUp(waiter);
            return waiter.granted().join();
        } catch (ExecutionException impossible) {
            throw new AssertionError("nobody completes a wait exceptionally", impossible);
        } finally {
            timer.cancel();
        }
    }
}
