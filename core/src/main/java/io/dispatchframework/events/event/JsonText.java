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

    /** Writes text as a JSON string, as Jackson would; {@code name} is for the message if there is half of a pair. */
    static void quote(StringBuilder out, String text, String name) {
        requireSound(name, text);
        out.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, written, i);
                escape(out, c);
                written = i + 1;
            }
        }
        out.append(text, written, text.length()).append('"');
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
