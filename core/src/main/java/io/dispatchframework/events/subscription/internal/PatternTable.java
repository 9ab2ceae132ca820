package io.dispatchframework.events.subscription.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HashTable} of pairs of patterns, each with the subscriptions that have both.
 *
 * <p>The patterns stand in the table, not in what is found under them, so the processor fetches both of them at once, mostly; and
 * with those who have them in one array, since a reference that is written into old memory is dear: the collector looks
 * through all that stands around it. What stands at one place is written piece by piece, so a reader beside the writer may see
 * pieces of two entries, and comparing does not tell; {@link SubscriptionIndex} says why that is put right.
 *
 * <p>A small table has a filter: two bits for each hash, all in one word for the places of eight. It tells of most hashes
 * that they are not here, and is near to the processor where the table is far away. Bits are never taken back; but who comes
 * takes a free place sooner or later, and so the table is made anew before many have come.
 */
final class PatternTable extends HashTable<PatternTable> {

    /** The largest capacity with a filter, of 256 KB then; larger filters would drive one another out of the cache. */
    private static final int MOST_FILTERED = 1 << 18;

    private static final int PLACES_OF_WORD = 8;

    /** No pattern in any table. */
    @SuppressWarnings("StringOperationCanBeSimplified")
    private static final String NO_PATTERN = new String("");

    /** How many references stand at a place: the source type's pattern, the event type's, and who has both. */
    private static final int WIDTH = 3;

    private static final int EVENT_AT = 1;
    private static final int MATCH_AT = 2;

    private final @Nullable Object[] entries;
    private final long[] filter;

    PatternTable() {
        this(SMALLEST);
    }

    private PatternTable(int capacity) {
        super(capacity);
        entries = new @Nullable Object[WIDTH * capacity];
        filter = new long[capacity <= MOST_FILTERED ? capacity / PLACES_OF_WORD + 1 : 0];
    }

    /** Tells whether there can be something under a hash; {@code true} where there is no filter. */
    boolean mayHave(int hash) {
        if (filter.length == 0) {
            return true;
        }
        long bits = bits(hash);
        return (filter[home(hash) / PLACES_OF_WORD] & bits) == bits;
    }

    /** Takes the lowest bits, as the place comes from the highest. */
    private static long bits(int hash) {
        return 1L << hash | 1L << (hash >>> 6);
    }

    /**
     * Reads what a look under a hash will read first, so that it is in the processor's cache by then.
     *
     * <p>Nobody stores what is compared with here, so that the processor can go on before it knows; were it asked whether there
     * is an entry, it would guess wrongly every other time, and find out only when the memory has answered.
     */
    @SuppressWarnings("ReferenceEquality")
    int touch(int hash) {
        int home = home(hash);
        return hashAt(home) + (entries[WIDTH * home] == NO_PATTERN ? 0 : 1);
    }

    /** Returns a pattern of source types; {@code null} if the entry has left, or is not quite there yet. */
    @Nullable
    String sourcePattern(int at) {
        return (String) entries[WIDTH * at];
    }

    /** Returns a pattern of event types; {@code null} if the entry has left, or is not quite there yet. */
    @Nullable
    String eventPattern(int at) {
        return (String) entries[WIDTH * at + EVENT_AT];
    }

    /** Returns who has the patterns; {@code null} if the entry has left, or is not quite there yet. */
    @Nullable
    Match match(int at) {
        return (Match) entries[WIDTH * at + MATCH_AT];
    }

    /** Goes over to other strings of the same patterns, and lets the old ones go. */
    void replace(int at, String sourcePattern, String eventPattern) {
        entries[WIDTH * at] = sourcePattern;
        entries[WIDTH * at + EVENT_AT] = eventPattern;
    }

    /** Replaces those who have the patterns. */
    void replace(int at, Match match) {
        entries[WIDTH * at + MATCH_AT] = match;
    }

    /** Adds an entry; returns the table to use from now on. */
    PatternTable with(int hash, String sourcePattern, String eventPattern, Match match) {
        PatternTable table = isFull() ? resized() : this;
        table.insert(hash, sourcePattern, eventPattern, match);
        return table;
    }

    /** Takes an entry out; returns the table to use from now on. */
    PatternTable without(int at) {
        Arrays.fill(entries, WIDTH * at, WIDTH * (at + 1), null);
        leave(at);
        return isWide() ? resized() : this;
    }

    private void insert(
            int hash, @Nullable Object sourcePattern, @Nullable Object eventPattern, @Nullable Object match) {
        int at = place(hash);
        if (filter.length > 0) {
            filter[home(hash) / PLACES_OF_WORD] |= bits(hash);
        }
        entries[WIDTH * at] = sourcePattern;
        entries[WIDTH * at + EVENT_AT] = eventPattern;
        entries[WIDTH * at + MATCH_AT] = match;
        take(at, hash);
    }

    @Override
    PatternTable empty(int capacity) {
        return new PatternTable(capacity);
    }

    @Override
    void copy(int at, PatternTable to) {
        int first = WIDTH * at;
        to.insert(hashAt(at), entries[first], entries[first + EVENT_AT], entries[first + MATCH_AT]);
    }
}
