package io.dispatchframework.events.internal;

/** The characters of the type {@code String} of CloudEvents 1.0, as a scanner that does not allocate. */
public final class StringSyntax {

    private static final char REPLACEMENT = '\ufffd';

    private StringSyntax() {}

    /**
     * Returns the index of the first character that the specification disallows, -1 if there is none: control
     * characters, what Unicode calls noncharacters, and surrogates that are no pair.
     */
    public static int indexOfDisallowed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                continue;
            }
            int point = text.codePointAt(i);
            if (!isAllowed(point)) {
                return i;
            }
            i += Character.charCount(point) - 1;
        }
        return -1;
    }

    /** Returns text with each character that the specification disallows replaced; the same text if there is none. */
    public static String mended(String text) {
        if (indexOfDisallowed(text) < 0) {
            return text;
        }
        StringBuilder mended = new StringBuilder(text.length());
        text.codePoints().forEach(point -> mended.appendCodePoint(isAllowed(point) ? point : REPLACEMENT));
        return mended.toString();
    }

    /** Tells whether the specification allows a character; halves of surrogate pairs are none. */
    public static boolean isAllowed(int point) {
        boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        boolean noncharacter = (point >= 0xFDD0 && point <= 0xFDEF) || (point & 0xFFFE) == 0xFFFE;
        return !half && !noncharacter && !Character.isISOControl(point);
    }
}
