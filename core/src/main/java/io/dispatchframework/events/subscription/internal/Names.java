package io.dispatchframework.events.subscription.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each name: the subscription that has it, or the revision at which it was removed, so that older news
 * does not bring it back.
 *
 * <p>The store tells changes in their order, so what it has told once is never news again: up to there no removal has to
 * be remembered.
 *
 * <p>One writer at a time; {@link #find} may run beside it, as with {@link HashTable}.
 */
final class Names {

    private final WordKeys keys = WordKeys.secret();
    private HashTable table = new HashTable();
    /** The removals that are in the table, the oldest first. */
    private final TreeSet<Removal> removals = new TreeSet<>();

    private long told;

    @Nullable
    IndexedSubscription find(String name) {
        return known(keys.hash(name), name) instanceof IndexedSubscription subscription ? subscription : null;
    }

    private @Nullable Object known(int hash, String name) {
        HashTable in = table;
        for (int at = in.first(hash); at >= 0; at = in.next(hash, at)) {
            Object entry = in.entry(at);
            if (isOf(entry, name)) {
                return entry;
            }
        }
        return null;
    }

    private static boolean isOf(@Nullable Object entry, String name) {
        return entry instanceof IndexedSubscription subscription
                ? subscription.name().equals(name)
                : entry instanceof Removal removal && removal.name.equals(name);
    }

    /** Returns the number of subscriptions. */
    int size() {
        return table.size() - removals.size();
    }

    /** Returns the subscriptions in any order. */
    List<IndexedSubscription> all() {
        List<IndexedSubscription> all = new ArrayList<>(size());
        for (int at = 0; at < table.capacity(); at++) {
            if (table.entry(at) instanceof IndexedSubscription subscription) {
                all.add(subscription);
            }
        }
        return all;
    }

    /** Adds a subscription whose name none has; a removal of the name is older and forgotten. */
    void add(IndexedSubscription subscription) {
        put(keys.hash(subscription.name()), subscription.name(), subscription);
    }

    /** Takes a subscription out and remembers nothing of it. */
    void drop(IndexedSubscription subscription) {
        table = table.without(keys.hash(subscription.name()), subscription);
    }

    /** Remembers for as long as needed that a name, which none has, was removed. */
    void removed(String name, long revision) {
        if (revision > told && !wasRemoved(name, revision)) {
            Removal removal = new Removal(name, keys.hash(name), revision);
            put(removal.hash, name, removal);
            removals.add(removal);
        }
    }

    private void put(int hash, String name, Object entry) {
        for (int at = table.first(hash); at >= 0; at = table.next(hash, at)) {
            if (table.entry(at) instanceof Removal removal && removal.name.equals(name)) {
                removals.remove(removal);
                table.replace(at, entry);
                return;
            }
        }
        table = table.with(hash, entry);
    }

    /** Tells whether a name that none has was removed at that revision or later, as far as is remembered. */
    boolean wasRemoved(String name, long revision) {
        return known(keys.hash(name), name) instanceof Removal removal && revision <= removal.revision;
    }

    /** The revision up to which the store has told all there is. */
    long told() {
        return told;
    }

    void toldUpTo(long revision) {
        told = Math.max(told, revision);
        while (!removals.isEmpty() && removals.first().revision <= told) {
            Removal past = removals.first();
            removals.remove(past);
            table = table.without(past.hash, past);
        }
    }

    private record Removal(String name, int hash, long revision) implements Comparable<Removal> {

        @Override
        public int compareTo(Removal other) {
            int order = Long.compare(revision, other.revision);
            return order != 0 ? order : name.compareTo(other.name);
        }
    }
}
