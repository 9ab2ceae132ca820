package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a pattern when its literal words are blotted out: how many words, which of them are literal, and
 * whether a {@code #} stands somewhere between.
 *
 * <p>Patterns of one shape take the same words of a text, so that all of them can be asked with one hash. Several
 * {@code #} with nothing but {@code *} between them are one {@code #}, and the {@code *} move before it. Where literal
 * words stand between two {@code #} there is no fixed place to take a word from, and so no shape.
 *
 * @param kind how to read the rest
 * @param before the number of words before the {@code #}, or of all words if there is none
 * @param literalsBefore one bit for each of those that is literal
 * @param after the number of words after the {@code #}
 * @param literalsAfter one bit for each of those that is literal, the last word first
 */
record PartShape(Kind kind, int before, long literalsBefore, int after, long literalsAfter) {

    enum Kind {
        /** Everything matches. */
        ANY,
        /** One text matches; all exact names share this shape, however many words they have. */
        EXACT,
        /** As many words as the pattern has. */
        FIXED,
        /** At least as many words as the pattern has. */
        OPEN
    }

    private static final PartShape ANY = new PartShape(Kind.ANY, 0, 0, 0, 0);
    private static final PartShape EXACT = new PartShape(Kind.EXACT, 0, 0, 0, 0);

    /** Returns the shape of a pattern, or {@code null} if it has none. */
    static @Nullable PartShape of(Words pattern) {
        if (pattern.text().equals(Subscription.ANY)) {
            return ANY;
        }
        int count = pattern.count();
        int firstGap = -1;
        int lastGap = -1;
        int single = 0;
        for (int i = 0; i < count; i++) {
            if (pattern.is(i, TopicPattern.ANY_WORDS)) {
                firstGap = firstGap < 0 ? i : firstGap;
                lastGap = i;
            } else if (pattern.is(i, TopicPattern.ONE_WORD)) {
                single++;
            }
        }
        if (firstGap < 0 && single == 0) {
            return EXACT;
        }
        if (count > WordKeys.MOST_WORDS) {
            return null;
        }
        if (firstGap < 0) {
            return new PartShape(Kind.FIXED, count, literals(pattern, 0, count), 0, 0);
        }
        int before = firstGap;
        for (int i = firstGap; i < lastGap; i++) {
            if (pattern.is(i, TopicPattern.ONE_WORD)) {
                before++;
            } else if (!pattern.is(i, TopicPattern.ANY_WORDS)) {
                return null;
            }
        }
        int after = count - lastGap - 1;
        if (before == 0 && after == 0) {
            return ANY;
        }
        long literalsAfter = Long.reverse(literals(pattern, lastGap + 1, count)) >>> (Long.SIZE - after);
        return new PartShape(Kind.OPEN, before, literals(pattern, 0, firstGap), after, after == 0 ? 0 : literalsAfter);
    }

    private static long literals(Words pattern, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            if (!pattern.is(i, TopicPattern.ONE_WORD)) {
                bits |= 1L << (i - from);
            }
        }
        return bits;
    }

    /** Tells whether texts of so many words can match at all. */
    boolean fits(int words) {
        return kind == Kind.FIXED ? words == before : words >= before + after;
    }

    /** Hashes the words that are literal in this shape: those of a text that {@link #fits}, or of a pattern. */
    long hash(Words words) {
        return kind == Kind.EXACT ? words.hash() : hashOfLiterals(words);
    }

    private long hashOfLiterals(Words words) {
        long sum = 0;
        for (long rest = literalsBefore; rest != 0; rest &= rest - 1) {
            sum += words.hashFromStart(Long.numberOfTrailingZeros(rest));
        }
        for (long rest = literalsAfter; rest != 0; rest &= rest - 1) {
            sum += words.hashFromEnd(Long.numberOfTrailingZeros(rest));
        }
        return sum;
    }

    /** Tells whether a pattern of this shape matches. */
    boolean matches(String pattern, String text) {
        return kind == Kind.EXACT ? pattern.equals(text) : kind == Kind.ANY || TopicPattern.matches(pattern, text);
    }
}
