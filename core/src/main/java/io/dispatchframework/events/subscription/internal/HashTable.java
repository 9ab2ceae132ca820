package io.dispatchframework.events.subscription.internal;

import java.lang.invoke.VarHandle;

/**
 * The places of an open-addressed table under hashes that the caller computes, several under one hash if need be; what stands
 * there is a subclass's.
 *
 * <p>One writer at a time; a reader may run beside it and sees every entry that the writer does not touch meanwhile,
 * since entries never move: a table that is too full is replaced by a new one. What a reader finds it must compare itself,
 * because the hash may be another's and the entry already gone, or gone and another in its place while the reader looks.
 *
 * <p>The hashes stand apart from the entries: a miss costs one cache line, and growing needs no look at what entries refer to.
 *
 * @param <T> the subclass
 */
abstract class HashTable<T extends HashTable<T>> {

    /** No hash at all. */
    static final int NONE = 0;

    /** The least capacity, with which a table begins. */
    static final int SMALLEST = 4;

    private static final int FREE = NONE;
    private static final int LEFT = 1;

    private final int[] hashes;
    private int size;
    private int used;

    HashTable(int capacity) {
        hashes = new int[capacity];
    }

    /** Makes a hash for a table out of 64 bits of which any may carry the difference. */
    static int hash(long bits) {
        long mixed = (bits ^ (bits >>> 32)) * 0x9E3779B97F4A7C15L;
        int hash = (int) (mixed >>> 32);
        return hash == FREE || hash == LEFT ? hash + 2 : hash;
    }

    final int size() {
        return size;
    }

    final int capacity() {
        return hashes.length;
    }

    /** Returns where to look first, or -1 if there is nothing under the hash; {@link #next} goes on. */
    final int first(int hash) {
        return search(hash, home(hash));
    }

    final int next(int hash, int at) {
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

    /**
     * Returns where entries under a hash begin to look for a place. Any capacity will do: growing by half rather than doubling
     * keeps the table fuller.
     */
    final int home(int hash) {
        return (int) (((hash & 0xFFFFFFFFL) * hashes.length) >>> 32);
    }

    /** Returns the hash at a place. */
    final int hashAt(int at) {
        return hashes[at];
    }

    /** Tells whether another entry needs a larger table. */
    final boolean isFull() {
        return used + 1 > hashes.length - Math.max(1, hashes.length / 5);
    }

    /** Tells whether the entries have become too few for a table of this size. */
    final boolean isWide() {
        return hashes.length > SMALLEST && size < hashes.length / 8;
    }

    /** Returns a table of the same entries, whose capacity fits them and some more. */
    final T resized() {
        T table = empty(Math.max(SMALLEST, size + size / 2 + 2));
        for (int at = 0; at < hashes.length; at++) {
            if (hashes[at] != FREE && hashes[at] != LEFT) {
                copy(at, table);
            }
        }
        VarHandle.storeStoreFence(); // a reader who finds the new table must find what is in it
        return table;
    }

    abstract T empty(int capacity);

    /** Adds the entry at a place to another table, without a look at what it refers to: that is memory far away. */
    abstract void copy(int at, T to);

    /** Returns a place for an entry, which {@link #take} makes findable when it stands there. */
    final int place(int hash) {
        int at = home(hash);
        while (hashes[at] != FREE && hashes[at] != LEFT) {
            at = at + 1 == hashes.length ? 0 : at + 1;
        }
        return at;
    }

    /** Makes an entry findable that stands at a place for it. */
    final void take(int at, int hash) {
        if (hashes[at] == FREE) {
            used++;
        }
        size++;
        hashes[at] = hash;
    }

    /** Gives up a place whose entry is gone. */
    final void leave(int at) {
        hashes[at] = LEFT;
        size--;
    }
}
