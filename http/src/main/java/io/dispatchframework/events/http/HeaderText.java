package io.dispatchframework.events.http;

import io.dispatchframework.events.internal.Text;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text as the HTTP protocol binding of CloudEvents 1.0 puts it into headers, section 3.1.3.2: percent-encoded UTF-8. */
final class HeaderText {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private HeaderText() {}

    /** Returns the value of a header that says the text, which must be sound UTF-16. */
    static String encode(String text) {
        StringBuilder value = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(octet)) {
                value.append((char) octet);
            } else {
                value.append('%').append(HEX[(octet >> 4) & 0xF]).append(HEX[octet & 0xF]);
            }
        }
        return value.toString();
    }

    private static boolean isPlain(byte octet) {
        return octet > ' ' && octet <= '~' && octet != '"' && octet != '%';
    }

    /**
     * Returns the text that the value of a header says, which may be a quoted string, as former versions of the binding had it.
     *
     * @throws IllegalArgumentException if it says none; the message tells what the value must be
     */
    static String decode(String value) {
        String unquoted = unquoted(value.strip());
        ByteArrayOutputStream octets = new ByteArrayOutputStream(unquoted.length());
        for (int i = 0; i < unquoted.length(); i++) {
            char c = unquoted.charAt(i);
            if (c < ' ' || c > '~') {
                throw malformed("must be printable ASCII, all else percent-encoded", value);
            }
            if (c == '%') {
                octets.write(octet(unquoted, i + 1, value));
                i += 2;
            } else {
                octets.write(c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder() // which reports what is malformed
                    .decode(ByteBuffer.wrap(octets.toByteArray()))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw malformed("must be UTF-8 where it is percent-encoded", value);
        }
    }

    private static int octet(String text, int from, String value) {
        int high = from + 1 < text.length() ? digit(text.charAt(from)) : -1;
        int low = high < 0 ? -1 : digit(text.charAt(from + 1));
        if (low < 0) {
            throw malformed("must have two hexadecimal digits behind each '%'", value);
        }
        return high << 4 | low;
    }

    /** {@link Character#digit} takes the digits of every script. */
    private static int digit(char c) {
        return c > 'f' ? -1 : Character.digit(c, 16);
    }

    private static String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        int i = 1;
        for (; i < value.length() && value.charAt(i) != '"'; i++) {
            if (value.charAt(i) == '\\') {
                i++;
            }
            if (i < value.length()) {
                text.append(value.charAt(i));
            }
        }
        if (i != value.length() - 1) {
            throw malformed("must end with the quote that its first one opens", value);
        }
        return text.toString();
    }

    private static IllegalArgumentException malformed(String what, String value) {
        return new IllegalArgumentException(what + ", was " + Text.quote(value));
    }
}
