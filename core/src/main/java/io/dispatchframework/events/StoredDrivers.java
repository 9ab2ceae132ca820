package io.dispatchframework.events;

import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverStore;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.EventDriverTypeStore;
import io.dispatchframework.events.driver.InvalidDriverException;
import io.dispatchframework.events.driver.internal.DriverRules;
import io.dispatchframework.events.driver.internal.DriverSupervisor;
import io.dispatchframework.events.driver.internal.Implementations;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.internal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/** The door to the store of drivers, and to what the supervisor sees of them. */
final class StoredDrivers extends StoredResources<EventDriver> implements EventDrivers {

    private final EventDriverTypeStore types;
    private final Implementations implementations;
    private final DriverSupervisor supervisor;
    private final Lock noTypeDeletes;

    StoredDrivers(
            EventDriverStore store,
            EventDriverTypeStore types,
            Implementations implementations,
            DriverSupervisor supervisor,
            Lock noTypeDeletes,
            Runnable refuseIfClosed) {
        super("event driver", store, refuseIfClosed);
        this.types = types;
        this.implementations = implementations;
        this.supervisor = supervisor;
        this.noTypeDeletes = noTypeDeletes;
    }

    @Override
    public EventDriver create(EventDriver driver) {
        noTypeDeletes.lock();
        try {
            return super.create(driver);
        } finally {
            noTypeDeletes.unlock();
        }
    }

    @Override
    public EventDriver update(EventDriver driver) {
        noTypeDeletes.lock();
        try {
            return super.update(driver);
        } finally {
            noTypeDeletes.unlock();
        }
    }

    @Override
    void requireValid(EventDriver driver) {
        Objects.requireNonNull(driver, "driver");
        List<Violation> violations = new ArrayList<>(DriverRules.DRIVERS.violations(driver));
        if (!driver.typeName().isEmpty()) {
            Optional<EventDriverType> type = types.find(driver.typeName());
            violations.addAll(type.map(found -> implementations.violations(driver, found))
                    .orElseGet(() -> List.of(new Violation(
                            "typeName",
                            "typeName must be that of a driver type, but there is none named "
                                    + Text.quote(driver.typeName()) + "; create the type first"))));
        }
        if (!violations.isEmpty()) {
            throw new InvalidDriverException(driver, violations);
        }
    }

    @Override
    void wrote(EventDriver stored) {
        supervisor.wrote(stored);
    }

    @Override
    void deleted(String name, long revision) {
        supervisor.deletedDriver(name, revision);
    }

    @Override
    public Optional<DriverStatus> status(String name) {
        return supervisor.status(Objects.requireNonNull(name, "name"));
    }

    @Override
    public List<DriverStatus> statuses() {
        return supervisor.statuses();
    }
}
