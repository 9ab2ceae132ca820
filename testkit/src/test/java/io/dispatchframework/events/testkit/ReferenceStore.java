package io.dispatchframework.events.testkit;

import static io.dispatchframework.events.testkit.Fault.*;

import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.error.OverloadedException;
import io.dispatchframework.events.store.AlreadyExistsException;
import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.store.NotFoundException;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.store.ResourceWatcher.Removal;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The simplest correct store, one lock and a sorted map, which can be given one {@link Fault}.
 *
 * <p>Without the lines that name a fault it is an example of what the contract asks for. Watchers are called under the
 * lock, so that their calls are serial and in the order of the revisions.
 */
final class ReferenceStore implements SubscriptionStore {

    private final TimeSource time;
    private final int capacity;
    private final Fault fault;
    private final Map<String, Subscription> stored;
    private final Map<String, Subscription> firstVersions = new HashMap<>();
    private final List<ReferenceWatch> watches = new CopyOnWriteArrayList<>();
    private final Map<String, Long> revisionsByName = new HashMap<>();
    private final Map<String, Integer> positions = new HashMap<>();
    private final Exchanger<Object> meeting = new Exchanger<>();
    private final AtomicBoolean raced = new AtomicBoolean();
    private volatile CountDownLatch nextChange = new CountDownLatch(1);
    private long revision;
    private boolean closed;

    ReferenceStore(TimeSource time, int capacity, Fault fault) {
        this.time = time;
        this.capacity = capacity;
        this.fault = fault;
        stored = new TreeMap<>(
                switch (fault) {
                    case IGNORES_CASE -> String.CASE_INSENSITIVE_ORDER;
                    case LISTS_IN_NO_ORDER ->
                        Comparator.<String>comparingInt(String::hashCode).thenComparing(Comparator.naturalOrder());
                    case LISTS_IN_ORDER_OF_CODE_POINTS -> Comparator.comparing(ReferenceStore::inCodePoints);
                    default -> Comparator.<String>naturalOrder();
                });
    }

    private static String inCodePoints(String name) {
        StringBuilder digits = new StringBuilder();
        name.codePoints().forEach(c -> digits.append(String.format(Locale.ROOT, "%08x", c)));
        return digits.toString();
    }

    @Override
    public Subscription insert(Subscription resource) {
        boolean full = isFull();
        boolean taken = present(resource.name()) != null;
        meetIf(fault == CHECKS_THE_BOUND_WITHOUT_LOCK || fault == LETS_TWO_WIN_AN_INSERT);
        synchronized (this) {
            checkOpen();
            if (fault == TELLS_BEFORE_IT_CHECKS) {
                tell(to -> to.stored(created(resource)));
            }
            if (fault == LETS_TWO_WIN_AN_INSERT ? taken : isTaken(resource.name())) {
                throw new AlreadyExistsException("subscription", resource.name());
            }
            expire(resource.name());
            if (fault == REFUSES_WHAT_HAS_EXPIRED && isExpired(resource)) {
                throw new IllegalArgumentException("expired already");
            }
            if (fault == CHECKS_THE_BOUND_WITHOUT_LOCK ? full : isFull()) {
                if (fault != EVICTS_WHEN_FULL) {
                    throw new OverloadedException("full: " + capacity);
                }
                stored.remove(stored.keySet().iterator().next());
            }
            firstVersions.put(resource.name(), created(resource));
            Subscription inserted = put(created(resource));
            return fault == FORGETS_THE_METADATA ? resource : inserted;
        }
    }

    private boolean isTaken(String name) {
        return fault == KEEPS_THE_NAME_OF_WHAT_EXPIRED
                ? stored.containsKey(name)
                : fault != REPLACES_ON_INSERT && present(name) != null;
    }

    private synchronized boolean isFull() {
        long there = fault == COUNTS_WHAT_HAS_EXPIRED ? revision : stored.size();
        return there >= (long) capacity + (fault == TAKES_ONE_TOO_MANY ? 1 : 0);
    }

    private Subscription created(Subscription resource) {
        Metadata given = resource.metadata();
        return fault == TRUSTS_GIVEN_METADATA && given.isStored()
                ? resource
                : resource.withMetadata(Metadata.created(next(resource.name()), time.now()));
    }

