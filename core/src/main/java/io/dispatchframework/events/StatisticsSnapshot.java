package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeliveryStatistics;

/** The numbers of {@link Books} at one moment. */
record StatisticsSnapshot(
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
        long deadLettersDropped)
        implements DeliveryStatistics {}
