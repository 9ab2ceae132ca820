package io.dispatchframework.events.event;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The names that events of a format have: its own, and others that were met before, so that a name which stands in every
 * event is made, hashed and judged once.
 *
 * <p>After a name there mostly comes the one that came after it the last time, whatever order a producer has. So that one
 * can be asked for, and be compared, before a name is looked for.
 *
 * <p>Shared between threads without locking: what a name is never changes, and one that is lost to another is made again.
 *
 * @param <M> the members that the format has by name
 */
final class KnownNames<M extends EventMember> {

    /** Longer names are not kept. */
    static final int LONGEST = 64;

    /** How many places other names have, a power of two; two names of the same place keep replacing each other. */
    private static final int PLACES = 64;

    private final Predicate<String> usual;

    /** The format's own names, in the order of the specification, and behind these the places of the others. */
    private final @Nullable KnownName<M>[] names;

    private final int members;

    private final KnownName<M> start = new KnownName<>("", null, false, -1, 0);

    /**
     * Starts with the format's own names.
     *
     * @param usual tells for any other name whether it is a usual one for an extension that stands among the attributes
     */
    KnownNames(M[] members, Predicate<String> usual) {
        @SuppressWarnings("unchecked") // there is no other way to make a generic array
        KnownName<M>[] places = (KnownName<M>[]) new KnownName<?>[members.length + PLACES];
        for (int i = 0; i < members.length; i++) {
            places[i] = new KnownName<>(members[i].jsonName(), members[i], false, i, (i + 1) % members.length);
        }
        this.names = places;
        this.members = members.length;
        this.usual = usual;
    }

    /** Returns what stands for the name before the first. */
    KnownName<M> start() {
        return start;
    }

    /** Returns the name that is to be expected behind another one, {@code null} if there is none. */
    @Nullable
    KnownName<M> expectedAfter(KnownName<M> before) {
        return names[before.next()];
    }

    /** Returns the name that some ASCII is, which is no longer than {@link #LONGEST}, to be expected there from now on. */
    KnownName<M> after(KnownName<M> before, byte[] bytes, int from, int to) {
        int place = place(bytes, from, to);
        KnownName<M> name = names[place];
        if (name == null || !name.is(bytes, from, to)) {
            String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
            name = new KnownName<>(text, null, usual.test(text), place, 0);
            names[place] = name;
        }
        before.setNext(place);
        return name;
    }

    private int place(byte[] bytes, int from, int to) {
        for (int i = 0; i < members; i++) {
            KnownName<M> member = names[i];
            if (member != null && member.is(bytes, from, to)) {
                return i;
            }
        }
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        return members + (hash & (PLACES - 1));
    }
}
