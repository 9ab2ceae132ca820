package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.Text;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON as text: made bytes, and made of any text. */
final class JsonText {

    private JsonText() {}

    /** Returns the bytes, or throws if there is half of a surrogate pair, which would become a question mark. */
    static byte[] toUtf8(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        // Where there is no question mark nothing has become one; and decoding is faster than looking at each
        // character.
        if (ByteScan.indexOf('?', bytes, 0, bytes.length) < bytes.length
                && !new String(bytes, StandardCharsets.UTF_8).equals(json)) {
            int half = Surrogates.indexOfHalf(json);
            byte[] before = json.substring(0, half).getBytes(StandardCharsets.UTF_8);
            Place place = new Place(1, 1);
            place.pass(before, 0, before.length);
            throw new MalformedJsonException(
                    "half of a surrogate pair, which is no character", place.line(), place.column(), null);
        }
        return bytes;
    }

    /** Refuses to write text with half of a surrogate pair. */
    static void requireSound(String name, @Nullable String text) {
        if (text != null && Surrogates.indexOfHalf(text) >= 0) {
            throw new IllegalArgumentException(
                    Text.escape(name) + " has half of a surrogate pair, which UTF-8 cannot say");
        }
    }

    /** Returns text in UTF-8, or refuses it like {@link #requireSound}, only faster. */
    static byte[] soundUtf8(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // A half would have become a question mark.
        if (ByteScan.indexOf('?', bytes, 0, bytes.length) < bytes.length) {
            requireSound(name, text);
        }
        return bytes;
    }

    /** Writes text as a JSON string, as Jackson would; {@code name} is for the message if there is half of a pair. */
    static void quote(StringBuilder out, String text, String name) {
        out.append('"');
        int plain = plainEnd(text);
        if (plain == text.length()) {
            out.append(text); // most texts, and much faster as a whole
        } else {
            requireSound(name, text);
            quoteFrom(out, text, plain);
        }
        out.append('"');
    }

    private static void quoteFrom(StringBuilder out, String text, int firstUnusual) {
        out.append(text, 0, firstUnusual);
        for (int i = firstUnusual; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                escape(out, c);
            } else {
                out.append(c);
            }
        }
    }

    /** Returns the index of the first character that has to be escaped, or is of a surrogate pair, or the length. */
    private static int plainEnd(String text) {
        int i = 0;
        while (i < text.length() && isPlain(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default ->
                out.append("\\u00")
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
        }
    }
}
