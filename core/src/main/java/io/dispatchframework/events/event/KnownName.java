package io.dispatchframework.events.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A name in ASCII, without escapes, and what its format makes of it; see {@link KnownNames}.
 *
 * @param <M> the members that the format has by name
 */
final class KnownName<M extends EventMember> {

    private final byte[] quoted;
    private final String text;
    private final @Nullable M member;
    private final boolean usual;
    private final int place;

    /** The place of the name that came next the last time: threads may overwrite it, as it is no more than a guess. */
    private int next;

    KnownName(String text, @Nullable M member, boolean usual, int place, int next) {
        this.quoted = (text + '"').getBytes(StandardCharsets.US_ASCII);
        this.text = text;
        this.member = member;
        this.usual = usual;
        this.place = place;
        this.next = next;
    }

    /** Returns the name as it stands in JSON behind its first quote, with the last one; not to be changed. */
    byte[] quoted() {
        return quoted;
    }

    String text() {
        return text;
    }

    /** Returns the member that the format has by this name. */
    @Nullable
    M member() {
        return member;
    }

    /** Tells whether it is a usual name for an extension that stands among the attributes. */
    boolean isUsual() {
        return usual;
    }

    /** Returns its place among the known names, which begin with the format's own. */
    int place() {
        return place;
    }

    boolean is(byte[] bytes, int from, int to) {
        int length = text.length();
        return to - from == length && Arrays.equals(quoted, 0, length, bytes, from, to);
    }

    int next() {
        return next;
    }

    void setNext(int place) {
        next = place;
    }
}