    @Override
    public Subscription update(Subscription resource, long expectedRevision) {
        Subscription seen = present(resource.name());
        boolean unlocked = fault == LETS_TWO_WIN_AN_UPDATE || fault == LOSES_A_RACE_OF_CHANGES;
        meetIf(fault == LETS_TWO_WIN_AN_UPDATE);
        if (fault == LOSES_A_RACE_OF_CHANGES) {
            awaitAnother(seen, expectedRevision);
        }
        synchronized (this) {
            checkOpen();
            if (fault == UPDATES_WHAT_IS_NOT_THERE && present(resource.name()) == null) {
                return put(created(resource));
            }
            Subscription before = unlocked && seen != null
                    ? check(seen, expectedRevision)
                    : expect(
                            resource.name(),
                            fault == IGNORES_EXPECTED_REVISION_OF_UPDATE ? null : (Long) expectedRevision);
            Metadata metadata = fault == FORGETS_THE_CREATION
                    ? Metadata.created(next(resource.name()), time.now())
                    : before.metadata().modified(next(resource.name()), time.now());
            Instant expiresAt = fault == KEEPS_THE_FIRST_EXPIRY ? before.expiresAt() : resource.expiresAt();
            return put(resource.toBuilder().expiresAt(expiresAt).build().withMetadata(metadata));
        }
    }

    private Subscription put(Subscription resource) {
        revision = Math.max(revision, resource.metadata().revision());
        revisionsByName.put(resource.name(), resource.metadata().revision());
        if (fault == SHOWS_CHANGES_LATER) {
            time.schedule(Duration.ofNanos(1), () -> show(resource));
        } else {
            show(resource);
        }
        tell(to -> to.stored(resource));
        Instant expiresAt = resource.expiresAt();
        if (expiresAt != null && fault != EXPIRES_ONLY_WHEN_TOUCHED && fault != LISTS_EXPIRED_TO_WATCHERS) {
            Duration wait = Duration.between(time.now(), expiresAt);
            if (fault == EXPIRES_WHAT_IS_FAR_AWAY && wait.toSeconds() > Integer.MAX_VALUE) {
                stored.remove(resource.name());
            }
            time.schedule(wait, () -> {
                if (fault == TELLS_THE_EXPIRY_OF_WHAT_WAS_DELETED) {
                    tell(to -> to.removed(resource.name(), ++revision, Removal.EXPIRED));
                }
                expire(resource.name());
            });
        }
        return resource;
    }

    private synchronized void show(Subscription resource) {
        stored.put(resource.name(), resource);
        changed();
    }

    @Override
    public synchronized long delete(String name, long expectedRevision) {
        Objects.requireNonNull(name);
        checkOpen();
        if (fault == DELETES_TWICE && present(name) == null) {
            return ++revision;
        }
        expect(name, fault == IGNORES_EXPECTED_REVISION_OF_DELETE ? null : (Long) expectedRevision);
        if (fault != KEEPS_WHAT_IS_DELETED) {
            stored.remove(name);
            changed();
        }
        long deleted = fault == DELETES_WITHOUT_A_REVISION ? expectedRevision : next(name);
        revision = fault == REUSES_REVISIONS_AFTER_DELETE ? revision : Math.max(revision, deleted);
        revisionsByName.put(name, deleted);
        tell(to -> to.removed(name, deleted, Removal.DELETED));
        return deleted;
    }

    private long next(String name) {
        return fault == COUNTS_REVISIONS_BY_NAME ? revisionsByName.getOrDefault(name, 0L) + 1 : revision + 1;
    }

    private Subscription expect(String name, @Nullable Long expectedRevision) {
        Subscription there = present(name);
        if (there == null) {
            throw new NotFoundException("subscription", name);
        }
        return check(there, expectedRevision);
    }

    private Subscription check(Subscription there, @Nullable Long expectedRevision) {
        long actual = there.metadata().revision();
        if (expectedRevision != null && actual != expectedRevision) {
            throw fault == SWAPS_REVISIONS_IN_CONFLICTS
                    ? new ConflictException("subscription", there.name(), actual, expectedRevision)
                    : new ConflictException("subscription", there.name(), expectedRevision, actual);
        }
        return there;
    }

    @Override
    public synchronized Optional<Subscription> find(String name) {
        Objects.requireNonNull(name);
        if (fault != ANSWERS_WHEN_CLOSED) {
            checkOpen();
        }
        if (fault == FINDS_BY_PREFIX) {
            return stored.values().stream()
                    .filter(each -> each.name().startsWith(name))
                    .findFirst();
        }
        if (fault == FINDS_WHAT_HAS_EXPIRED) {
            return Optional.ofNullable(stored.get(name));
        }
        return Optional.ofNullable(present(name));
    }

