package io.dispatchframework.events;

import io.dispatchframework.events.driver.DriverTypeInUseException;
import io.dispatchframework.events.driver.EventDriverType;
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
 * The types of event drivers.
 *
 * <p>A type must name an implementation that this manager was given, and its default settings must conform to what that
 * implementation declares. If a type is changed or removed in the store without this manager, the status of its drivers
 * shows it.
 *
 * <p>Safe to share between threads. Every method may block, as the store does, and throws {@link ClosedException} once
 * the manager is closed.
 *
 * @since 0.1
 */
public interface EventDriverTypes {

    /**
     * Stores a new type.
     *
     * @param type the type
     * @return the type as stored, with its metadata
     * @throws InvalidDriverException if it breaks rules, or its implementation was not given to this manager
     * @throws AlreadyExistsException if the name is taken
     * @throws OverloadedException if the store is full
     */
    EventDriverType create(EventDriverType type);

    /**
     * Finds a type by its name.
     *
     * @param name the name
     * @return the type as stored, or empty
     */
    Optional<EventDriverType> find(String name);

    /**
     * Lists all types.
     *
     * @return a snapshot in the order of the names
     */
    List<EventDriverType> list();

    /**
     * Lists types by tag or field, page by page.
     *
     * @param query which ones, from where, and how many at most; the field is {@code implementation}
     * @return one page in the order of the names
     */
    Page<EventDriverType> list(ListQuery query);

    /**
     * Stores the next version of a type, made with {@link EventDriverType#toBuilder()} from one that was found.
     *
     * <p>Drivers of the type whose settings become others by it are started anew. One whose settings are then no longer
     * as they must be is stopped, and says so in its status.
     *
     * @param type the next version; its revision tells which one it replaces
     * @return the type as stored
     * @throws InvalidDriverException if it breaks rules, or its implementation was not given to this manager
     * @throws NotFoundException if there is none of that name
     * @throws ConflictException if it was changed meanwhile, or was not made from a stored one
     */
    EventDriverType update(EventDriverType type);

    /**
     * Deletes a type, whatever its revision.
     *
     * @param name the name
     * @throws NotFoundException if there is none of that name
     * @throws DriverTypeInUseException if there are drivers of the type
     */
    void delete(String name);

    /**
     * Deletes a type if it has not changed.
     *
     * @param type the type as found; its revision tells which one is meant
     * @throws NotFoundException if there is none of that name
     * @throws ConflictException if it was changed meanwhile
     * @throws DriverTypeInUseException if there are drivers of the type
     */
    void delete(EventDriverType type);
}
