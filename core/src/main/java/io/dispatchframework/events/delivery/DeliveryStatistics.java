package io.dispatchframework.events.delivery;

/**
 * What a manager has counted since it was built: every delivery is in exactly one of {@code done}, {@code dead},
 * {@code refused}, {@code cancelled}, {@code skipped}, {@code handedOver} and {@code pending}, which add up to {@code matched}.
 *
 * <p>A snapshot: immutable, equal to one with the same numbers, and safe to share between threads. Implement it in tests
 * only: later versions may add methods.
 *
 * @since 0.1
 */
public interface DeliveryStatistics {

    /** {@return how many events were emitted, duplicates included} */
    long emitted();

    /**
     * {@return how many deliveries were made: one for each subscription that an event matched, and those that were redriven or
     * taken over}
     */
    long matched();

    /** {@return how many deliveries ended with their function having done its work} */
    long done();

    /** {@return how many deliveries failed for good} */
    long dead();

    /** {@return how many deliveries were refused: there was no room, or the engine failed or was closed} */
    long refused();

    /** {@return how many deliveries were called off: the subscription is gone, or the manager was closed} */
    long cancelled();

    /** {@return how many deliveries were left out for a paused subscription} */
    long skipped();

    /** {@return how many deliveries another node or a later run finishes} */
    long handedOver();

    /** {@return how many deliveries have not come to an end yet} */
    long pending();

    /** {@return how many attempts are under way right now, abandoned ones included} */
    long running();

    /** {@return how many attempts ran out of time and are still under way} */
    long abandoned();

    /** {@return how many attempts were started} */
    long attempts();

    /** {@return how many attempts failed and were followed by another} */
    long retries();

    /** {@return how many attempts ran out of time} */
    long timeouts();

    /** {@return how many attempts ended after they had run out of time, and were ignored} */
    long lateEnds();

    /** {@return how many settlements the engine ignored, since they came too late} */
    long ignoredSettlements();

    /** {@return how many events were recognised as seen before} */
    long duplicates();

    /** {@return how many dead letters had to leave their store} */
    long deadLettersDropped();
}
