package io.dispatchframework.events.store;

import io.dispatchframework.events.internal.Nulls;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One page of a listing.
 *
 * @param items the resources, in the order of their names; immutable
 * @param hasMore whether there may be resources behind the last one
 * @param <R> the kind of resource
 * @since 0.1
 */
public record Page<R extends Resource<R>>(List<R> items, boolean hasMore) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty and said not to be the last
     */
    public Page {
        items = Nulls.copyOf(items, "items");
        if (hasMore && items.isEmpty()) {
            throw new IllegalArgumentException("an empty page is the last one");
        }
    }

    /**
     * Returns the query for the page behind this one.
     *
     * @param query the query that gave this page
     * @return the next query, or empty if this page is the last
     */
    public Optional<ListQuery> next(ListQuery query) {
        Objects.requireNonNull(query, "query");
        return hasMore ? Optional.of(query.after(items.get(items.size() - 1).name())) : Optional.empty();
    }
}
