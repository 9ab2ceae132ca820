package io.dispatchframework.events.subscription.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of the patterns that are stored, each with its table: a search asks those that fit the event's number of
 * words, whatever the number of subscriptions.
 *
 * <p>Their number is bounded, since each costs a look-up; patterns that find no place here go to the {@link PatternTrie}.
 */
final class Shapes {

    /** The most shapes that one event may have to ask. */
    static final int MOST = 64;

    /** With no more shapes than this, a look at the filter costs more than the look at the table that it may spare. */
    private static final int FEW = 2;

    /** Events with as many words or more share a list of shapes. */
    private static final int LONGEST = 16;

    private final Map<Key, Shape> byKey = new HashMap<>();
    /** For each number of words in an event type, what it may match; replaced, never changed. */
    private volatile Shape[][] byWords = group();

    /**
     * Asks the shapes twice: first only for where they would look, which is memory that is far away; the processor
     * fetches all of it at once as long as nothing depends on what it finds there. Most shapes say before that they have nothing.
     */
    void find(Search search) {
        Shape[] shapes = byWords[Math.min(search.eventType.count(), LONGEST)];
        int[] hashes = search.hashes;
        boolean many = shapes.length > FEW;
        int touched = 0;
        for (int i = 0; i < shapes.length; i++) {
            Shape shape = shapes[i];
            int hash = shape.fits(search) ? shape.hash(search.sourceType, search.eventType) : HashTable.NONE;
            if (hash == HashTable.NONE || (many && !shape.mayHave(hash))) {
                hashes[i] = HashTable.NONE;
            } else {
                touched += shape.touch(hash);
                hashes[i] = hash;
            }
        }
        search.touched = touched;
        for (int i = 0; i < shapes.length; i++) {
            if (hashes[i] != HashTable.NONE) {
                shapes[i].find(hashes[i], search);
            }
        }
    }

    /** Adds a subscription; tells whether there is a place for its patterns here. */
    boolean add(IndexedSubscription subscription, Words sourcePattern, Words eventPattern) {
        Key key = Key.of(sourcePattern, eventPattern);
        if (key == null) {
            return false;
        }
        Shape shape = byKey.get(key);
        if (shape == null) {
            if (byKey.size() == MOST) {
                return false;
            }
            shape = new Shape(key.source, key.event);
            shape.add(subscription, sourcePattern, eventPattern);
            byKey.put(key, shape);
            byWords = group();
        } else {
            shape.add(subscription, sourcePattern, eventPattern);
        }
        return true;
    }

    /** Goes over to the strings of patterns, where they have a place here. */
    void renew(Words sourcePattern, Words eventPattern) {
        Key key = Key.of(sourcePattern, eventPattern);
        Shape shape = key == null ? null : byKey.get(key);
        if (shape != null) {
            shape.renew(sourcePattern, eventPattern);
        }
    }

    /** Takes a subscription out; tells whether it was here. */
    boolean remove(IndexedSubscription subscription, Words sourcePattern, Words eventPattern) {
        Key key = Key.of(sourcePattern, eventPattern);
        Shape shape = key == null ? null : byKey.get(key);
        if (shape == null || !shape.remove(subscription, sourcePattern, eventPattern)) {
            return false;
        }
        if (shape.isEmpty()) {
            byKey.remove(key);
            byWords = group();
        }
        return true;
    }

    private Shape[][] group() {
        Shape[][] groups = new Shape[LONGEST + 1][];
        Shape[] all = byKey.values().toArray(Shape[]::new);
        for (int words = 0; words < LONGEST; words++) {
            Shape[] fitting = new Shape[all.length];
            int count = 0;
            for (Shape shape : all) {
                if (shape.fitsEventTypeOf(words)) {
                    fitting[count++] = shape;
                }
            }
            groups[words] = Arrays.copyOf(fitting, count);
        }
        groups[LONGEST] = all;
        return groups;
    }

    private record Key(PartShape source, PartShape event) {

        static @Nullable Key of(Words sourcePattern, Words eventPattern) {
            PartShape source = PartShape.of(sourcePattern);
            PartShape event = PartShape.of(eventPattern);
            return source == null || event == null ? null : new Key(source, event);
        }
    }
}
