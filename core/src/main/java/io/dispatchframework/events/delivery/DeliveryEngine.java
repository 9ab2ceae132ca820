package io.dispatchframework.events.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Carries deliveries from the emission to the attempt: it owns queueing, timing and redelivery.
 *
 * <p>The engine pushes: it calls a {@link DeliveryHandler} for each attempt, and the handler answers with a
 * {@link Settlement}. Which function runs, how often and after what delay is the handler's business; when and on which
 * thread is the engine's. So an engine on a database or a broker can take the place of {@link #inMemory()} without a
 * change elsewhere.
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li><b>At least once.</b> A delivery that was accepted is handed to the handler until a settlement ends it
 *       ({@link Settlement.Done}, {@link Settlement.Dead}), as far as the engine's {@link Capability capabilities}
 *       reach: one that is not durable forgets what is in it when it is stopped, and says which.
 *   <li><b>One attempt at a time</b> of the same delivery, unless a lease has run out.
 *   <li><b>Bounded.</b> No more attempts are under way than the {@link Intake} allows; an attempt is under way until
 *       it is settled. An attempt that is settled before its handler has returned has been abandoned, and keeps its
 *       thread for a while; an engine tolerates a bounded number of those before it counts them as under way.
 *   <li><b>Never early.</b> A retry does not start before its delay has passed on the engine's clock.
 *   <li><b>In order, where asked.</b> An engine with {@link Capability#KEY_ORDER} hands out the deliveries of a
 *       {@linkplain Delivery#lane() lane} in the order in which they were enqueued, and the next when the one before is
 *       settled for good and its handler has returned. A retry keeps its place, unless the settlement says otherwise.
 *   <li><b>All or none</b> of the deliveries of one {@code enqueue}.
 * </ul>
 *
 * <p><b>For implementors.</b> All methods may be called by many threads at once. No argument is {@code null} and no
 * method returns {@code null}. A handler that throws has broken its contract: log it and, if the attempt is not settled,
 * treat it as a {@link Settlement.Release}. What {@link Attempt#settle} throws is logged, and changes no outcome: whoever
 * waits is told, and the engine may hand the delivery out again. The contract is a class of the testkit, {@code
 * DeliveryEngineContract}.
 *
 * @since 0.1
 */
public interface DeliveryEngine extends AutoCloseable {

    /**
     * Tells what the engine promises beyond the least.
     *
     * @return an immutable set
     */
    Set<Capability> capabilities();

    /**
     * Starts the engine; called once, by the manager it is given to.
     *
     * @param handler whom to call for each attempt
     * @param intake on which threads, by which time, and how many attempts at once
     * @return the handle by which the manager steers the engine
     * @throws IllegalStateException if the engine was started before
     */
    EngineHandle start(DeliveryHandler handler, Intake intake);

    /**
     * Takes deliveries in, all or none.
     *
     * <p>May block while the engine is full, up to a limit of the engine's own, if the caller may wait, and
     * never on a thread on which the engine runs the handler: such a caller would wait for itself.
     *
     * @param deliveries what to deliver, at least one, in the order of emission; a list that does not change, is safe to
     *     share between threads, and may make its elements when they are first asked for, so that an engine which keeps
     *     the list need not look at them yet
     * @param mayWait {@code false} if the caller speaks for a function that the engine runs, on whatever thread
     * @return a stage that ends with the answer; one that ends exceptionally counts as a refusal
     */
    CompletionStage<EnqueueResult> enqueue(List<? extends Delivery> deliveries, boolean mayWait);

    /** Releases what the engine holds open; the manager that started it has stopped it by then. */
    @Override
    default void close() {}

    /**
     * Returns the engine that keeps everything in memory, with room for 100,000 deliveries; who emits when it is full
     * waits up to 10 seconds for room.
     *
     * @return a new engine, for one manager
     */
    static DeliveryEngine inMemory() {
        return inMemory(100_000, WhenFull.waitUpTo(Duration.ofSeconds(10)));
    }

    /**
     * Returns the engine that keeps everything in memory.
     *
     * <p>Deliveries count against the capacity from {@code enqueue} until they are settled for good, those that wait
     * for a retry or are held included. An emission larger than the capacity is let in when the engine is empty. Code
     * that runs inside the handler never waits: a tenth of the capacity is in reserve for it, and beyond that it is
     * refused.
     *
     * @param capacity how many deliveries at most, at least 1
     * @param whenFull what a caller does who finds no room
     * @return a new engine, for one manager
     * @throws IllegalArgumentException if the capacity is below 1
     */
    static DeliveryEngine inMemory(int capacity, WhenFull whenFull) {
        return new MemoryDeliveryEngine(capacity, Objects.requireNonNull(whenFull, "whenFull"));
    }

    /**
     * What becomes of a caller who finds an engine in memory full.
     *
     * @since 0.1
     */
    sealed interface WhenFull {

        /**
         * Lets the caller wait for room, first come, first served; it is refused when the time is up.
         *
         * @param patience how long at most
         * @return the choice
         * @throws IllegalArgumentException if the duration is negative
         */
        static WhenFull waitUpTo(Duration patience) {
            return new Wait(patience);
        }

        /**
         * Refuses at once.
         *
         * @return the choice
         */
        static WhenFull refuse() {
            return new Wait(Duration.ZERO);
        }

        /**
         * Lets the caller work: on its own thread it runs what stands in the queue, the oldest first, until there is room.
         *
         * <p>So whoever emits faster than the functions run is slowed down to their pace. Where there is nothing to
         * run, because all is under way or waits for its time, the caller waits.
         *
         * @param patience how long at most, counted from the moment at which it finds nothing to run
         * @return the choice
         * @throws IllegalArgumentException if the duration is negative
         */
        static WhenFull callerRuns(Duration patience) {
            return new CallerRuns(patience);
        }

        /**
         * The caller waits, not at all if the patience is zero.
         *
         * @param patience how long at most
         */
        record Wait(Duration patience) implements WhenFull {
            /** Checks the patience. */
            public Wait {
                requireNotNegative(patience);
            }
        }

        /**
         * The caller runs what stands in the queue.
         *
         * @param patience how long it waits at most where there is nothing to run
         */
        record CallerRuns(Duration patience) implements WhenFull {
            /** Checks the patience. */
            public CallerRuns {
                requireNotNegative(patience);
            }
        }

        private static void requireNotNegative(Duration patience) {
            Objects.requireNonNull(patience, "patience");
            if (patience.isNegative()) {
                throw new IllegalArgumentException("patience must not be negative, was " + patience);
            }
        }
    }

    /** What an engine promises beyond the least. */
    enum Capability {
        /** What was accepted outlives the process. */
        DURABLE,
        /** Several nodes work on the same deliveries. */
        SHARED,
        /** A delivery whose id the engine has in it already is ignored. */
        DEDUPLICATES,
        /** Deliveries of the same {@linkplain Delivery#lane() lane} are attempted in order, one at a time. */
        KEY_ORDER,
        /**
         * An attempt is handed out for a limited time, after which it may be given to somebody else; the manager asks for
         * more ({@link Attempt#extend}) where a policy's time-out is longer than it may be.
         */
        LEASES
    }
}
