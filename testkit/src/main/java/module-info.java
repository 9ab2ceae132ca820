/**
 * For those who test with the library or implement one of its SPIs: the contracts that implementations must pass, and a
 * time source and an executor that advance only when told to.
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
