package io.dispatchframework.events.store.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.error.OverloadedException;
import io.dispatchframework.events.store.AlreadyExistsException;
import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.store.NotFoundException;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.store.Resource;
import io.dispatchframework.events.store.ResourceStore;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.store.ResourceWatcher.Removal;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the stores in memory have in common: all of it but the kind of resource.
 *
 * @param <R> the kind of resource
 */
abstract class MemoryResourceStore<R extends Resource<R>> implements ResourceStore<R> {

    /*
     * How it works.
     *
     * The resources are the values of a Caffeine cache, which is never told to evict by size or by reference: what it
     * is here for is to be read without a lock, and to let entries expire, each at its own instant. The names stand
     * once more in a sorted set, for listings.
     *
     * Changes are made one at a time, under `writing`, and take place at one instant, `now`, which is what the cache's
     * ticker says for as long as the lock is held; else an entry could expire between the look at it and its
     * replacement. Everything that makes Caffeine do its maintenance happens under that lock as well: the changes, and
     * the wake-ups that it asks the time source for. Reads use getIfPresentQuietly, which never starts any. So the
     * eviction listener always runs on a thread that holds the lock, between two changes or within one, and can give
     * an expiry its revision and its place in the order of changes, as a delete.
     *
     * Caffeine's clock counts nanoseconds from `origin` but tells the wall-clock time, since expiries are instants: an
     * entry is invisible from that instant on, to the nanosecond, also if the clock is set meanwhile. Its timer wheel
     * turns in steps of about a second, so an entry leaves, and is told to watchers, up to two seconds later. Timers count
     * passing time, so one that waits is asked every minute whether the clock has been set. Caffeine
     * holds no entry longer than 150 years, so a century after `origin` that clock stands still, and a century before it
     * too: on a time source that leaps that far, rather a lease that does not end than a resource that is lost.
     *
     * Watchers are told when the lock is free again: see Watches.
     */

    private static final Duration CENTURY = Duration.ofDays(36_525);

    /** The wall clock may be set while a timer waits, so none waits longer than this. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final String kind;
    private final int capacity;
    private final TimeSource time;
    private final Instant origin;
    private final Cache<String, R> resources;
    private final Policy<String, R> quiet;
    private final NavigableSet<String> names = new ConcurrentSkipListSet<>();
    private final Watches<R> watches;

    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean closed;

    // Guarded by `writing`: the instant of the change, the last revision given, and the number of entries, with those
    // that have expired but not left.
    private Instant now;
    private long revision;
    private int size;

    /**
     * Makes an empty store.
     *
     * @param kind what it keeps, in the singular, for messages
     * @param capacity how many at most
     * @param time by which they expire
     */
    MemoryResourceStore(String kind, int capacity, TimeSource time) {
        this.kind = kind;
        this.capacity = capacity;
        this.time = time;
        origin = time.now();
        now = origin;
        watches = new Watches<>(kind);
        resources = Caffeine.newBuilder()
                .expireAfter(Expiry.<String, R>writing((name, resource) -> remaining(resource)))
                .ticker(this::ticks)
                .scheduler(this::wake)
                .executor(Runnable::run)
                .evictionListener((name, resource, cause) -> left(Objects.requireNonNull(name), Removal.EXPIRED))
                .build();
        quiet = resources.policy();
    }

    @Override
    public final R insert(R resource) {
        String name = Objects.requireNonNull(resource, "resource").name();
        return change(() -> {
            if (quiet.getIfPresentQuietly(name) != null) {
                throw new AlreadyExistsException(kind, name);
            }
            // One of that name that has expired must leave before, so that its expiry is told before the insert.
            resources.invalidate(name);
            makeSureOfRoom();
            R stored = resource.withMetadata(Metadata.created(revision + 1, now));
            names.add(name);
            size++;
            return put(name, stored);
        });
    }

    private void makeSureOfRoom() {
        if (size >= capacity) {
            resources.cleanUp();
        }
        if (size >= capacity) {
            throw new OverloadedException(
                    "the store holds " + size + " " + kind + "s, which is its capacity; delete some, "
                            + "or raise it with " + getClass().getSimpleName() + ".builder().capacity(...)");
        }
    }

    @Override
    public final R update(R resource, long expectedRevision) {
        String name = Objects.requireNonNull(resource, "resource").name();
        return change(() -> {
            Metadata before = expect(name, expectedRevision).metadata();
            return put(name, resource.withMetadata(before.modified(revision + 1, now)));
        });
    }

    private R put(String name, R stored) {
        revision = stored.metadata().revision();
        watches.stored(stored);
        // Last: Caffeine may find others that have expired on this occasion, and their revisions come after this one.
        resources.put(name, stored);
        return stored;
    }

    @Override
    public final long delete(String name, long expectedRevision) {
        Objects.requireNonNull(name, "name");
        return change(() -> {
            expect(name, expectedRevision);
            resources.invalidate(name);
            return left(name, Removal.DELETED);
        });
    }