    private synchronized @Nullable Subscription present(String name) {
        Subscription there = stored.get(name);
        return there == null || isExpired(there) ? null : there;
    }

    private boolean isExpired(Subscription resource) {
        Instant now = fault == EXPIRES_A_MOMENT_LATE ? time.now().minusNanos(1) : time.now();
        return fault != NEVER_EXPIRES && resource.isExpired(now);
    }

    /** Lets a name leave if it has expired, and tells of it. */
    private synchronized void expire(String name) {
        Subscription there = stored.get(name);
        if (closed || there == null || !isExpired(there) || fault == KEEPS_THE_NAME_OF_WHAT_EXPIRED) {
            return;
        }
        if (fault != FINDS_WHAT_HAS_EXPIRED) {
            stored.remove(name);
        }
        long expired = fault == EXPIRES_WITHOUT_A_REVISION ? there.metadata().revision() : next(name);
        revision = Math.max(revision, expired);
        Removal removal = fault == TELLS_AN_EXPIRY_AS_A_DELETE ? Removal.DELETED : Removal.EXPIRED;
        if (fault != LOSES_AN_EXPIRY_NOTICE) {
            tell(to -> to.removed(name, expired, removal));
        }
        if (fault == TELLS_AN_EXPIRY_TWICE) {
            tell(to -> to.removed(name, ++revision, removal));
        }
    }

    @Override
    public Page<Subscription> list(ListQuery query) {
        if (fault == LISTS_WITHOUT_LOCK) {
            return page(query);
        }
        synchronized (this) {
            checkOpen();
            return page(query);
        }
    }

    private Page<Subscription> page(ListQuery query) {
        Collection<Subscription> all = fault == LISTS_FIRST_VERSIONS ? firstVersions.values() : stored.values();
        String after = query.after();
        List<Subscription> found = new ArrayList<>();
        boolean behind = after == null || (fault == NEEDS_THE_NAME_BEHIND_WHICH_TO_START && !stored.containsKey(after));
        int looked = 0;
        for (Subscription each : all) {
            if (fault == LISTS_WITHOUT_LOCK && looked++ == 0) {
                awaitChange(nextChange);
            }
            if (after != null && !behind) {
                int order = each.name().compareTo(after);
                behind = fault == REPEATS_THE_LAST_OF_THE_PAGE ? order >= 0 : order > 0;
            }
            if (behind && !isExpired(each) && (fault == APPLIES_CONDITIONS_AFTER_THE_LIMIT || meets(query, each))) {
                found.add(each);
            }
        }
        if (fault == PAGES_BY_POSITION) {
            found = new ArrayList<>(all);
            found.subList(0, after == null ? 0 : Math.min(found.size(), positions.getOrDefault(after, 0)))
                    .clear();
        }
        boolean hasMore = found.size() > query.limit();
        List<Subscription> items = found.subList(0, Math.min(query.limit(), found.size()));
        if (!items.isEmpty()) {
            positions.merge(
                    items.get(items.size() - 1).name(),
                    items.size() + (after == null ? 0 : positions.getOrDefault(after, 0)),
                    (before, now) -> now);
        }
        if (fault == APPLIES_CONDITIONS_AFTER_THE_LIMIT) {
            items = items.stream().filter(query::matches).toList();
        }
        return new Page<>(items, fault != ENDS_THE_LISTING_EARLY && hasMore && !items.isEmpty());
    }

    private boolean meets(ListQuery query, Subscription resource) {
        return switch (fault) {
            case IGNORES_TAGS ->
                resource.fields().entrySet().containsAll(query.fields().entrySet());
            case IGNORES_FIELDS ->
                resource.tags().entrySet().containsAll(query.tags().entrySet());
            default -> query.matches(resource);
        };
    }

    @Override
    public Watch watch(ResourceWatcher<? super Subscription> watcher) {
        ReferenceWatch watch = new ReferenceWatch(watcher);
        if (fault != TAKES_NULL) {
            Objects.requireNonNull(watcher);
        }
        List<Subscription> listing;
        long listedAt;
        synchronized (this) {
            checkOpen();
            List.copyOf(stored.keySet()).forEach(fault == LISTS_EXPIRED_TO_WATCHERS ? name -> {} : this::expire);
            listing = fault == LISTS_NOTHING_TO_WATCHERS ? List.of() : List.copyOf(stored.values());
            listedAt = fault == READY_AT_A_STALE_REVISION ? 0 : revision;
            if (fault != DROPS_CHANGES_DURING_THE_LISTING) {
                list(watch, listing, listedAt);
                watches.add(watch);
                return watch;
            }
        }
        list(watch, listing, listedAt);
        synchronized (this) {
            watches.add(watch);
        }
        return watch;
    }

