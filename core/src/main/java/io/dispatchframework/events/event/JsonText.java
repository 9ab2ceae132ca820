package io.dispatchframework.events.event;

import java.nio.charset.StandardCharsets;

/** JSON that was given as text, made bytes. */
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
}
