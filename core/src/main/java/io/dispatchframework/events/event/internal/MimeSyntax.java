package io.dispatchframework.events.event.internal;

/**
 * The grammar of a MIME type: {@code type/subtype} and parameters, after RFC 2046 and, for the words, RFC 2045.
 *
 * <p>Blanks and tabs may stand around the semicolons and nowhere else; comments in parentheses are mail's alone.
 */
final class MimeSyntax {

    /** What RFC 2045 calls tspecials: no word has them. */
    private static final String SPECIALS = "()<>@,;:\\\"/[]?=";

    private static final boolean[] WORD = new boolean[128];

    static {
        for (char c = '!'; c <= '~'; c++) {
            WORD[c] = SPECIALS.indexOf(c) < 0;
        }
    }

    private MimeSyntax() {}

    static boolean isMimeType(String text) {
        int end = text.length();
        int slash = skipWord(text, 0);
        if (slash == 0 || slash == end || text.charAt(slash) != '/') {
            return false;
        }
        int at = skipWord(text, slash + 1);
        if (at == slash + 1) {
            return false;
        }
        while (at < end) {
            at = skipBlanks(text, at);
            if (at == end || text.charAt(at) != ';') {
                return false;
            }
            at = skipParameter(text, skipBlanks(text, at + 1));
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    private static int skipParameter(String text, int from) {
        int equals = skipWord(text, from);
        if (equals == from || equals == text.length() || text.charAt(equals) != '=') {
            return -1;
        }
        int value = equals + 1;
        if (value < text.length() && text.charAt(value) == '"') {
            return skipQuoted(text, value + 1);
        }
        int end = skipWord(text, value);
        return end == value ? -1 : end;
    }

    private static int skipQuoted(String text, int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return at;
            }
            if (c == '\\') {
                if (at == text.length()) {
                    return -1;
                }
                c = text.charAt(at++);
            }
            if (c != '\t' && (c < ' ' || c > '~')) {
                return -1;
            }
        }
        return -1;
    }

    private static int skipWord(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) < 128 && WORD[text.charAt(at)]) {
            at++;
        }
        return at;
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}