    private void list(ReferenceWatch watch, List<Subscription> listing, long listedAt) {
        listing.forEach(resource -> watch.tell(to -> to.stored(resource)));
        if (fault != NEVER_READY_IF_EMPTY || !listing.isEmpty()) {
            watch.tell(to -> to.ready(listedAt));
        }
    }

    private synchronized void tell(Consumer<ResourceWatcher<? super Subscription>> change) {
        List<ReferenceWatch> all = List.copyOf(watches);
        for (ReferenceWatch watch : fault == TELLS_ONLY_THE_FIRST_WATCHER && !all.isEmpty() ? all.subList(0, 1) : all) {
            if (fault == TELLS_ON_TWO_THREADS_AT_ONCE) {
                watch.tellBesideOthers(change);
            } else if (fault == TELLS_OUT_OF_ORDER) {
                watch.held.add(change);
                if (watch.held.size() == 2) {
                    watch.tell(watch.held.remove(1));
                    watch.tell(watch.held.remove(0));
                }
            } else {
                watch.tell(change);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (fault == TELLS_REMOVALS_WHEN_CLOSED && !closed) {
            List.copyOf(stored.keySet()).forEach(name -> tell(to -> to.removed(name, ++revision, Removal.DELETED)));
        }
        closed = true;
        watches.clear();
        if (fault != ANSWERS_WHEN_CLOSED) {
            stored.clear();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new ClosedException("the subscription store");
        }
    }

    /** Lets a thread go on together with another one that has come as far, if one comes. */
    private void meetIf(boolean faulty) {
        if (faulty) {
            try {
                meeting.exchange(this, 20, TimeUnit.MILLISECONDS);
            } catch (TimeoutException alone) {
                // and so be it
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets the first change of a version go on only when somebody else has changed that version. */
    private void awaitAnother(@Nullable Subscription seen, long expectedRevision) {
        if (seen == null || seen.metadata().revision() != expectedRevision || !raced.compareAndSet(false, true)) {
            return;
        }
        CountDownLatch change = nextChange;
        Subscription now = present(seen.name());
        while (now != null && now.metadata().revision() == expectedRevision && awaitChange(change)) {
            change = nextChange;
            now = present(seen.name());
        }
    }

    /** Waits until what is stored has changed; {@code false} if it does not. */
    private static boolean awaitChange(CountDownLatch change) {
        try {
            return change.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized void changed() {
        nextChange.countDown();
        nextChange = new CountDownLatch(1);
    }

    private final class ReferenceWatch implements Watch {

        private final ResourceWatcher<? super Subscription> watcher;
        private final List<Consumer<ResourceWatcher<? super Subscription>>> held = new ArrayList<>();
        private @Nullable Thread helper;
        private boolean broken;
        private boolean telling;

        ReferenceWatch(ResourceWatcher<? super Subscription> watcher) {
            this.watcher = watcher;
        }

        private void tell(Consumer<ResourceWatcher<? super Subscription>> what) {
            try {
                if (!broken) {
                    telling = true;
                    what.accept(watcher);
                }
            } catch (RuntimeException contained) {
                broken = fault == STOPS_TELLING_A_WATCHER_THAT_THROWS;
                if (fault == LETS_WATCHERS_THROW_AT_WRITERS) {
                    throw contained;
                }
            } finally {
                telling = false;
            }
        }

        /** Tells on a thread of its own, and on the caller's while that is busy. */
        private void tellBesideOthers(Consumer<ResourceWatcher<? super Subscription>> what) {
            if (helper != null && helper.isAlive()) {
                tell(what);
            } else {
                helper = new Thread(() -> tell(what));
                helper.start();
            }
        }

        @Override
        public void close() {
            if (fault == CLOSES_WATCHES_WITHOUT_WAITING) {
                watches.remove(this);
                return;
            }
            synchronized (ReferenceStore.this) {
                boolean itself = telling && fault == TELLS_WATCHES_THAT_CLOSED_THEMSELVES;
                if (fault != TELLS_CLOSED_WATCHES && !itself) {
                    watches.remove(this);
                }
            }
        }
    }
}
