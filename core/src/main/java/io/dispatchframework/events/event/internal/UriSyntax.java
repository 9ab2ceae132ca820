package io.dispatchframework.events.event.internal;

/**
 * The grammar of RFC 3986, as a scanner that does not allocate.
 *
 * <p>{@code java.net.URI} follows the older RFC 2396 with deviations (it takes letters beyond ASCII and brackets in a
 * query, and refuses {@code urn:}-like schemes with nothing after them), and making one costs more than all other rules
 * together.
 */
final class UriSyntax {

    private static final int SCHEME = 1;
    private static final int REG_NAME = 1 << 1; // unreserved, sub-delims; also IPv4 addresses
    private static final int USER_INFO = 1 << 2; // REG_NAME and ':'
    private static final int PATH = 1 << 3; // pchar and '/'
    private static final int QUERY = 1 << 4; // pchar, '/' and '?'; also a fragment
    private static final int HEX = 1 << 5;
    private static final int DIGIT = 1 << 6;

    private static final byte[] CLASSES = new byte[128];

    static {
        String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        String digits = "0123456789";
        String unreservedAndSubDelims = letters + digits + "-._~" + "!$&'()*+,;=";
        mark(letters + digits + "+-.", SCHEME);
        mark(unreservedAndSubDelims, REG_NAME);
        mark(unreservedAndSubDelims + ":", USER_INFO);
        mark(unreservedAndSubDelims + ":@/", PATH);
        mark(unreservedAndSubDelims + ":@/?", QUERY);
        mark(digits + "abcdefABCDEF", HEX);
        mark(digits, DIGIT);
    }

    private UriSyntax() {}

    private static void mark(String characters, int as) {
        for (int i = 0; i < characters.length(); i++) {
            CLASSES[characters.charAt(i)] |= (byte) as;
        }
    }

    /**
     * Tells whether text is a URI with a scheme, or a path that begins with one slash; both may have a query and a
     * fragment. A reference to another host, {@code //host/path}, is neither.
     */
    static boolean isAbsoluteUriOrPath(String text) {
        if (text.isEmpty()) {
            return false;
        }
        if (text.charAt(0) == '/') {
            return !text.startsWith("//") && isPathQueryFragment(text, 0);
        }
        return isUri(text);
    }

    /** Tells whether text is a URI with a scheme; it may have a fragment. */
    static boolean isUri(String text) {
        int colon = skip(text, 0, text.length(), SCHEME);
        return colon > 0
                && colon < text.length()
                && text.charAt(colon) == ':'
                && isLetter(text.charAt(0))
                && isAfterScheme(text, colon + 1);
    }

    /** Tells whether text is a URI, or a reference relative to one, which the empty text is too. */
    static boolean isUriReference(String text) {
        return isUri(text) || (!hasColonInFirstSegment(text) && isAfterScheme(text, 0));
    }

    /** A colon there would make what is before it a scheme. */
    private static boolean hasColonInFirstSegment(String text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case ':' -> {
                    return true;
                }
                case '/', '?', '#' -> {
                    return false;
                }
                default -> {}
            }
        }
        return false;
    }

    /** Tells whether the rest is an authority after two slashes, if any, and a path with query and fragment. */
    private static boolean isAfterScheme(String text, int from) {
        if (!text.startsWith("//", from)) {
            return isPathQueryFragment(text, from);
        }
        int at = skipAuthority(text, from + 2);
        return at >= 0 && isPathQueryFragment(text, at);
    }

    private static boolean isPathQueryFragment(String text, int from) {
        int end = text.length();
        int at = skipEncoded(text, from, end, PATH);
        if (at < end && text.charAt(at) == '?') {
            at = skipEncoded(text, at + 1, end, QUERY);
        }
        if (at < end && text.charAt(at) == '#') {
            at = skipEncoded(text, at + 1, end, QUERY);
        }
        return at == end;
    }

    /** Returns where the authority ends, which has none of {@code /?#} in any part; -1 if it is malformed. */
    private static int skipAuthority(String text, int from) {
        int end = text.length();
        int host = from;
        int at = skipEncoded(text, from, end, USER_INFO);
        if (at < end && text.charAt(at) == '@') {
            host = at + 1;
        }
        if (host < end && text.charAt(host) == '[') {
            int bracket = text.indexOf(']', host);
            if (bracket < 0 || !isIpLiteral(text, host + 1, bracket)) {
                return -1;
            }
            at = bracket + 1;
        } else {
            at = skipEncoded(text, host, end, REG_NAME);
        }
        if (at < end && text.charAt(at) == ':') {
            at = skip(text, at + 1, end, DIGIT);
        }
        return at == end || "/?#".indexOf(text.charAt(at)) >= 0 ? at : -1;
    }

    private static boolean isIpLiteral(String text, int from, int end) {
        if (from < end && (text.charAt(from) == 'v' || text.charAt(from) == 'V')) {
            int dot = skip(text, from + 1, end, HEX);
            return dot > from + 1
                    && dot + 1 < end
                    && text.charAt(dot) == '.'
                    && skip(text, dot + 1, end, USER_INFO) == end;
        }
        return isIpV6(text, from, end);
    }

    /** Eight groups of up to four hexadecimal digits; the last two may be an IPv4 address, one gap may be "::". */
    private static boolean isIpV6(String text, int from, int end) {
        int groups = 0;
        boolean gap = false;
        int at = from;
        if (text.startsWith("::", at) && at + 2 <= end) {
            gap = true;
            at += 2;
            if (at == end) {
                return true;
            }
        }
        while (true) {
            int groupEnd = skip(text, at, end, HEX);
            if (groupEnd < end && text.charAt(groupEnd) == '.') {
                groups += 2;
                return isIpV4(text, at, end) && (gap ? groups <= 7 : groups == 8);
            }
            if (groupEnd == at || groupEnd > at + 4) {
                return false;
            }
            groups++;
            at = groupEnd;
            if (at == end) {
                return gap ? groups <= 7 : groups == 8;
            }
            if (text.charAt(at) != ':') {
                return false;
            }
            at++;
            if (at < end && text.charAt(at) == ':') {
                if (gap) {
                    return false;
                }
                gap = true;
                at++;
                if (at == end) {
                    return groups <= 7;
                }
            }
        }
    }

    private static boolean isIpV4(String text, int from, int end) {
        int at = from;
        for (int octet = 0; octet < 4; octet++) {
            int octetEnd = skip(text, at, Math.min(end, at + 3), DIGIT);
            int length = octetEnd - at;
            if (length == 0 || (length > 1 && text.charAt(at) == '0')) {
                return false;
            }
            if (length == 3 && Integer.parseInt(text, at, octetEnd, 10) > 255) {
                return false;
            }
            at = octetEnd;
            if (octet < 3) {
                if (at == end || text.charAt(at) != '.') {
                    return false;
                }
                at++;
            }
        }
        return at == end;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean is(char c, int of) {
        return c < 128 && (CLASSES[c] & of) != 0;
    }

    private static int skip(String text, int from, int end, int of) {
        int at = from;
        while (at < end && is(text.charAt(at), of)) {
            at++;
        }
        return at;
    }

    /** As {@link #skip}, and over {@code %} with two hexadecimal digits. */
    private static int skipEncoded(String text, int from, int end, int of) {
        int at = from;
        while (at < end) {
            char c = text.charAt(at);
            if (is(c, of)) {
                at++;
            } else if (c == '%' && at + 2 < end && is(text.charAt(at + 1), HEX) && is(text.charAt(at + 2), HEX)) {
                at += 3;
            } else {
                break;
            }
        }
        return at;
    }
}
