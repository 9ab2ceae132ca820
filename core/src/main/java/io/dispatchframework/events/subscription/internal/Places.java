package io.dispatchframework.events.subscription.internal;

import java.util.Arrays;

/**
 * Sets of places between the words of a text, one after the other in one array: scratch memory for a walk down the
 * {@link PatternTrie}.
 *
 * <p>Place {@code i} is the one before word {@code i}; the last place is the end of the text. A set goes by where it
 * starts in the array, and has as many bits as the text has places.
 */
final class Places {

    private long[] bits = new long[64];

    /** Where the set after this one starts. */
    int after(Words words, int set) {
        return set + longs(words);
    }

    /** Makes a set of the place before the first word. */
    void start(Words words, int set) {
        clear(words, set);
        bits[set] = 1;
    }

    boolean reachEnd(Words words, int set) {
        return contains(set, words.count());
    }

    /** Makes a set of the places one word further on; tells whether there are any. */
    boolean stepAnyWord(Words words, int from, int to) {
        clear(words, to);
        boolean any = false;
        for (int i = next(words, from, 0); i >= 0 && i < words.count(); i = next(words, from, i + 1)) {
            put(to, i + 1);
            any = true;
        }
        return any;
    }

    /** Makes a set of all places from the first on. */
    void skipAnyWords(Words words, int from, int to) {
        clear(words, to);
        for (int i = next(words, from, 0); i >= 0 && i <= words.count(); i++) {
            put(to, i);
        }
    }

    /** Returns the first place before a word, -1 if there is none. */
    int firstWord(Words words, int set) {
        return distinctWord(words, set, 0);
    }

    /** Returns the next place that is before a word, and before one that no earlier place of the set is before. */
    int nextWord(Words words, int set, int place) {
        return distinctWord(words, set, place + 1);
    }

    /** Makes a set of the places behind a word, wherever a place of the first set is before that same word. */
    void stepWord(Words words, int from, int word, int to) {
        clear(words, to);
        for (int i = word; i >= 0; i = words.nextSame(i)) {
            if (contains(from, i)) {
                put(to, i + 1);
            }
        }
    }

    private int distinctWord(Words words, int set, int start) {
        for (int i = next(words, set, start); i >= 0 && i < words.count(); i = next(words, set, i + 1)) {
            int earlier = words.previousSame(i);
            while (earlier >= 0 && !contains(set, earlier)) {
                earlier = words.previousSame(earlier);
            }
            if (earlier < 0) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the first place of a set from a place on, -1 if there is none. */
    private int next(Words words, int set, int start) {
        int longs = longs(words);
        for (int i = start >>> 6; i < longs; i++) {
            long rest = bits[set + i];
            if (i == start >>> 6) {
                rest &= -1L << start;
            }
            if (rest != 0) {
                return (i << 6) + Long.numberOfTrailingZeros(rest);
            }
        }
        return -1;
    }

    private boolean contains(int set, int place) {
        return (bits[set + (place >>> 6)] & 1L << place) != 0;
    }

    private void put(int set, int place) {
        bits[set + (place >>> 6)] |= 1L << place;
    }

    private void clear(Words words, int set) {
        int end = after(words, set);
        if (end > bits.length) {
            bits = Arrays.copyOf(bits, 2 * end);
        }
        Arrays.fill(bits, set, end, 0);
    }

    private static int longs(Words words) {
        return words.count() / Long.SIZE + 1;
    }
}
