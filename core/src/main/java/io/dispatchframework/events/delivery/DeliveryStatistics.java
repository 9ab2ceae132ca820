package io.dispatchframework.events.delivery;

/**
 * What a manager has counted since it was built: every delivery is in exactly one of {@code done}, {@code dead},
 * {@code refused}, {@code cancelled}, {@code skipped}, {@code handedOver} and {@code pending}, which add up to {@code matched}.
 *
 * @param emitted how many events were emitted
 * @param matched how many deliveries were made of them
 * @param done how many functions have done their work
 * @param dead how many failed for good
 * @param refused how many there was no room for
 * @param cancelled how many were called off
 * @param skipped how many were left out for a paused subscription
 * @param handedOver how many somebody else finishes
 * @param pending how many have not come to an end yet
 * @param running how many attempts are under way right now, those given up after a time-out included
 * @param abandoned how many of these were given up
 * @param attempts how many attempts were started
 * @param retries how many attempts failed and were followed by another
 * @param timeouts how many attempts were given up after a time-out
 * @param lateEnds how many of these ended after all, and were ignored
 * @param ignoredSettlements how many settlements the engine ignored, since they came too late
 * @param duplicates how many events were recognised as seen before
 * @param deadLettersDropped how many dead letters had to leave their store
 * @since 0.1
 */
public record DeliveryStatistics(
        long emitted,
        long matched,
        long done,
        long dead,
        long refused,
        long cancelled,
        long skipped,
        long handedOver,
        long pending,
        long running,
        long abandoned,
        long attempts,
        long retries,
        long timeouts,
        long lateEnds,
        long ignoredSettlements,
        long duplicates,
        long deadLettersDropped) {}
