package io.dispatchframework.events.store.memory;

import io.dispatchframework.events.time.TimeSource;
import java.util.Objects;

/**
 * What the builders of the stores in memory have in common: all of it but the store.
 *
 * @param <B> the kind of builder, the extending class itself
 */
abstract class MemoryStoreBuilder<B extends MemoryStoreBuilder<B>> {

    private int capacity = Integer.MAX_VALUE;
    private TimeSource timeSource = TimeSource.system();

    MemoryStoreBuilder() {}

    abstract B self();

    final int capacity() {
        return capacity;
    }

    final TimeSource timeSource() {
        return timeSource;
    }

    /**
     * Bounds how many resources the store holds; without it there is no bound but memory.
     *
     * @param most how many at most, at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public final B capacity(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, was " + most);
        }
        capacity = most;
        return self();
    }

    /**
     * Sets the time by which resources expire; that of the system unless given.
     *
     * @param source the same time source as the event manager's
     * @return this builder
     */
    public final B timeSource(TimeSource source) {
        timeSource = Objects.requireNonNull(source, "timeSource");
        return self();
    }
}
