package io.dispatchframework.events.event;

/**
 * Finds the first byte that is not well-formed UTF-8 (RFC 3629), in a text that comes in parts.
 *
 * <p>Jackson lets overlong forms and code points beyond the last one pass. The table of well-formed sequences says which
 * second bytes a first byte allows, which rules out those and halves of surrogate pairs too; what follows is 80 to BF.
 */
final class Utf8Check {

    /** How many bytes of the sequence that was begun are still to come. */
    private int missing;

    /** How many bytes of it have been seen. */
    private int seen;

    /** The bounds of the next one. */
    private int lowest;

    private int highest;

    /** Tells whether bytes that are all there are well-formed. */
    static boolean isSound(byte[] bytes, int from, int to) {
        int ascii = ByteScan.asciiEnd(bytes, from, to);
        if (ascii == to) {
            return true;
        }
        Utf8Check check = new Utf8Check();
        return check.check(bytes, ascii, to) == to && check.unfinished() == 0;
    }

    /** Tells how many bytes, at the end of what was checked, are a sequence that has not ended. */
    int unfinished() {
        return missing > 0 ? seen : 0;
    }

    /**
     * Goes on with the next part.
     *
     * @return the index of the first byte at fault, or {@code to}
     */
    int check(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (missing == 0) {
                i = ByteScan.asciiEnd(bytes, i, to);
                if (i == to) {
                    break;
                }
                int length = commonLength(bytes, i, to);
                if (length > 0) {
                    i += length;
                    continue;
                }
            }
            if (!accept(bytes[i] & 0xFF)) {
                return i;
            }
            i++;
        }
        return to;
    }

    /** Returns the length of a sequence of a kind that most are of, where it is all there and sound, or 0. */
    private static int commonLength(byte[] bytes, int i, int to) {
        if (i + 3 > to) {
            return 0;
        }
        int first = bytes[i] & 0xFF;
        if (first >= 0xC2 && first <= 0xDF) {
            return goesOn(bytes[i + 1]) ? 2 : 0;
        }
        return first >= 0xE1 && first <= 0xEC && goesOn(bytes[i + 1]) && goesOn(bytes[i + 2]) ? 3 : 0;
    }

    private static boolean goesOn(byte octet) {
        return (octet & 0xC0) == 0x80;
    }

    private boolean accept(int octet) {
        if (missing > 0) {
            if (octet < lowest || octet > highest) {
                return false;
            }
            lowest = 0x80;
            highest = 0xBF;
            missing--;
            seen++;
            return true;
        }
        lowest = octet == 0xE0 ? 0xA0 : octet == 0xF0 ? 0x90 : 0x80;
        highest = octet == 0xED ? 0x9F : octet == 0xF4 ? 0x8F : 0xBF;
        missing = octet >= 0xC2 && octet <= 0xDF ? 1 : octet >> 4 == 0xE ? 2 : octet >= 0xF0 && octet <= 0xF4 ? 3 : 0;
        seen = 1;
        return missing > 0;
    }
}
