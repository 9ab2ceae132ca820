package io.dispatchframework.events;

import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.EventDriverStore;
import io.dispatchframework.events.driver.EventDriverTypeStore;
import io.dispatchframework.events.driver.internal.Acceptor;
import io.dispatchframework.events.driver.internal.DriverSupervisor;
import io.dispatchframework.events.driver.internal.Implementations;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.store.ResourceStore;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The manager's event drivers: their stores, their supervisor, and the doors to both. */
final class ManagedDrivers {

    private final Parts parts;
    private final DriverSupervisor supervisor;
    private final List<ResourceStore.Watch> watches = new ArrayList<>();
    private final EventDriverTypes types;
    private final EventDrivers drivers;

    ManagedDrivers(Parts parts, Acceptor emitter, TimeSource time, Runnable refuseIfClosed) {
        this.parts = parts;
        supervisor = new DriverSupervisor(parts.implementations(), emitter, time);
        // A type must not go while a driver of it comes. The stores' watchers never take this lock.
        ReadWriteLock types = new ReentrantReadWriteLock();
        this.types = new StoredDriverTypes(
                parts.typeStore(),
                parts.driverStore(),
                parts.implementations(),
                supervisor,
                types.writeLock(),
                refuseIfClosed);
        drivers = new StoredDrivers(
                parts.driverStore(),
                parts.typeStore(),
                parts.implementations(),
                supervisor,
                types.readLock(),
                refuseIfClosed);
    }

    /** Follows the stores and starts the drivers in them; returns once all are known, not when they work. */
    void start(BiConsumer<ResourceStore<?>, CompletableFuture<Void>> waiting) {
        watches.add(parts.typeStore().watch(supervisor.typeWatcher()));
        waiting.accept(parts.typeStore(), supervisor.typesReady());
        watches.add(parts.driverStore().watch(supervisor.driverWatcher()));
        waiting.accept(parts.driverStore(), supervisor.driversReady());
    }

    EventDriverTypes types() {
        return types;
    }

    EventDrivers drivers() {
        return drivers;
    }

    /** Tells whether a driver runs on a thread. */
    boolean runOn(Thread thread) {
        return supervisor.runsOn(thread);
    }

    /** Says what does not work as it should. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!supervisor.isFollowing()) {
            problems.add(HealthSnapshot.outOfStep("stores of event drivers have"));
        }
        for (DriverStatus status : supervisor.statuses()) {
            if (!status.reason().isEmpty()) {
                problems.add("the event driver " + Text.quote(status.driverName()) + " is not well (" + status.state()
                        + "): " + Text.escape(status.reason()));
            }
        }
        return problems;
    }

    /** Stops all drivers; the future ends when that is done, or given up after the limit. */
    CompletableFuture<Void> stop(Duration limit) {
        return supervisor.close(limit);
    }

    /** Lets go of the stores. */
    void unwatch() {
        watches.forEach(ResourceStore.Watch::close);
    }

    /**
     * What the builder was given.
     *
     * @param typeStore keeps the types
     * @param driverStore keeps the drivers
     * @param implementations makes the drivers
     */
    record Parts(EventDriverTypeStore typeStore, EventDriverStore driverStore, Implementations implementations) {

        /** Returns {@code null} where there is nothing of drivers at all; says what is missing where there is a part. */
        static @Nullable Parts of(
                @Nullable EventDriverTypeStore typeStore,
                @Nullable EventDriverStore driverStore,
                Map<String, EventDriverFactory> factories,
                List<String> missing) {
            if (typeStore == null && driverStore == null && factories.isEmpty()) {
                return null;
            }
            if (typeStore == null) {
                missing.add(TYPE_STORE);
            }
            if (driverStore == null) {
                missing.add(DRIVER_STORE);
            }
            return typeStore == null || driverStore == null
                    ? null
                    : new Parts(typeStore, driverStore, new Implementations(factories));
        }

        private static final String TYPE_STORE = "a store of driver types: add"
                + " .driverTypeStore(MemoryEventDriverTypeStore.create()) from dispatch-events-memory-store";
        private static final String DRIVER_STORE = "a store of drivers: add"
                + " .driverStore(MemoryEventDriverStore.create()) from dispatch-events-memory-store";

        static IllegalStateException absent() {
            return new IllegalStateException("the event manager was built without event drivers; it lacks " + TYPE_STORE
                    + "; and " + DRIVER_STORE
                    + "; and what makes drivers: add .driverFactory(\"ticker\", EventDriverFactory.ticker())");
        }
    }
}
