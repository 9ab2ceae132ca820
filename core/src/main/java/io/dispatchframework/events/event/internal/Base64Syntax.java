package io.dispatchframework.events.event.internal;

/** The grammar of base64 after RFC 4648, section 4, padding included, as a scanner that does not allocate. */
final class Base64Syntax {

    private Base64Syntax() {}

    static boolean isBase64(String text) {
        int length = text.length();
        if (length % 4 != 0) {
            return false;
        }
        int end = length;
        while (end > 0 && length - end < 2 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
