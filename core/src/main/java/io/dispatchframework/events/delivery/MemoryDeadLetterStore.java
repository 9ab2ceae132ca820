package io.dispatchframework.events.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Letters in the order in which they came, under one lock: deaths are rare. */
final class MemoryDeadLetterStore implements DeadLetterStore {

    private final int capacity;
    private final WhenFull whenFull;
    private final Map<String, Entry> byId = new HashMap<>();
    private final TreeMap<Long, Entry> byOrder = new TreeMap<>();
    private long next;

    private record Entry(long order, DeadLetter letter) {}

    MemoryDeadLetterStore(int capacity, WhenFull whenFull) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, was " + capacity);
        }
        this.capacity = capacity;
        this.whenFull = whenFull;
    }

    @Override
    public synchronized Optional<DeadLetter> add(DeadLetter letter) {
        Objects.requireNonNull(letter, "letter");
        if (whenFull == WhenFull.DROP_NEWEST && byId.size() >= capacity && !byId.containsKey(letter.id())) {
            return Optional.of(letter);
        }
        Entry entry = new Entry(next++, letter);
        Entry before = byId.put(letter.id(), entry);
        if (before != null) {
            byOrder.remove(before.order());
        }
        byOrder.put(entry.order(), entry);
        if (byId.size() <= capacity) {
            return Optional.empty();
        }
        DeadLetter oldest = byOrder.pollFirstEntry().getValue().letter();
        byId.remove(oldest.id());
        return Optional.of(oldest);
    }

    @Override
    public synchronized Optional<DeadLetter> find(String id) {
        return Optional.ofNullable(byId.get(Objects.requireNonNull(id, "id"))).map(Entry::letter);
    }

    @Override
    public synchronized List<DeadLetter> list(@Nullable String afterId, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, was " + limit);
        }
        Entry after = afterId == null ? null : byId.get(afterId);
        Iterator<Entry> entries = (after == null ? byOrder : byOrder.tailMap(after.order(), false))
                .values()
                .iterator();
        List<DeadLetter> page = new ArrayList<>();
        while (page.size() < limit && entries.hasNext()) {
            page.add(entries.next().letter());
        }
        return List.copyOf(page);
    }

    @Override
    public synchronized boolean remove(DeadLetter letter) {
        Objects.requireNonNull(letter, "letter");
        Entry entry = byId.get(letter.id());
        if (entry == null || !entry.letter().equals(letter)) {
            return false;
        }
        byId.remove(letter.id());
        byOrder.remove(entry.order());
        return true;
    }
}
