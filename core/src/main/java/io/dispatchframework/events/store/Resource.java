package io.dispatchframework.events.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named piece of data that a {@link ResourceStore} keeps.
 *
 * <p>Resources are immutable: a change is a new object under the same name. Implementations must be safe to share
 * between threads.
 *
 * @param <R> the kind of resource, the implementing class itself
 * @since 0.1
 */
public interface Resource<R extends Resource<R>> {

    /**
     * Returns the name, which is unique in its store.
     *
     * @return the name, never empty in a store
     */
    String name();

    /**
     * Returns what the store knows about this version of the resource.
     *
     * @return the metadata; {@link Metadata#NONE} for a resource that no store has returned
     */
    Metadata metadata();

    /**
     * Returns the same resource with other metadata; a store calls it on what it takes in.
     *
     * @param metadata the metadata that the store gives
     * @return a resource that is equal but for its metadata
     */
    R withMetadata(Metadata metadata);

    /**
     * Returns the tags, for the host's own grouping.
     *
     * @return an immutable map, maybe empty
     */
    Map<String, String> tags();

    /**
     * Returns the values by which {@link ListQuery#field} finds the resource, by their JSON names.
     *
     * @return an immutable map, maybe empty
     */
    Map<String, String> fields();

    /**
     * Returns when the resource leaves its store by itself.
     *
     * @return the instant from which on the resource is gone, or {@code null} if it stays until it is deleted
     */
    @Nullable
    Instant expiresAt();
}
