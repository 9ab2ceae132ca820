package io.dispatchframework.events.delivery;

/**
 * The books of a manager since it was built: every delivery that was made is in exactly one of the numbers behind
 * {@code matched}, and they add up to it.
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
 * @param retries how many attempts failed and were followed by another
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
        long retries,
        long deadLettersDropped) {}
