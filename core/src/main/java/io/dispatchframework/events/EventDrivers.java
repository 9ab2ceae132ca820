package io.dispatchframework.events;

import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.InvalidDriverException;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.error.OverloadedException;
import io.dispatchframework.events.store.AlreadyExistsException;
import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.NotFoundException;
import io.dispatchframework.events.store.Page;
import java.util.List;
import java.util.Optional;

/**
 * The event drivers, which the manager runs as long as they are in the store.
 *
 * <p>Every manager on the same store runs all of its drivers. A stored driver states that it should run: a change returns
 * once it is stored, and the driver is started or stopped afterwards, which {@link #status} shows. The status is what
 * this manager sees at that moment; it is not written to the store.
 *
 * <p>Safe to share between threads. Every method may block, as the store does, and throws {@link ClosedException} once
 * the manager is closed; {@link #status} and {@link #statuses} never do either.
 *
 * @since 0.1
 */
public interface EventDrivers {

    /**
     * Stores a new driver, which is then started.
     *
     * @param driver the driver
     * @return the driver as stored, with its metadata
     * @throws InvalidDriverException if it breaks rules, there is no such type, or its settings over those of the type are
     *     not as the implementation declares them
     * @throws AlreadyExistsException if the name is taken
     * @throws OverloadedException if the store is full
     */
    EventDriver create(EventDriver driver);

    /**
     * Finds a driver by its name.
     *
     * @param name the name
     * @return the driver as stored, or empty
     */
    Optional<EventDriver> find(String name);

    /**
     * Lists all drivers.
     *
     * @return a snapshot in the order of the names
     */
    List<EventDriver> list();

    /**
     * Lists drivers by tag or field, page by page.
     *
     * @param query which ones, from where, and how many at most; the field is {@code typeName}
     * @return one page in the order of the names
     */
    Page<EventDriver> list(ListQuery query);

    /**
     * Stores the next version of a driver, made with {@link EventDriver#toBuilder()} from one that was found.
     *
     * <p>The driver is started anew if its settings or its type have changed.
     *
     * @param driver the next version; its revision tells which one it replaces
     * @return the driver as stored
     * @throws InvalidDriverException as {@link #create} does
     * @throws NotFoundException if there is none of that name
     * @throws ConflictException if it was changed meanwhile, or was not made from a stored one
     */
    EventDriver update(EventDriver driver);

    /**
     * Deletes a driver, whatever its revision; it is then stopped.
     *
     * @param name the name
     * @throws NotFoundException if there is none of that name
     */
    void delete(String name);

    /**
     * Deletes a driver if it has not changed.
     *
     * @param driver the driver as found; its revision tells which one is meant
     * @throws NotFoundException if there is none of that name
     * @throws ConflictException if it was changed meanwhile
     */
    void delete(EventDriver driver);

    /**
     * Tells how a driver is doing in this manager.
     *
     * @param name the name
     * @return a snapshot; empty if there is no such driver, and what there was has stopped
     */
    Optional<DriverStatus> status(String name);

    /**
     * Tells how all drivers are doing in this manager.
     *
     * @return snapshots in the order of the names
     */
    List<DriverStatus> statuses();
}
