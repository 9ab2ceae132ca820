package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;

/** All subscriptions whose two patterns have the same shapes, in a table by the hash of their literal words. */
final class Shape extends TableOwner<PatternTable> {

    private final PartShape sourceShape;
    private final PartShape eventShape;
    /** Kept only so that reading ahead is not optimized away. */
    int touched;

    Shape(PartShape sourceShape, PartShape eventShape) {
        super(new PatternTable());
        this.sourceShape = sourceShape;
        this.eventShape = eventShape;
    }

    boolean fitsEventTypeOf(int words) {
        return eventShape.fits(words);
    }

    boolean fits(Search search) {
        return sourceShape.fits(search.sourceType.count()) && eventShape.fits(search.eventType.count());
    }

    int hash(Words sourceType, Words eventType) {
        return HashTable.hash(sourceShape.hash(sourceType) + eventShape.hash(eventType));
    }

    boolean mayHave(int hash) {
        return table().mayHave(hash);
    }

    int touch(int hash) {
        return table().touch(hash);
    }

    boolean isEmpty() {
        return table().size() == 0;
    }

    /** Adds to a search what matches; the event fits and has this hash. */
    void find(int hash, Search search) {
        PatternTable places = table();
        for (int at = places.first(hash); at >= 0; at = places.next(hash, at)) {
            String source = places.sourcePattern(at);
            String event = places.eventPattern(at);
            Match match = places.match(at);
            if (source != null && event != null && match != null && matches(source, event, search)) {
                search.add(match);
            }
        }
    }

    private boolean matches(String sourcePattern, String eventPattern, Search search) {
        return eventShape.matches(eventPattern, search.eventType.text())
                && sourceShape.matches(sourcePattern, search.sourceType.text());
    }

    void add(IndexedSubscription subscription, Words sourcePattern, Words eventPattern) {
        int hash = hash(sourcePattern, eventPattern);
        PatternTable table = table();
        touched = table.touch(hash);
        int at = placeOf(hash, sourcePattern, eventPattern);
        Match others = at < 0 ? null : table.match(at);
        if (others == null) {
            use(table.with(hash, sourcePattern.text(), eventPattern.text(), subscription));
        } else {
            table.replace(at, others.with(subscription));
        }
    }

    /** Goes over to the strings of patterns that are here. */
    void renew(Words sourcePattern, Words eventPattern) {
        PatternTable table = table();
        int at = placeOf(hash(sourcePattern, eventPattern), sourcePattern, eventPattern);
        Match all = at < 0 ? null : table.match(at);
        if (all != null) {
            table.replace(at, sourcePattern.text(), eventPattern.text());
        }
    }

    /** Takes a subscription out; tells whether it was here. */
    boolean remove(IndexedSubscription subscription, Words sourcePattern, Words eventPattern) {
        PatternTable table = table();
        int at = placeOf(hash(sourcePattern, eventPattern), sourcePattern, eventPattern);
        Match all = at < 0 ? null : table.match(at);
        Match rest = all == null ? null : all.without(subscription);
        if (all == null || rest == null || rest.size() == all.size()) {
            return false;
        }
        if (rest.isEmpty()) {
            use(table.without(at));
        } else {
            Subscription stays = rest.get(0).newest();
            table.replace(at, stays.sourceType(), stays.eventType());
            table.replace(at, rest);
        }
        return true;
    }

    /** Returns where patterns stand in the table, -1 if they do not. */
    private int placeOf(int hash, Words sourcePattern, Words eventPattern) {
        PatternTable table = table();
        int at = table.first(hash);
        while (at >= 0
                && !(eventPattern.text().equals(table.eventPattern(at))
                        && sourcePattern.text().equals(table.sourcePattern(at)))) {
            at = table.next(hash, at);
        }
        return at;
    }
}
