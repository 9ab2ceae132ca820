package io.dispatchframework.events.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Carries deliveries from the emission to the attempt: it owns queueing, timing and redelivery.
 *
 * <p>The engine is pushed from: it calls a {@link DeliveryHandler} for each attempt, and the handler answers with a
 * {@link Settlement}. Which function runs, how often and after what delay is the handler's business; when and on which
 * thread is the engine's. So an engine on a database or a broker can take the place of {@link #inMemory()} without a
 * change elsewhere.
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li><b>At least once.</b> A delivery that was accepted is handed to the handler until a settlement ends it
 *       ({@link Settlement.Done}, {@link Settlement.Dead}), as far as the engine's {@link Capability capabilities}
 *       reach: one that is not durable forgets what it holds when it is stopped, and says which.
 *   <li><b>One attempt at a time</b> of the same delivery, unless a lease has run out.
 *   <li><b>Bounded.</b> No more attempts are under way than the {@link Intake} allows; an attempt is under way until
 *       its stage has ended.
 *   <li><b>Never early.</b> A retry does not start before its delay has passed on the engine's clock.
 *   <li><b>All or none</b> of the deliveries of one {@code enqueue}.
 * </ul>
 *
 * <p><b>For implementors.</b> All methods may be called by many threads at once. No argument is {@code null} and no
 * method returns {@code null}. A handler that throws or whose stage ends exceptionally has broken its contract: log it
 * and treat it as a {@link Settlement.Release}.
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
     * <p>May block while the engine is full, up to a limit of the engine's own, but never on a thread on which the
     * engine runs the handler: such a caller would wait for itself.
     *
     * @param deliveries what to deliver, at least one, in the order of emission
     * @return a stage that ends with the answer; one that ends exceptionally counts as a refusal
     */
    CompletionStage<EnqueueResult> enqueue(List<? extends Delivery> deliveries);

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
        return inMemory(100_000, Duration.ofSeconds(10));
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
     * @param patience how long a caller waits for room before it is refused; zero to refuse at once
     * @return a new engine, for one manager
     * @throws IllegalArgumentException if the capacity is below 1 or the patience negative
     */
    static DeliveryEngine inMemory(int capacity, Duration patience) {
        return new MemoryDeliveryEngine(capacity, Objects.requireNonNull(patience, "patience"));
    }

    /** What an engine promises beyond the least. */
    enum Capability {
        /** What was accepted outlives the process. */
        DURABLE,
        /** Several nodes work on the same deliveries. */
        SHARED,
        /** A delivery whose id is held already is ignored. */
        DEDUPLICATES
    }
}
