package io.dispatchframework.events.store.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy.FixedExpiration;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DuplicateWindow;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers recent events in the memory of this process.
 *
 * <p>It is bounded by time and by number; when either bound is reached, the oldest events are forgotten first. Only an event's
 * namespace, source type, source id and event id are remembered: some hundred bytes.
 *
 * <p>Safe to share between threads; no method blocks for long.
 *
 * @since 0.1
 */
public final class MemoryDuplicateWindow implements DuplicateWindow {

    private record Key(String namespace, String sourceType, String sourceId, String eventId) {

        static Key of(CloudEvent event) {
            Objects.requireNonNull(event, "event");
            return new Key(event.namespace(), event.sourceType(), event.sourceId(), event.eventId());
        }
    }

    private final int most;
    private final Cache<Key, Boolean> seen;
    private final FixedExpiration<Key, Boolean> byAge;
    private final ReentrantLock shrinking = new ReentrantLock();

    private MemoryDuplicateWindow(Duration span, int most, TimeSource time) {
        this.most = most;
        // No maximumSize: it keeps what is read often and may turn away what is new, which is what is to be remembered.
        seen = Caffeine.newBuilder()
                .expireAfterWrite(span)
                .ticker(time::nanos)
                .executor(Runnable::run)
                .build();
        byAge = seen.policy().expireAfterWrite().orElseThrow();
    }

    /**
     * Makes an empty window, on the time of the system.
     *
     * @param span for how long an event is remembered
     * @param most how many are remembered, at least 1; up to a hundredth more for moments
     * @return a new window
     * @throws IllegalArgumentException if the span is not positive or the number below 1
     */
    public static MemoryDuplicateWindow create(Duration span, int most) {
        return create(span, most, TimeSource.system());
    }

    /**
     * Makes an empty window.
     *
     * @param span for how long an event is remembered
     * @param most how many are remembered, at least 1; up to a hundredth more for moments
     * @param time by which the span is measured; the event manager's
     * @return a new window
     * @throws IllegalArgumentException if the span is not positive or the number below 1
     */
    public static MemoryDuplicateWindow create(Duration span, int most, TimeSource time) {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(span, "span");
        if (span.isNegative() || span.isZero()) {
            throw new IllegalArgumentException("span must be positive, was " + span);
        }
        if (most < 1) {
            throw new IllegalArgumentException("most must be at least 1, was " + most);
        }
        return new MemoryDuplicateWindow(span, most, time);
    }

    @Override
    public boolean add(CloudEvent event) {
        boolean isNew = seen.asMap().putIfAbsent(Key.of(event), Boolean.TRUE) == null;
        if (isNew && seen.estimatedSize() > most) {
            forgetOldest();
        }
        return isNew;
    }

    private void forgetOldest() {
        if (shrinking.tryLock()) { // else somebody is at it
            try {
                long over = seen.estimatedSize() - most;
                if (over > 0) {
                    seen.invalidateAll(byAge.oldest((int) Math.min(most, over + most / 100))
                            .keySet());
                }
            } finally {
                shrinking.unlock();
            }
        }
    }

    @Override
    public void remove(CloudEvent event) {
        seen.invalidate(Key.of(event));
    }
}
