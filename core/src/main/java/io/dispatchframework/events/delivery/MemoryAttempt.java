package io.dispatchframework.events.delivery;

import io.dispatchframework.events.internal.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of the engine in memory, compared by identity.
 *
 * <p>Two things happen to it, in either order and each once: it is settled, and the handler returns. Mostly the handler
 * settles it itself before it returns, and then one thread does both. Where another thread settles it, both are marked in
 * one word, so that whoever comes second knows it, and does what needs both.
 *
 * <p>Nobody else can be given the same delivery meanwhile, so there is no lease to extend.
 */
final class MemoryAttempt implements Attempt {

    /** The attempt is settled, by another thread than the one that runs the handler. */
    static final int SETTLED = 1;

    /** The handler has returned. */
    static final int RETURNED = 2;

    /** The permit was given back while the handler had not returned. */
    static final int LEFT_BEHIND = 4;

    private static final VarHandle STATE = Fields.handle(MethodHandles.lookup(), "state", int.class);
    private static final VarHandle SETTLEMENT = Fields.handle(MethodHandles.lookup(), "settlement", Settlement.class);

    private final Settler settler;
    private final Delivery delivery;
    private final int number;

    /** Its place in a lane, {@code null} if the delivery stands in none. */
    final @Nullable LanePlace place;

    /** Written by who has the turn in the lane, before it is handed on. */
    private @Nullable Failure takenAlong;

    private volatile int state;

    /** The epoch of {@link HeldAttempts} when the attempt begins; the worker's, and read after it is settled. */
    long heldEpoch;

    /** The thread that runs the handler; the worker's. */
    @Nullable
    Thread thread;

    /** Whether the handler has settled it before it returned; of the thread that runs the handler. */
    boolean settledByHandler;

    /** Set once, by the settlement that counts. */
    private volatile @Nullable Settlement settlement;

    /** Whom an attempt tells how it is settled. */
    interface Settler {

        /** Does what the settlement says; {@code false} if it comes too late and is ignored. */
        boolean settle(MemoryAttempt attempt, Settlement how);
    }

    /** Makes the first attempt at a delivery that stands in no lane. */
    MemoryAttempt(Settler settler, Delivery delivery) {
        this(settler, delivery, 1, null);
    }

    private MemoryAttempt(Settler settler, Delivery delivery, int number, @Nullable LanePlace place) {
        this.settler = settler;
        this.delivery = delivery;
        this.number = number;
        this.place = place;
    }

    /** Makes an attempt that is to wait for its turn, if the delivery stands in a lane. */
    static MemoryAttempt inLane(Settler settler, Delivery delivery, int number) {
        String lane = delivery.lane();
        LanePlace place = lane == null ? null : new LanePlace(lane);
        MemoryAttempt attempt = new MemoryAttempt(settler, delivery, number, place);
        if (place != null) {
            place.seat(attempt);
        }
        return attempt;
    }

    /** Makes another attempt at the same delivery, at the same place. */
    MemoryAttempt again(int nextNumber) {
        MemoryAttempt next = new MemoryAttempt(settler, delivery, nextNumber, place);
        next.takenAlong = takenAlong;
        return next;
    }

    void takeAlong(Failure why) {
        takenAlong = why;
    }

    @Override
    public Delivery delivery() {
        return delivery;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public @Nullable Failure takenAlong() {
        return takenAlong;
    }

    @Override
    public boolean settle(Settlement how) {
        return settler.settle(this, how);
    }

    /** Sets the settlement, if there is none. */
    boolean decide(Settlement how) {
        return SETTLEMENT.compareAndSet(this, null, how);
    }

    @Nullable
    Settlement settlement() {
        return settlement;
    }

    /** Tells whether the engine forgets the delivery because of this attempt. */
    boolean hasEndedItsDelivery() {
        return settlement instanceof Settlement.Done || settlement instanceof Settlement.Dead;
    }

    /** Marks what has happened, and returns what had happened before. */
    int mark(int bits) {
        return (int) STATE.getAndBitwiseOr(this, bits);
    }

    boolean has(int bit) {
        return (state & bit) != 0;
    }

    @Override
    public CompletionStage<Void> extend(Duration lease) {
        return CompletableFuture.completedFuture(null);
    }
}
