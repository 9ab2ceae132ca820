/**
 * For those who test with the library or write an SPI of their own: the contracts that implementations must pass, and a
 * time and an executor that move only when told.
 *
 * <p>Start at {@link io.dispatchframework.events.testkit.SubscriptionStoreContract} for a store of your own, at
 * {@link io.dispatchframework.events.testkit.DeliveryEngineContract} for a delivery engine, at
 * {@link io.dispatchframework.events.testkit.ManualTime} for everything else.
 */
module io.dispatchframework.events.testkit {
    requires transitive io.dispatchframework.events;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires awaitility;
    requires static transitive org.jspecify;

    exports io.dispatchframework.events.testkit;
}
