package io.dispatchframework.events.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names that were met before, so that a name which stands in every event is made, and hashed, once.
 *
 * <p>Shared between threads without locking: an entry never changes, and one that is lost to another is made again.
 */
final class KnownNames {

    static final int LONGEST = 64;

    /** How many places there are, a power of two; two names of the same place keep replacing each other. */
    private static final int PLACES = 64;

    private static final class Known {

        private final byte[] ascii;
        private final String name;

        Known(byte[] ascii) {
            this.ascii = ascii;
            this.name = new String(ascii, StandardCharsets.ISO_8859_1);
        }
    }

    private final @Nullable Known[] places = new Known[PLACES];

    /** Returns the name that some ASCII is, which is no longer than {@link #LONGEST}. */
    String get(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        int place = hash & (PLACES - 1);
        Known known = places[place];
        if (known == null || !Arrays.equals(known.ascii, 0, known.ascii.length, bytes, from, to)) {
            known = new Known(Arrays.copyOfRange(bytes, from, to));
            places[place] = known;
        }
        return known.name;
    }
}
