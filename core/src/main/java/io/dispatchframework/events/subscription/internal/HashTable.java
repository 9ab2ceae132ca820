package io.dispatchframework.events.subscription.internal;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An open-addressed table of objects under hashes that the caller computes, several under one hash if need be.
 *
 * <p>One writer at a time; a reader may run beside it and sees every entry that the writer does not touch meanwhile,
 * since entries never move: a table that is too full is replaced by a new one, which {@link #with} returns. What a
 * reader finds it must compare itself, because the hash may be another's and the entry already gone.
 *
 * <p>The hashes stand apart from the objects: a miss costs one cache line, and growing needs no look at the objects.
 */
final class HashTable {

    /** No hash at all. */
    static final int NONE = 0;

    private static final int FREE = NONE;
    private static final int LEFT = 1;
    private static final int SMALLEST = 4;

    private final int[] hashes;
    private final @Nullable Object[] entries;
    private int size;
    private int used;

    HashTable() {
        this(SMALLEST);
    }

    private HashTable(int capacity) {
        hashes = new int[capacity];
        entries = new @Nullable Object[capacity];
    }

    /** Makes a hash for a table out of 64 bits of which any may carry the difference. */
    static int hash(long bits) {
        long mixed = (bits ^ (bits >>> 32)) * 0x9E3779B97F4A7C15L;
        int hash = (int) (mixed >>> 32);
        return hash == FREE || hash == LEFT ? hash + 2 : hash;
    }

    int size() {
        return size;
    }

    int capacity() {
        return hashes.length;
    }

    /** Returns where to look first, or -1 if there is nothing under the hash; {@link #next} goes on. */
    int first(int hash) {
        return search(hash, home(hash, hashes.length));
    }

    /**
     * Reads what {@link #first} will read first, so that it is in the processor's cache by then.
     *
     * <p>No entry is this table, so that the processor can go on before it knows; were it asked whether there is one, it
     * would guess wrongly every other time, and find out only when the memory has answered.
     */
    @SuppressWarnings("ReferenceEquality")
    int touch(int hash) {
        int home = home(hash, hashes.length);
        return entries[home] == this ? 0 : hashes[home];
    }

    int next(int hash, int at) {
        return search(hash, at + 1);
    }

    private int search(int hash, int from) {
        int[] table = hashes;
        for (int at = from; ; at++) {
            if (at == table.length) {
                at = 0;
            }
            int there = table[at];
            if (there == hash) {
                return at;
            }
            if (there == FREE) {
                return -1;
            }
        }
    }

    /** Returns what stands at a place; {@code null} if it has left, or is not quite there yet. */
    @Nullable
    Object entry(int at) {
        return entries[at];
    }

    /** Adds an entry; returns the table to use from now on. */
    HashTable with(int hash, Object entry) {
        HashTable table = this;
        if (used + 1 > limit(hashes.length)) {
            table = resized();
        }
        table.insert(hash, entry);
        return table;
    }

    void replace(int at, Object entry) {
        entries[at] = entry;
    }

    /** Takes an entry out; returns the table to use from now on. */
    HashTable without(int at) {
        entries[at] = null;
        hashes[at] = LEFT;
        size--;
        return hashes.length > SMALLEST && size < hashes.length / 8 ? resized() : this;
    }

    /** Takes an entry out that is known to be here; returns the table to use from now on. */
    @SuppressWarnings("ReferenceEquality") // it is the very object that is looked for
    HashTable without(int hash, Object entry) {
        int at = first(hash);
        while (entries[at] != entry) {
            at = next(hash, at);
        }
        return without(at);
    }

    private void insert(int hash, Object entry) {
        int at = home(hash, hashes.length);
        while (hashes[at] != FREE && hashes[at] != LEFT) {
            at = at + 1 == hashes.length ? 0 : at + 1;
        }
        if (hashes[at] == FREE) {
            used++;
        }
        size++;
        entries[at] = entry;
        hashes[at] = hash;
    }

    private HashTable resized() {
        HashTable table = new HashTable(Math.max(SMALLEST, size + size / 2 + 2));
        for (int at = 0; at < hashes.length; at++) {
            Object entry = entries[at];
            if (entry != null) {
                table.insert(hashes[at], entry);
            }
        }
        VarHandle.storeStoreFence(); // a reader who finds the new table must find what is in it
        return table;
    }

    private static int limit(int capacity) {
        return capacity - Math.max(1, capacity / 5);
    }

    /** Any capacity will do: growing by half rather than doubling keeps the table fuller. */
    private static int home(int hash, int capacity) {
        return (int) (((hash & 0xFFFFFFFFL) * capacity) >>> 32);
    }
}
