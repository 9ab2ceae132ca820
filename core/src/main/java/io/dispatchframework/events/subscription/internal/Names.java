package io.dispatchframework.events.subscription.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each name: the subscription that has it, or the revision at which it was removed, so that older news
 * does not bring it back.
 *
 * <p>The store tells changes in their order, so what it has told once is never news again: up to there no removal has to
 * be remembered. While the store goes on telling, few are.
 *
 * <p>One writer at a time; {@link #find} may run beside it, as with {@link HashTable}.
 */
final class Names extends TableOwner<EntryTable> {

    private final WordKeys keys = WordKeys.secret();
    /** The revisions at which names were removed that none has now, in the order in which that became known. */
    private final Map<String, Long> removals = new LinkedHashMap<>();

    private long told;

    Names() {
        super(new EntryTable());
    }

    @Nullable
    IndexedSubscription find(String name) {
        EntryTable in = table();
        int hash = keys.hash(name);
        for (int at = in.first(hash); at >= 0; at = in.next(hash, at)) {
            if (in.entry(at) instanceof IndexedSubscription subscription
                    && subscription.name().equals(name)) {
                return subscription;
            }
        }
        return null;
    }

    /** Returns the number of subscriptions. */
    int size() {
        return table().size();
    }

    /** Returns the subscriptions in any order. */
    List<IndexedSubscription> all() {
        EntryTable table = table();
        List<IndexedSubscription> all = new ArrayList<>(table.size());
        for (int at = 0; at < table.capacity(); at++) {
            if (table.entry(at) instanceof IndexedSubscription subscription) {
                all.add(subscription);
            }
        }
        return all;
    }

    /** Adds a subscription whose name none has; a removal of the name is older and forgotten. */
    void add(IndexedSubscription subscription) {
        String name = subscription.name();
        removals.remove(name);
        use(table().with(keys.hash(name), subscription));
    }

    /** Takes a subscription out and remembers nothing of it. */
    void drop(IndexedSubscription subscription) {
        use(table().without(keys.hash(subscription.name()), subscription));
    }

    /** Remembers for as long as needed that a name, which none has, was removed. */
    void removed(String name, long revision) {
        if (revision > told && !wasRemoved(name, revision)) {
            removals.put(name, revision);
        }
    }

    /** Tells whether a name that none has was removed at that revision or later, as far as is remembered. */
    boolean wasRemoved(String name, long revision) {
        Long removal = removals.get(name);
        return removal != null && revision <= removal;
    }

    /** The revision up to which the store has told all there is. */
    long told() {
        return told;
    }

    /**
     * Forgets the removals up to there, those that became known first, until one comes that is later; so what became known
     * out of order may be remembered for longer than it need be.
     */
    void toldUpTo(long revision) {
        told = Math.max(told, revision);
        Iterator<Long> first = removals.values().iterator();
        while (first.hasNext() && first.next() <= told) {
            first.remove();
        }
    }
}
