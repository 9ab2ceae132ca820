package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.Text;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text made bytes: JSON that was given as text, and text that is to be written. */
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
}
