package io.dispatchframework.events.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one JSON object, in UTF-8, as Jackson would.
 *
 * <p>What makes it fast is that texts are copied as a whole, and looked at eight bytes at a time for what must be escaped.
 */
final class JsonOut {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] GIVEN_BACK = {};

    private final SpareBuffer spare;
    private byte[] bytes;
    private int length;

    JsonOut(SpareBuffer spare, int expectedLength) {
        this.spare = spare;
        bytes = spare.take(expectedLength);
        bytes[length++] = '{';
    }

    /** Begins a member, whose name is ASCII and needs no escapes. */
    void name(String name) {
        int nameLength = name.length();
        ensure(nameLength + 4);
        byte[] to = bytes;
        int at = length;
        if (at > 1) {
            to[at++] = ',';
        }
        to[at++] = '"';
        copyAscii(name, to, at);
        at += nameLength;
        to[at++] = '"';
        to[at++] = ':';
        length = at;
    }

    @SuppressWarnings("deprecation") // it drops the high bytes of characters, of which ASCII has none
    private static void copyAscii(String text, byte[] to, int at) {
        text.getBytes(0, text.length(), to, at);
    }

    /** Writes a whole member; text with half of a surrogate pair is refused by the name. */
    void member(String name, Object value) {
        name(name);
        if (value instanceof String text) {
            text(name, text);
        } else {
            json(JsonValues.ofCopy(value, name).getBytes(StandardCharsets.UTF_8), false);
        }
    }

    /** Writes a payload as text. */
    void payload(String name, CloudEvent event, String data) {
        if (event.isPlainText()) {
            name(name);
            plain(data);
        } else {
            member(name, data);
        }
    }

    /** Writes JSON as it stands, or on one line: between tokens a line break is a blank as any other, within them is none. */
    void json(byte[] json, boolean onOneLine) {
        ensure(json.length);
        int from = length;
        put(json, 0, json.length);
        if (onOneLine) {
            for (int i = from; i < length; i++) {
                if (bytes[i] == '\n' || bytes[i] == '\r') {
                    bytes[i] = ' ';
                }
            }
        }
    }

    /** Writes text that is ASCII and needs no escapes. */
    private void plain(String text) {
        int textLength = text.length();
        ensure(textLength + 2);
        bytes[length++] = '"';
        copyAscii(text, bytes, length);
        length += textLength;
        bytes[length++] = '"';
    }

    private void text(String name, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ensure(utf8.length + 2);
        bytes[length++] = '"';
        int doubtful = ByteScan.unquestionedEnd(utf8, 0, utf8.length);
        if (doubtful == utf8.length) {
            put(utf8, 0, doubtful);
        } else {
            // Half of a surrogate pair would have become a question mark.
            JsonText.requireSound(name, text);
            escaped(utf8, doubtful);
        }
        bytes[length++] = '"';
    }

    /** Writes text in which nothing is to be escaped before an index. */
    private void escaped(byte[] utf8, int plainUntil) {
        int from = 0;
        int to = ByteScan.plainEnd(utf8, plainUntil, utf8.length);
        while (to < utf8.length) {
            put(utf8, from, to);
            escape(utf8[to]);
            from = to + 1;
            ensure(utf8.length - from + 1);
            to = ByteScan.plainEnd(utf8, from, utf8.length);
        }
        put(utf8, from, to);
    }

    private void escape(byte octet) {
        ensure(6);
        bytes[length++] = '\\';
        int letter = letter(octet);
        if (letter != 0) {
            bytes[length++] = (byte) letter;
            return;
        }
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[octet >> 4];
        bytes[length++] = HEX[octet & 0xF];
    }

    private static int letter(byte octet) {
        return switch (octet) {
            case '"', '\\' -> octet;
            case '\b' -> 'b';
            case '\f' -> 'f';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 0;
        };
    }

    private void put(byte[] from, int start, int end) {
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
    }

    /** Makes room; a quote and a brace always fit in behind. */
    private void ensure(int more) {
        if (bytes.length - length < more + 2) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more + 2));
        }
    }

    /** Ends the object. */
    JsonOut end() {
        ensure(1);
        bytes[length++] = '}';
        return this;
    }

    /** Returns what was written, and is of no use any more. */
    String asText() {
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        giveBack();
        return text;
    }

    /** Returns what was written, in UTF-8, and is of no use any more. */
    byte[] asBytes() {
        byte[] written = Arrays.copyOf(bytes, length);
        giveBack();
        return written;
    }

    private void giveBack() {
        spare.giveBack(bytes);
        bytes = GIVEN_BACK;
    }
}
