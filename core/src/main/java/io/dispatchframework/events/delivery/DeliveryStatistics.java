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

    /** {@return how many events were emitted} */
    long emitted();

    /** {@return how many deliveries were made of them} */
    long matched();

    /** {@return how many functions have done their work} */
    long done();

    /** {@return how many failed for good} */
    long dead();

    /** {@return how many there was no room for} */
    long refused();

    /** {@return how many were called off} */
    long cancelled();

    /** {@return how many were left out for a paused subscription} */
    long skipped();

    /** {@return how many somebody else finishes} */
    long handedOver();

    /** {@return how many have not come to an end yet} */
    long pending();

    /** {@return how many attempts are under way right now, those given up after a time-out included} */
    long running();

    /** {@return how many of these were given up} */
    long abandoned();

    /** {@return how many attempts were started} */
    long attempts();

    /** {@return how many attempts failed and were followed by another} */
    long retries();

    /** {@return how many attempts were given up after a time-out} */
    long timeouts();

    /** {@return how many of these ended after all, and were ignored} */
    long lateEnds();

    /** {@return how many settlements the engine ignored, since they came too late} */
    long ignoredSettlements();

    /** {@return how many events were recognised as seen before} */
    long duplicates();

    /** {@return how many dead letters had to leave their store} */
    long deadLettersDropped();
}
