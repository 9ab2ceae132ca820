package io.dispatchframework.events.subscription.internal;

import java.util.Arrays;

/** A text cut at its dots, with a hash of each word: scratch memory that is filled anew for text after text. */
final class Words {

    private final WordKeys keys;
    private String text = "";
    private int count;
    private long whole;
    private long[] hashes = new long[16];
    private long[] placed = new long[16];
    private int[] ends = new int[16];
    private int[] previousSame = new int[16];
    private int[] nextSame = new int[16];
    /** By hash: where each word stood last, while they are linked. */
    private int[] lastSame = new int[64];

    private boolean linked;

    Words(WordKeys keys) {
        this.keys = keys;
    }

    Words set(String newText) {
        text = newText;
        count = 0;
        whole = 0;
        linked = false;
        int length = newText.length();
        if (length == 0) {
            return this;
        }
        for (int start = 0; start <= length; ) {
            int dot = newText.indexOf(TopicPattern.SEPARATOR, start);
            int end = dot < 0 ? length : dot;
            add(keys.hash(newText, start, end), end);
            start = end + 1;
        }
        return this;
    }

    void clear() {
        text = "";
        count = 0;
    }

    private void add(long hash, int end) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
            placed = Arrays.copyOf(placed, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        hashes[count] = hash;
        placed[count] = count < WordKeys.MOST_WORDS ? hash * keys.fromStart[count] : 0;
        ends[count++] = end;
        whole = (whole + hash) * keys.word;
    }

    String text() {
        return text;
    }

    int count() {
        return count;
    }

    /** A hash of the whole text. */
    long hash() {
        return whole;
    }

    long hash(int word) {
        return hashes[word];
    }

    /** A word's hash, multiplied for its place from the start. */
    long hashFromStart(int word) {
        return placed[word];
    }

    /** A word's hash, multiplied for its place from the end, which is 0 for the last word. */
    long hashFromEnd(int place) {
        return hashes[count - 1 - place] * keys.fromEnd[place];
    }

    boolean is(int word, char only) {
        int start = start(word);
        return ends[word] - start == 1 && text.charAt(start) == only;
    }

    boolean is(int word, String other) {
        int start = start(word);
        return ends[word] - start == other.length() && text.startsWith(other, start);
    }

    /** Returns where the same word stands before, -1 if it does not. */
    int previousSame(int word) {
        link();
        return previousSame[word];
    }

    /** Returns where the same word stands again, -1 if it does not. */
    int nextSame(int word) {
        link();
        return nextSame[word];
    }

    private void link() {
        if (linked) {
            return;
        }
        if (previousSame.length < count) {
            previousSame = new int[hashes.length];
            nextSame = new int[hashes.length];
        }
        int slots = 2 * Integer.highestOneBit(2 * count);
        if (lastSame.length < slots) {
            lastSame = new int[slots];
        }
        Arrays.fill(lastSame, 0, slots, -1);
        for (int i = 0; i < count; i++) {
            int slot = HashTable.hash(hashes[i]) & (slots - 1);
            while (lastSame[slot] >= 0 && !same(i, lastSame[slot])) {
                slot = (slot + 1) & (slots - 1);
            }
            int earlier = lastSame[slot];
            lastSame[slot] = i;
            nextSame[i] = -1;
            previousSame[i] = earlier;
            if (earlier >= 0) {
                nextSame[earlier] = i;
            }
        }
        linked = true;
    }

    private boolean same(int word, int other) {
        int start = start(word);
        int length = ends[word] - start;
        return hashes[word] == hashes[other]
                && length == ends[other] - start(other)
                && text.regionMatches(start, text, start(other), length);
    }

    String word(int word) {
        return text.substring(start(word), ends[word]);
    }

    private int start(int word) {
        return word == 0 ? 0 : ends[word - 1] + 1;
    }
}
