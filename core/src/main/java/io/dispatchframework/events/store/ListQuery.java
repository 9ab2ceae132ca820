package io.dispatchframework.events.store;

import io.dispatchframework.events.internal.Text;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which resources to list, from where, and how many at most; plain data, so that a store can turn it into a query.
 *
 * <p>All conditions must hold. Immutable: each method returns another query. Queries that ask for the same are equal.
 *
 * @since 0.1
 */
public final class ListQuery {

    /** The number of resources on a page where the query does not say. */
    public static final int DEFAULT_LIMIT = 100;

    private static final ListQuery ALL = new ListQuery(Map.of(), Map.of(), null, DEFAULT_LIMIT);

    private final Map<String, String> tags;
    private final Map<String, String> fields;
    private final @Nullable String after;
    private final int limit;

    private ListQuery(Map<String, String> tags, Map<String, String> fields, @Nullable String after, int limit) {
        this.tags = tags;
        this.fields = fields;
        this.after = after;
        this.limit = limit;
    }

    /**
     * Returns the query for everything, from the first name on, {@value #DEFAULT_LIMIT} a page.
     *
     * @return the query to start from
     */
    public static ListQuery all() {
        return ALL;
    }

    /**
     * Keeps resources that have a tag of this value.
     *
     * @param key the tag's key
     * @param value the value it must have
     * @return the narrower query
     */
    public ListQuery tag(String key, String value) {
        return new ListQuery(with(tags, key, value), fields, after, limit);
    }

    /**
     * Keeps resources whose {@linkplain Resource#fields() field} has this value.
     *
     * @param name the field's JSON name, for example {@code eventType}
     * @param value the value it must have, to the letter
     * @return the narrower query
     */
    public ListQuery field(String name, String value) {
        Objects.requireNonNull(name, "name");
        return new ListQuery(tags, with(fields, name, value), after, limit);
    }

    /**
     * Starts behind a name.
     *
     * @param name the last name of the page before; it need not exist any more
     * @return the query for what follows
     */
    public ListQuery after(String name) {
        return new ListQuery(tags, fields, Objects.requireNonNull(name, "name"), limit);
    }

    /**
     * Bounds the page.
     *
     * @param most how many resources at most, at least 1
     * @return the query with that bound
     * @throws IllegalArgumentException if it is less than 1
     */
    public ListQuery limit(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("limit must be at least 1, was " + most);
        }
        return new ListQuery(tags, fields, after, most);
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> more = new TreeMap<>(map);
        more.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
        return Collections.unmodifiableMap(more);
    }

    /**
     * Tells whether a resource meets the conditions, wherever the page starts.
     *
     * @param resource the resource
     * @return whether its tags and fields are those asked for
     */
    public boolean matches(Resource<?> resource) {
        Objects.requireNonNull(resource, "resource");
        return resource.tags().entrySet().containsAll(tags.entrySet())
                && resource.fields().entrySet().containsAll(fields.entrySet());
    }

    /**
     * Returns the tags asked for.
     *
     * @return an immutable map
     */
    public Map<String, String> tags() {
        return tags;
    }

    /**
     * Returns the fields asked for.
     *
     * @return an immutable map
     */
    public Map<String, String> fields() {
        return fields;
    }

    /**
     * Returns the name behind which the page starts.
     *
     * @return the name, or {@code null} for the first page
     */
    public @Nullable String after() {
        return after;
    }

    /**
     * Returns how many resources a page has at most.
     *
     * @return at least 1
     */
    public int limit() {
        return limit;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ListQuery that
                && tags.equals(that.tags)
                && fields.equals(that.fields)
                && Objects.equals(after, that.after)
                && limit == that.limit;
    }

    @Override
    public int hashCode() {
        return Objects.hash(tags, fields, after, limit);
    }

    @Override
    public String toString() {
        return "ListQuery[tags=" + Text.escape(tags.toString()) + ", fields=" + Text.escape(fields.toString())
                + ", after=" + Text.escape(after) + ", limit=" + limit + "]";
    }
}