    private R expect(String name, long expectedRevision) {
        R present = quiet.getIfPresentQuietly(name);
        if (present == null) {
            throw new NotFoundException(kind, name);
        }
        if (present.metadata().revision() != expectedRevision) {
            throw new ConflictException(
                    kind, name, expectedRevision, present.metadata().revision());
        }
        return present;
    }

    private long left(String name, Removal removal) {
        names.remove(name);
        size--;
        watches.removed(name, ++revision, removal);
        return revision;
    }

    @Override
    public final Optional<R> find(String name) {
        R found = quiet.getIfPresentQuietly(Objects.requireNonNull(name, "name"));
        // Looked at last: a store that is being closed is emptied after it says so, and must not seem to be empty.
        checkOpen();
        return Optional.ofNullable(found);
    }

    @Override
    public final Page<R> list(ListQuery query) {
        String after = Objects.requireNonNull(query, "query").after();
        List<R> items = new ArrayList<>();
        boolean hasMore = false;
        for (String name : after == null ? names : names.tailSet(after, false)) {
            R resource = quiet.getIfPresentQuietly(name);
            if (resource != null && query.matches(resource)) {
                if (items.size() == query.limit()) {
                    hasMore = true;
                    break;
                }
                items.add(resource);
            }
        }
        checkOpen();
        return new Page<>(items, hasMore);
    }

    @Override
    public final Watch watch(ResourceWatcher<? super R> watcher) {
        Objects.requireNonNull(watcher, "watcher");
        return change(() -> {
            List<R> listing = new ArrayList<>(size);
            for (String name : names) {
                R resource = quiet.getIfPresentQuietly(name);
                if (resource == null) {
                    // It has expired; it leaves now, lest the watcher be told later of what it never heard of.
                    resources.invalidate(name);
                } else {
                    listing.add(resource);
                }
            }
            return watches.add(watcher, listing, revision);
        });
    }

    @Override
    public final void close() {
        writing.lock();
        try {
            closed = true;
            // Before the cache is emptied, which wakes nobody up any more and drops the timer.
            watches.silence();
            names.clear();
            resources.invalidateAll();
            resources.cleanUp();
        } finally {
            writing.unlock();
        }
        watches.close(); // which waits for a watcher's call, and that may be waiting to write
    }

    /** Makes a change, alone and at one instant, and tells the watchers. */
    private <T> T change(Supplier<T> change) {
        writing.lock();
        try {
            checkOpen();
            now = time.now();
            return change.get();
        } finally {
            writing.unlock();
            // Also where the change was refused: an expiry may have been noticed on the way.
            watches.tell();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new ClosedException("the " + kind + " store");
        }
    }

    /** Caffeine's scheduler: it asks for its maintenance to be done when the next entries are due. */
    private Future<?> wake(Executor executor, Runnable maintenance, long delay, TimeUnit unit) {
        WakeUp wakeUp =
                new WakeUp(() -> maintain(executor, maintenance), time.now().plusNanos(unit.toNanos(delay)));
        wakeUp.schedule();
        return wakeUp;
    }

    private void maintain(Executor executor, Runnable maintenance) {
        writing.lock();
        try {
            now = time.now();
            int before;
            do {
                // Caffeine lets a bounded number leave each time, and would take a second's rest.
                before = size;
                executor.execute(maintenance);
            } while (size < before);
        } finally {
            writing.unlock();
            watches.tell();
        }
    }

    private Duration remaining(R resource) {
        Instant expiresAt = resource.expiresAt();
        return expiresAt == null ? ChronoUnit.FOREVER.getDuration() : Duration.between(now, expiresAt);
    }

    /** Caffeine's clock. */
    private long ticks() {
        Duration age = Duration.between(origin, writing.isHeldByCurrentThread() ? now : time.now());
        if (age.isNegative()) {
            return age.compareTo(CENTURY.negated()) > 0 ? age.toNanos() : -CENTURY.toNanos();
        }
        return age.compareTo(CENTURY) < 0 ? age.toNanos() : CENTURY.toNanos();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + (closed ? "closed" : names.size() + " of at most " + capacity) + "]";
    }

    /** A task for an instant of the wall clock, wherever that is set meanwhile; cancelled as the future that it is. */
    private final class WakeUp extends CompletableFuture<@Nullable Void> {

        private final Runnable task;
        private final Instant due;
        private volatile TimeSource.@Nullable Timer timer;

        WakeUp(Runnable task, Instant due) {
            this.task = task;
            this.due = due;
        }

        void schedule() {
            Duration wait = Duration.between(time.now(), due);
            timer = time.schedule(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT, this::look);
            if (isDone()) { // cancelled meanwhile, perhaps before there was this timer to call off
                callOff();
            }
        }

        /** Caffeine keeps to the time that it has asked for: woken up too early it would not ask again. */
        private void look() {
            if (time.now().isBefore(due)) {
                schedule();
            } else if (complete(null)) {
                task.run();
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            callOff();
            return cancelled;
        }

        private void callOff() {
            TimeSource.Timer waiting = timer;
            if (waiting != null) {
                waiting.cancel();
            }
        }
    }
}
