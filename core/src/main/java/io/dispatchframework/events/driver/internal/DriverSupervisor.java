package io.dispatchframework.events.driver.internal;

import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs the drivers that are in a store, each in a {@link DriverCell} of its own.
 *
 * <p>It follows the stores of drivers and of their types, and tells each cell what is wished of it now. All it does under
 * its own lock is to look into maps; what the drivers do, they do on their own threads.
 */
public final class DriverSupervisor {

    private final Implementations implementations;
    private final Acceptor emitter;
    private final TimeSource time;
    private final StoreView<EventDriverType> types = new StoreView<>(this::typeChanged);
    private final StoreView<EventDriver> drivers = new StoreView<>(this::driverChanged);

    // Guarded by this.
    private final Map<String, DriverCell> cells = new HashMap<>();
    private boolean closed;

    /** Makes a supervisor that knows of no driver yet. */
    public DriverSupervisor(Implementations implementations, Acceptor emitter, TimeSource time) {
        this.implementations = implementations;
        this.emitter = emitter;
        this.time = time;
    }

    /** Returns what is to watch the store of types; first, so that they are known when the drivers come. */
    public ResourceWatcher<EventDriverType> typeWatcher() {
        return types;
    }

    /** Returns what is to watch the store of drivers. */
    public ResourceWatcher<EventDriver> driverWatcher() {
        return drivers;
    }

    /** Ends when all types that were in the store are known. */
    public CompletableFuture<Void> typesReady() {
        return types.firstReady();
    }

    /** Ends when all drivers that were in the store are known; they may still be starting. */
    public CompletableFuture<Void> driversReady() {
        return drivers.firstReady();
    }

    /** Follows a write of the manager's own. */
    public void wrote(EventDriverType type) {
        types.wrote(type);
    }

    /** Follows a write of the manager's own. */
    public void wrote(EventDriver driver) {
        drivers.wrote(driver);
    }

    /** Follows a delete of the manager's own. */
    public void deletedType(String name, long revision) {
        types.deleted(name, revision);
    }

    /** Follows a delete of the manager's own. */
    public void deletedDriver(String name, long revision) {
        drivers.deleted(name, revision);
    }

    /** Tells how a driver is doing; one that was deleted is known until it has stopped. */
    public Optional<DriverStatus> status(String name) {
        DriverCell cell;
        synchronized (this) {
            cell = cells.get(name);
        }
        return Optional.ofNullable(cell).map(DriverCell::status);
    }

    /** Tells how all drivers are doing, in the order of their names. */
    public List<DriverStatus> statuses() {
        return cells().stream()
                .map(DriverCell::status)
                .sorted(Comparator.comparing(DriverStatus::driverName))
                .toList();
    }

    private synchronized List<DriverCell> cells() {
        return List.copyOf(cells.values());
    }

    /** Tells whether it is known what is in the stores; where it is not, the last that was known applies. */
    public boolean isFollowing() {
        return types.isFollowing() && drivers.isFollowing();
    }

    /** Tells whether a driver runs on a thread, so that who waits there for it to stop waits for itself. */
    public boolean runsOn(Thread thread) {
        return cells().stream().anyMatch(cell -> cell.runsOn(thread));
    }

    /** Stops all drivers, and starts none any more; the future ends when each has stopped, or was given up. */
    public CompletableFuture<Void> close(Duration limit) {
        synchronized (this) {
            closed = true;
        }
        List<CompletableFuture<Void>> stopping = new ArrayList<>();
        cells().forEach(cell -> stopping.add(cell.close(limit)));
        return CompletableFuture.allOf(stopping.toArray(CompletableFuture[]::new));
    }

    private void typeChanged(String typeName) {
        drivers.all().stream()
                .filter(driver -> driver.typeName().equals(typeName))
                .forEach(driver -> driverChanged(driver.name()));
    }

    /** Tells a cell what is wished now, which may be more than the change that this call is for. */
    private void driverChanged(String name) {
        Runnable afterwards;
        synchronized (this) {
            if (closed) {
                return;
            }
            EventDriver driver = drivers.get(name);
            DriverCell cell = cell(name, driver);
            if (cell == null) {
                return;
            }
            afterwards = cell.wish(driver == null ? null : implementations.plan(driver, types.get(driver.typeName())));
        }
        afterwards.run();
    }

    private @Nullable DriverCell cell(String name, @Nullable EventDriver driver) {
        return driver == null
                ? cells.get(name)
                : cells.computeIfAbsent(name, key -> new DriverCell(key, emitter, time, () -> gone(key)));
    }

    /** Forgets a driver that has gone, unless there is one of its name again. */
    private synchronized void gone(String name) {
        DriverCell cell = cells.get(name);
        if (cell != null && cell.isGone()) {
            cells.remove(name);
        }
    }
}
