package io.dispatchframework.events.event;

import java.util.Arrays;

/**
 * Finds the end of a JSON value in sound UTF-8, or declines.
 *
 * <p>It takes nothing that the strict reader refuses: structure, words, numbers and escapes are checked to the letter, and
 * so are names given twice and the bounds. What it declines is either wrong or too unusual to be worth it: names with
 * escapes, escapes of surrogates, objects of very many members.
 */
final class JsonScan {

    /** What stands for an end where there is none. */
    static final int DECLINED = -1;

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    /** How many names of the objects around a place are remembered; each is compared with its siblings. */
    private static final int MOST_NAMES = 128;

    /** Deeper values are left to the strict reader, whatever the bound is. */
    private static final int DEEPEST = 64;

    private final JsonBounds bounds;

    private byte[] bytes = {};
    private int at;
    private int to;

    /** Hash, start and end of each name, outer objects first. */
    private int[] names = new int[3 * 16];

    /** How much of that is in use. */
    private int used;

    JsonScan(JsonBounds bounds) {
        this.bounds = bounds;
    }

    /**
     * Returns the index behind the value that begins at {@code from}, or {@link #DECLINED}.
     *
     * @param input sound UTF-8 as far as {@code end}, which it does not see beyond
     * @param depth what an object or list that begins there counts as
     */
    int valueEnd(byte[] input, int from, int end, int depth) {
        bytes = input;
        at = from;
        to = end;
        used = 0;
        return value(depth) ? at : DECLINED;
    }

    /** Returns the index behind what was looked at. */
    int seen() {
        return at;
    }

    /** Tells whether bytes, which are sound UTF-8, are known to be one JSON value with nothing around it. */
    boolean isValue(byte[] input) {
        return valueEnd(input, 0, input.length, 1) == input.length;
    }

    private boolean value(int depth) {
        if (at >= to) {
            return false;
        }
        return switch (bytes[at]) {
            case '"' -> {
                at++;
                yield text();
            }
            case '{' -> {
                at++;
                yield depth <= Math.min(bounds.maxDepth(), DEEPEST) && members(depth);
            }
            case '[' -> {
                at++;
                yield depth <= Math.min(bounds.maxDepth(), DEEPEST) && elements(depth);
            }
            case 't' -> takes(TRUE);
            case 'f' -> takes(FALSE);
            case 'n' -> takes(NULL);
            default -> number();
        };
    }

    private boolean members(int depth) {
        if (takesAfterBlanks('}')) {
            return true;
        }
        int first = used;
        do {
            if (!takesAfterBlanks('"') || !name(first) || !takesAfterBlanks(':')) {
                return false;
            }
            skipBlanks();
            if (!value(depth + 1)) {
                return false;
            }
        } while (takesAfterBlanks(','));
        used = first;
        return takesAfterBlanks('}');
    }

    private boolean elements(int depth) {
        if (takesAfterBlanks(']')) {
            return true;
        }
        do {
            skipBlanks();
            if (!value(depth + 1)) {
                return false;
            }
        } while (takesAfterBlanks(','));
        return takesAfterBlanks(']');
    }

    /** Goes behind a name, if it is the first of its object, whose names begin at an index. */
    private boolean name(int firstOfObject) {
        int from = at;
        int end = ByteScan.plainEnd(bytes, from, to);
        if (end == to || bytes[end] != '"' || end - from > bounds.maxTextLength() || used == 3 * MOST_NAMES) {
            return false;
        }
        int hash = 0;
        for (int i = from; i < end; i++) {
            hash = hash * 31 + bytes[i];
        }
        for (int i = firstOfObject; i < used; i += 3) {
            if (names[i] == hash && Arrays.equals(bytes, names[i + 1], names[i + 2], bytes, from, end)) {
                return false;
            }
        }
        if (used == names.length) {
            names = Arrays.copyOf(names, 2 * used);
        }
        names[used++] = hash;
        names[used++] = from;
        names[used++] = end;
        at = end + 1;
        return true;
    }

    /** Goes behind text and its last quote. */
    private boolean text() {
        int from = at;
        at = ByteScan.plainEnd(bytes, at, to);
        while (at < to && bytes[at] == '\\') {
            int length = escapeLength(bytes, at, to);
            if (length == 0) {
                return false;
            }
            at = ByteScan.plainEnd(bytes, at + length, to);
        }
        return at < to && bytes[at] == '"' && at++ - from <= bounds.maxTextLength();
    }

    /** Goes behind a number; what does not belong to one is what stands behind it. */
    private boolean number() {
        if (at < to && bytes[at] == '-') {
            at++;
        }
        if (at < to && bytes[at] == '0') {
            at++;
        } else if (!digits()) {
            return false;
        }
        if (at < to && bytes[at] == '.') {
            at++;
            if (!digits()) {
                return false;
            }
        }
        if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
            at++;
            if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int first = at;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > first;
    }

    private boolean takes(byte[] word) {
        if (word.length <= to - at && Arrays.equals(bytes, at, at + word.length, word, 0, word.length)) {
            at += word.length;
            return true;
        }
        return false;
    }

    private boolean takesAfterBlanks(char octet) {
        skipBlanks();
        if (at < to && bytes[at] == octet) {
            at++;
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        at = blanksEnd(bytes, at, to);
    }

    /** Returns the index of the first byte that is no blank, or {@code to}. */
    static int blanksEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Tells whether a value, of which there is at least one byte, has blanks before or behind it. */
    static boolean hasBlanksAround(byte[] bytes) {
        return isBlank(bytes[0]) || isBlank(bytes[bytes.length - 1]);
    }

    static boolean isBlank(byte octet) {
        return octet <= ' ' && (octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t');
    }

    /** Returns the index of the last quote of a text, given the index behind its first, or {@code to}. */
    static int textEnd(byte[] bytes, int from, int to) {
        int end = ByteScan.plainEnd(bytes, from, to);
        while (end < to && bytes[end] == '\\') {
            end = ByteScan.plainEnd(bytes, Math.min(end + 2, to), to);
        }
        return end;
    }

    /** Returns the length of the escape at an index, or 0 if it is none, or half of a surrogate pair. */
    static int escapeLength(byte[] bytes, int from, int to) {
        return from + 1 == to
                ? 0
                : switch (bytes[from + 1]) {
                    case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
                    case 'u' -> from + 6 <= to && unicode(bytes, from + 2) >= 0 ? 6 : 0;
                    default -> 0;
                };
    }

    /** Returns what four digits stand for, or -1 if they are no digits, or half of a surrogate pair. */
    static int unicode(byte[] bytes, int from) {
        int number = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            number = (number << 4) | digit;
        }
        return Character.isSurrogate((char) number) ? -1 : number;
    }
}
