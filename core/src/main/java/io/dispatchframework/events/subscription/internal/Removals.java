package io.dispatchframework.events.subscription.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The revisions at which names were removed, so that older news of them does not bring them back; guarded by the index.
 *
 * <p>The store tells changes in their order, so what it has told once is never news again: up to there nothing has to
 * be remembered.
 */
final class Removals {

    private final Map<String, Long> revisions = new HashMap<>();
    private final TreeMap<Long, String> names = new TreeMap<>();
    private long told;

    void add(String name, long revision) {
        if (revision > told && revision > revisions.getOrDefault(name, 0L)) {
            Long older = revisions.put(name, revision);
            if (older != null) {
                names.remove(older);
            }
            names.put(revision, name);
        }
    }

    /** Tells whether a name was removed at that revision or later, as far as is remembered. */
    boolean covers(String name, long revision) {
        return revision <= revisions.getOrDefault(name, 0L);
    }

    /** The revision up to which the store has told all there is. */
    long told() {
        return told;
    }

    void toldUpTo(long revision) {
        told = Math.max(told, revision);
        Map<Long, String> past = names.headMap(told, true);
        past.values().forEach(revisions::remove);
        past.clear();
    }

    int size() {
        return names.size();
    }
}
