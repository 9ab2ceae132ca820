package io.dispatchframework.events.subscription.internal;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * The secret numbers with which an index hashes text, drawn anew for each index: without them nobody can write names
 * that collide.
 *
 * <p>A word's hash is a polynomial of its characters; a pattern's hash is the sum of its literal words' hashes, each
 * multiplied by a number for its place. So the hash of any choice of an event's words is a few additions once the words
 * are hashed.
 */
final class WordKeys {

    /** Patterns with more words than this have no shape; see {@link PartShape}. */
    static final int MOST_WORDS = 63;

    final long character;
    final long word;
    final long[] fromStart = new long[MOST_WORDS];
    final long[] fromEnd = new long[MOST_WORDS];

    WordKeys(SplittableRandom random) {
        character = odd(random);
        word = odd(random);
        for (int i = 0; i < MOST_WORDS; i++) {
            fromStart[i] = odd(random);
            fromEnd[i] = odd(random);
        }
    }

    /** Draws keys that nobody knows. */
    static WordKeys secret() {
        return new WordKeys(new SplittableRandom(new SecureRandom().nextLong()));
    }

    /** Hashes a text as a whole, for a table. */
    int hash(String text) {
        return HashTable.hash(hash(text, 0, text.length()) * word);
    }

    /** Hashes a part of a text; takes four characters at a time, since each step waits for the multiplication before it. */
    long hash(String text, int start, int end) {
        long key = character;
        long hash = key;
        int i = start;
        for (; i + 4 <= end; i += 4) {
            long four = text.charAt(i)
                    | (long) text.charAt(i + 1) << 16
                    | (long) text.charAt(i + 2) << 32
                    | (long) text.charAt(i + 3) << 48;
            hash ^= four;
            // The product alone would let the highest bit through as it is, under any key.
            hash = hash * key ^ Math.multiplyHigh(hash, key);
        }
        for (; i < end; i++) {
            hash = (hash ^ text.charAt(i)) * key;
        }
        return hash;
    }

    private static long odd(SplittableRandom random) {
        return random.nextLong() | 1;
    }
}
