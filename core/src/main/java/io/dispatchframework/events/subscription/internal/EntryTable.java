package io.dispatchframework.events.subscription.internal;

import org.jspecify.annotations.Nullable;

/** A {@link HashTable} of objects, which know themselves what they stand for. */
final class EntryTable extends HashTable<EntryTable> {

    private final @Nullable Object[] entries;

    EntryTable() {
        this(SMALLEST);
    }

    private EntryTable(int capacity) {
        super(capacity);
        entries = new @Nullable Object[capacity];
    }

    /** Returns what stands at a place; {@code null} if it has left, or is not quite there yet. */
    @Nullable
    Object entry(int at) {
        return entries[at];
    }

    /** Adds an entry; returns the table to use from now on. */
    EntryTable with(int hash, Object entry) {
        EntryTable table = isFull() ? resized() : this;
        table.insert(hash, entry);
        return table;
    }

    /** Takes an entry out that is known to be here; returns the table to use from now on. */
    @SuppressWarnings("ReferenceEquality") // it is the very object that is looked for
    EntryTable without(int hash, Object entry) {
        int at = first(hash);
        while (entries[at] != entry) {
            at = next(hash, at);
        }
        entries[at] = null;
        leave(at);
        return isWide() ? resized() : this;
    }

    private void insert(int hash, @Nullable Object entry) {
        int at = place(hash);
        entries[at] = entry;
        take(at, hash);
    }

    @Override
    EntryTable empty(int capacity) {
        return new EntryTable(capacity);
    }

    @Override
    void copy(int at, EntryTable to) {
        to.insert(hashAt(at), entries[at]);
    }
}
