package io.dispatchframework.events;

import io.dispatchframework.events.driver.DriverTypeInUseException;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverStore;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.EventDriverTypeStore;
import io.dispatchframework.events.driver.InvalidDriverException;
import io.dispatchframework.events.driver.internal.DriverRules;
import io.dispatchframework.events.driver.internal.DriverSupervisor;
import io.dispatchframework.events.driver.internal.Implementations;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.store.ListQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Lock;

/** The door to the store of driver types. */
final class StoredDriverTypes extends StoredResources<EventDriverType> implements EventDriverTypes {

    private final EventDriverStore drivers;
    private final Implementations implementations;
    private final DriverSupervisor supervisor;
    private final Lock noDriverChanges;

    StoredDriverTypes(
            EventDriverTypeStore store,
            EventDriverStore drivers,
            Implementations implementations,
            DriverSupervisor supervisor,
            Lock noDriverChanges,
            Runnable refuseIfClosed) {
        super("driver type", store, refuseIfClosed);
        this.drivers = drivers;
        this.implementations = implementations;
        this.supervisor = supervisor;
        this.noDriverChanges = noDriverChanges;
    }

    @Override
    void requireValid(EventDriverType type) {
        Objects.requireNonNull(type, "type");
        List<Violation> violations = new ArrayList<>(DriverRules.TYPES.violations(type));
        if (!type.implementation().isEmpty()) {
            violations.addAll(implementations.violations(type));
        }
        if (!violations.isEmpty()) {
            throw new InvalidDriverException(type, violations);
        }
    }

    @Override
    void wrote(EventDriverType stored) {
        supervisor.wrote(stored);
    }

    @Override
    void deleted(String name, long revision) {
        supervisor.deletedType(name, revision);
    }

    @Override
    public void delete(EventDriverType type) {
        noDriverChanges.lock();
        try {
            List<EventDriver> users = drivers.list(
                            ListQuery.all().field("typeName", type.name()).limit(1))
                    .items();
            if (!users.isEmpty()) {
                throw new DriverTypeInUseException(type.name(), users.get(0).name());
            }
            super.delete(type);
        } finally {
            noDriverChanges.unlock();
        }
    }
}
