package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.event.internal.CloudEventsRules;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TimeSource;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the subscriptions for an event, at a cost that does not depend on those that do not match.
 *
 * <p>Safe for use by many threads. Readers neither lock nor wait, and a change that has returned is seen by every
 * {@link #match} that starts afterwards. Changes exclude one another.
 */
public final class SubscriptionIndex implements AutoCloseable {

    /*
     * How it works
     *
     * A match goes through up to three layers. RouteCache holds what was found for a pair of types before. Shapes finds
     * nearly all patterns by hash: the event's words are hashed once, and each shape of pattern that is stored is asked
     * with the words that are literal in it; most say by a small filter that they have nothing. PatternTrie finds the
     * rest: patterns with literal words between two '#', and those that come when there are more shapes than we want to
     * ask. What any of them finds is the stored pattern's own Match, an immutable list in name order; Merges joins such
     * lists, and remembers, so that usually nothing is allocated.
     *
     * How readers and writers get along
     *
     * Writers exclude one another by a lock. Readers look at tables and tree while a writer changes them in place, which
     * shows them states that never were: of two changes the second, or a subscription on the way from its old pattern to
     * its new one. The ChangeLog lets them put that right without waiting. A writer
     *
     *   1. appends the change to the log (begin),
     *   2. makes it in tables, tree and IndexedSubscription,
     *   3. makes it the log's last change (commit): the instant at which all see it.
     *
     * A reader
     *
     *   1. reads the last change: start,
     *   2. searches,
     *   3. reads the last change: end. This is the instant that its result is true for.
     *   4. For each subscription that changed after start, up to end, it puts the result right by what the change says
     *      of it; and if a change is begun after end, it takes what that one says was before.
     *
     * That is enough. All up to start was there when the search began. What is begun but not committed at end is at most
     * one change, because there is one writer at a time; what begins later touched nothing that the search has seen.
     * Tables and tree keep every entry findable that is not itself being changed, so the search is right about all
     * subscriptions that the log does not mention. A place in a table passes from one pair of patterns to another only
     * when all who had the first have gone and all who have the second have come, each by a change; so whoever is found
     * by pieces of two entries is in the log. (A version with equal patterns is no change here: its strings take the
     * place of the equal ones.) Nearly always the log mentions none, and the price is three reads.
     * The fences: a reader's look at the tables must not slip behind its second reading of the log (acquireFence), nor a
     * writer's changes before the announcement (storeStoreFence in begin), nor a larger table be found before what was
     * moved to it (storeStoreFence where it is made).
     *
     * IndexedSubscription.current() changes in step 2, so it may be newer than what a match was found by, never older.
     *
     * A cached route remembers up to which change it holds. Who finds it behind looks at the changes since: if none
     * touches it, it holds up to now; else, or if there are too many, it is searched anew. So a change costs the writer
     * nothing for the routes, and costs a route one comparison when it is next used.
     *
     * Expiry is no change: it comes by itself. A result with a subscription that ends is compared with the clock each
     * time; others never look at it. A timer removes what has ended, soon after.
     */

    /** Texts with more chars than this, which no valid event has, leave nothing behind and do not go down the tree. */
    static final int LONGEST_KEPT = 2 * CloudEventsRules.LONGEST_TYPE;

    private static final int SEARCHES = 32;

    private final TimeSource time;
    private final WordKeys sourceKeys = WordKeys.secret();
    private final WordKeys eventKeys = WordKeys.secret();
    private final Merges merges = new Merges();
    private final RouteCache routes = new RouteCache(new SecureRandom().nextInt());
    private final AtomicReferenceArray<@Nullable Search> searches = new AtomicReferenceArray<>(SEARCHES);

    private final ChangeLog log = new ChangeLog();
    private final Shapes shapes = new Shapes();
    private final PatternTrie trie = new PatternTrie();
    private final Names names = new Names();
    /** Whether any subscription ever had an expiry. */
    private boolean leased;
    /** How many subscriptions have an order of their own: at least those that a reader can have found before. */
    private volatile int ordered;

    /** Held by whoever changes something, shortly. */
    private final Object lock = new Object();

    private final Leases leases;
    private final Words sourcePattern = new Words(sourceKeys);
    private final Words eventPattern = new Words(eventKeys);

    public SubscriptionIndex(TimeSource time) {
        this.time = Objects.requireNonNull(time, "time");
        leases = new Leases(time, this::expire);
    }

    /**
     * Finds the subscriptions whose patterns match, paused ones too, without those that have expired.
     *
     * @return a result that does not change any more, whatever becomes of the subscriptions
     */
    public Match match(String sourceType, String eventType) {
        Change now = log.last();
        int hash = routes.hash(sourceType, eventType);
        Route route = routes.find(hash, sourceType, eventType);
        if (route != null && log.stillHolds(route, now)) {
            Instant expiry = route.firstExpiry;
            if (expiry == null || time.now().isBefore(expiry)) {
                return route.match;
            }
        }
        return search(hash, sourceType, eventType);
    }

    private Match search(int hash, String sourceType, String eventType) {
        boolean kept = sourceType.length() <= LONGEST_KEPT && eventType.length() <= LONGEST_KEPT;
        Change start = log.last();
        Match found = kept ? find(sourceType, eventType) : findLong(sourceType, eventType);
        VarHandle.acquireFence();
        Change end = log.last();
        found = ChangeLog.settle(found, start, end, sourceType, eventType);
        Instant firstExpiry = null;
        if (leased) {
            firstExpiry = firstExpiry(found);
            if (firstExpiry != null) {
                Instant now = time.now();
                if (!firstExpiry.isAfter(now)) {
                    found = withoutExpired(found, now);
                    firstExpiry = firstExpiry(found);
                }
            }
        }
        if (kept && routes.isKnown(hash) && found.size() <= Merges.LARGEST_KEPT) {
            routes.put(hash, new Route(sourceType, eventType, found, firstExpiry, end.number));
        }
        return found;
    }

    private Match find(String sourceType, String eventType) {
        int place = System.identityHashCode(Thread.currentThread()) & (SEARCHES - 1);
        Search search = searches.getAndSet(place, null);
        if (search == null) {
            search = new Search(sourceKeys, eventKeys, merges);
        }
        search.start(sourceType, eventType);
        shapes.find(search);
        trie.find(search);
        Match found = search.end();
        searches.setRelease(place, search);
        return found;
    }

    /** Does the same with memory that is thrown away, since it is as large as the texts; compares what is in the tree. */
    private Match findLong(String sourceType, String eventType) {
        Search search = new Search(sourceKeys, eventKeys, merges);
        search.start(sourceType, eventType);
        shapes.find(search);
        trie.compareEach(search);
        return search.end();
    }

    private static @Nullable Instant firstExpiry(Match match) {
        Instant first = null;
        for (int i = 0; i < match.size(); i++) {
            Subscription version = match.get(i).current();
            Instant expiry = version == null ? null : version.expiresAt();
            if (expiry != null && (first == null || expiry.isBefore(first))) {
                first = expiry;
            }
        }
        return first;
    }

    private static Match withoutExpired(Match match, Instant now) {
        IndexedSubscription[] kept = match.toArray();
        int size = 0;
        for (IndexedSubscription each : kept) {
            Subscription version = each.current();
            if (version == null || !version.isExpired(now)) {
                kept[size++] = each;
            }
        }
        return Match.ofSorted(kept, size);
    }

    /** Tells whether any subscription has an order of its own in its policy; to be asked after a match was found. */
    public boolean hasOrdered() {
        return ordered > 0;
    }

    /** Finds a subscription by its name. */
    public @Nullable IndexedSubscription find(String name) {
        log.last(); // a volatile read, after which all that was committed is there
        return names.find(name);
    }

    /** Returns the number of subscriptions. */
    public int size() {
        synchronized (lock) {
            return names.size();
        }
    }

    /** Returns all subscriptions in the order of their names, as they are now; waits for a change that is under way. */
    public Stream<IndexedSubscription> stream() {
        Match all = Match.of(snapshot());
        return IntStream.range(0, all.size()).mapToObj(all::get);
    }

    private List<IndexedSubscription> snapshot() {
        synchronized (lock) {
            return names.all();
        }
    }

    /**
     * Takes in a version of a subscription that the store has returned; the same version or an older one than is known
     * is ignored.
     *
     * @throws IllegalArgumentException if no store has given it a revision
     */
    public void put(Subscription stored) {
        synchronized (lock) {
            if (stored.metadata().revision() > names.told()) {
                apply(stored);
            }
            leases.schedule();
        }
    }

    /** Takes out what the store has deleted; ignored if a later revision of the name is known. */
    public void remove(String name, long revision) {
        synchronized (lock) {
            if (revision > names.told()) {
                applyRemoval(name, revision);
            }
            leases.schedule();
        }
    }

    private void apply(Subscription stored) {
        long revision = stored.metadata().revision();
        if (!stored.metadata().isStored()) {
            throw new IllegalArgumentException("subscription " + Text.quote(stored.name())
                    + " has no revision: put what the store returned, not what it was given");
        }
        IndexedSubscription known = find(stored.name());
        Subscription before = known == null ? null : known.current();
        if (before != null ? revision <= before.metadata().revision() : names.wasRemoved(stored.name(), revision)) {
            return;
        }
        if (stored.expiresAt() != null && stored.isExpired(time.now())) {
            applyRemoval(stored.name(), revision);
        } else if (known == null || before == null) {
            change(new IndexedSubscription(stored), null, stored);
        } else if (before.metadata().createdRevision() != stored.metadata().createdRevision()) {
            change(known, before, null);
            change(new IndexedSubscription(stored), null, stored);
        } else if (samePatterns(before, stored) && Objects.equals(before.expiresAt(), stored.expiresAt())) {
            countOrdered(null, stored);
            known.become(stored);
            renewPatterns(before, stored);
            countOrdered(before, null);
        } else {
            change(known, before, stored);
        }
    }

    private void applyRemoval(String name, long revision) {
        IndexedSubscription known = find(name);
        Subscription before = known == null ? null : known.current();
        if (known != null && before != null) {
            if (revision < before.metadata().revision()) {
                return;
            }
            change(known, before, null);
        }
        names.removed(name, revision);
    }

    private static boolean samePatterns(Subscription one, Subscription other) {
        return one.eventType().equals(other.eventType()) && one.sourceType().equals(other.sourceType());
    }

    /** Makes one change, from nothing, to nothing, or from one version to the next. */
    private void change(IndexedSubscription subscription, @Nullable Subscription before, @Nullable Subscription after) {
        countOrdered(null, after);
        Change change = log.begin(subscription, before, after);
        boolean moves = before == null || after == null || !samePatterns(before, after);
        if (before != null && moves) {
            removePatterns(subscription, before);
        }
        if (after == null) {
            subscription.end();
        } else {
            subscription.become(after);
        }
        if (after != null && moves) {
            addPatterns(subscription, after);
        } else if (before != null && after != null) {
            renewPatterns(before, after);
        }
        if (before == null) {
            names.add(subscription);
        } else if (after == null) {
            names.drop(subscription);
        }
        leases.change(subscription, before, after);
        leased |= after != null && after.expiresAt() != null;
        log.commit(change);
        countOrdered(before, null);
    }

    /** Counts what comes before readers can find it, and what goes once they cannot. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private void countOrdered(@Nullable Subscription gone, @Nullable Subscription come) {
        if (come != null && Order.isOrdered(come.policy().order())) {
            ordered++;
        }
        if (gone != null && Order.isOrdered(gone.policy().order())) {
            ordered--;
        }
    }

    private void addPatterns(IndexedSubscription subscription, Subscription version) {
        sourcePattern.set(version.sourceType());
        eventPattern.set(version.eventType());
        if (!shapes.add(subscription, sourcePattern, eventPattern)) {
            trie.add(subscription, sourcePattern, eventPattern);
        }
    }

    /** Lets go the strings of the version before; whoever reads meanwhile finds the ones or the others, which are equal. */
    @SuppressWarnings("ReferenceEquality") // it is about the objects
    private void renewPatterns(Subscription before, Subscription after) {
        if (before.sourceType() != after.sourceType() || before.eventType() != after.eventType()) {
            sourcePattern.set(after.sourceType());
            eventPattern.set(after.eventType());
            shapes.renew(sourcePattern, eventPattern);
        }
    }

    private void removePatterns(IndexedSubscription subscription, Subscription version) {
        sourcePattern.set(version.sourceType());
        eventPattern.set(version.eventType());
        if (!shapes.remove(subscription, sourcePattern, eventPattern)) {
            trie.remove(subscription, sourcePattern, eventPattern);
        }
    }

    /** Removes what has expired; what the timer calls. */
    private void expire() {
        synchronized (lock) {
            leases.timerIsOver();
            for (IndexedSubscription subscription : leases.due()) {
                Subscription version = subscription.current();
                if (version != null) {
                    applyRemoval(version.name(), version.metadata().revision());
                }
            }
            leases.schedule();
        }
    }

    /** Stops the timer; nothing expires from now on but by {@link #match} looking at the clock. */
    @Override
    public void close() {
        synchronized (lock) {
            leases.close();
        }
    }

    /**
     * Returns what follows the store: to be given to one watch of it.
     *
     * <p>While the store lists everything anew, the index serves what it has; at the end of the listing it drops what
     * was not in it.
     */
    public ResourceWatcher<Subscription> watcher() {
        return new Watcher();
    }

    private final class Watcher implements ResourceWatcher<Subscription> {

        /** What the listing that is under way has told of; {@code null} if none is. */
        private @Nullable Set<IndexedSubscription> listed = newListing();

        private Set<IndexedSubscription> newListing() {
            return Collections.newSetFromMap(new IdentityHashMap<>());
        }

        @Override
        public void stored(Subscription resource) {
            long revision = resource.metadata().revision();
            synchronized (lock) {
                if (listed == null) {
                    if (revision > names.told()) {
                        apply(resource);
                        names.toldUpTo(revision);
                    }
                } else {
                    apply(resource);
                    IndexedSubscription known = find(resource.name());
                    if (known != null) {
                        listed.add(known);
                    }
                }
                leases.schedule();
            }
        }

        @Override
        public void removed(String name, long revision, Removal removal) {
            synchronized (lock) {
                if (revision > names.told()) {
                    names.toldUpTo(revision); // so that the removal is not remembered first
                    applyRemoval(name, revision);
                }
                leases.schedule();
            }
        }

        @Override
        public void ready(long revision) {
            synchronized (lock) {
                if (listed != null) {
                    sweep(listed, revision);
                    listed = null;
                }
                names.toldUpTo(revision);
                leases.schedule();
            }
        }

        private void sweep(Set<IndexedSubscription> kept, long revision) {
            for (IndexedSubscription each : snapshot()) {
                Subscription version = each.current();
                if (version != null && version.metadata().revision() <= revision && !kept.contains(each)) {
                    change(each, version, null);
                }
            }
        }

        @Override
        public void resync() {
            synchronized (lock) {
                listed = newListing();
            }
        }
    }
}
