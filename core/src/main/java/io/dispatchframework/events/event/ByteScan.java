package io.dispatchframework.events.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds bytes, eight at a time, since all of a document comes by here.
 *
 * <p>What is looked for leaves the high bit of its byte set in a word. A borrow can set it in bytes that stand behind
 * the first one too, so only the first, which is the lowest as words are read little-endian, tells a place.
 */
final class ByteScan {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long EACH = 0x0101010101010101L;

    private ByteScan() {}

    /** Returns the index of the first such byte, which is ASCII, or {@code to}. */
    static int indexOf(char octet, byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long found = equal((long) WORDS.get(bytes, i), octet) & HIGH_BITS;
            if (found != 0) {
                return i + first(found);
            }
        }
        if (i < to && to - from >= Long.BYTES) {
            return endInLastWord(equal((long) WORDS.get(bytes, to - Long.BYTES), octet) & HIGH_BITS, to);
        }
        while (i < to && bytes[i] != octet) {
            i++;
        }
        return i;
    }

    /** Returns the index of the first byte that is not plain text in a JSON string, or {@code to}. */
    static int plainEnd(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long found = notPlain((long) WORDS.get(bytes, i));
            if (found != 0) {
                return i + first(found);
            }
        }
        if (i < to && to - from >= Long.BYTES) {
            return endInLastWord(notPlain((long) WORDS.get(bytes, to - Long.BYTES)), to);
        }
        while (i < to && isPlain(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Returns the index of the first byte that is not plain text in a JSON string, or a question mark, or {@code to}. */
    static int unquestionedEnd(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long found = notUnquestioned((long) WORDS.get(bytes, i));
            if (found != 0) {
                return i + first(found);
            }
        }
        if (i < to && to - from >= Long.BYTES) {
            return endInLastWord(notUnquestioned((long) WORDS.get(bytes, to - Long.BYTES)), to);
        }
        while (i < to && isPlain(bytes[i]) && bytes[i] != '?') {
            i++;
        }
        return i;
    }

    /** Returns the index of the first byte that is not plain text in a JSON string, or beyond ASCII, or {@code to}. */
    static int plainAsciiEnd(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long word = (long) WORDS.get(bytes, i);
            long found = notPlain(word) | (word & HIGH_BITS);
            if (found != 0) {
                return i + first(found);
            }
        }
        while (i < to && bytes[i] >= 0 && isPlain(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Returns the index of the first byte beyond ASCII, or {@code to}. */
    static int asciiEnd(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long found = (long) WORDS.get(bytes, i) & HIGH_BITS;
            if (found != 0) {
                return i + first(found);
            }
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /** Returns some bytes, which are ASCII, as text. */
    @SuppressWarnings("deprecation") // it is the quickest by far, and right for ASCII
    static String ascii(byte[] bytes, int from, int length) {
        return new String(bytes, 0, from, length);
    }

    private static long notPlain(long word) {
        return (quotesAndControls(word) | below(word ^ (EACH * '\\'), 1)) & ~word & HIGH_BITS;
    }

    private static long notUnquestioned(long word) {
        return (quotesAndControls(word) | below(word ^ (EACH * '\\'), 1) | below(word ^ (EACH * '?'), 1))
                & ~word
                & HIGH_BITS;
    }

    /** The one quote and the blank change places, so that the quote is next to the controls. */
    private static long quotesAndControls(long word) {
        return below(word ^ (EACH * ('"' ^ ' ')), ' ' + 1);
    }

    /** Marks bytes below a bound; bytes beyond ASCII may be marked too. */
    private static long below(long word, int bound) {
        return word - EACH * bound;
    }

    private static boolean isPlain(byte octet) {
        return octet != '"' && octet != '\\' && (octet >= ' ' || octet < 0);
    }

    /** The usual trick to find a zero byte, after the byte looked for was made one. */
    private static long equal(long word, char octet) {
        long zeroed = word ^ (EACH * octet);
        return (zeroed - EACH) & ~zeroed;
    }

    /** The last word overlaps the one before it, in which nothing was found: quicker than what is left byte by byte. */
    private static int endInLastWord(long found, int to) {
        return found == 0 ? to : to - Long.BYTES + first(found);
    }

    private static int first(long found) {
        return Long.numberOfTrailingZeros(found) / Byte.SIZE;
    }
}
