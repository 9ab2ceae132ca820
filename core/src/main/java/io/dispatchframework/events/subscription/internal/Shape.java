package io.dispatchframework.events.subscription.internal;

/**
 * All subscriptions whose two patterns have the same shapes, in a table by the hash of their literal words.
 *
 * <p>An entry is the subscription itself, or a {@link Posting} where several have the same patterns.
 */
final class Shape extends TableOwner {

    private final PartShape sourceShape;
    private final PartShape eventShape;

    Shape(PartShape sourceShape, PartShape eventShape) {
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

    int touch(int hash) {
        return table().touch(hash);
    }

    boolean isEmpty() {
        return table().size() == 0;
    }

    /** Adds to a search what matches; the event fits and has this hash. */
    void find(int hash, Search search) {
        HashTable places = table();
        for (int at = places.first(hash); at >= 0; at = places.next(hash, at)) {
            Object entry = places.entry(at);
            if (entry instanceof IndexedSubscription single) {
                if (matches(single.sourcePattern(), single.eventPattern(), search)) {
                    search.add(single);
                }
            } else if (entry instanceof Posting posting && matches(posting.sourceType, posting.eventType, search)) {
                search.add(posting.subscriptions);
            }
        }
    }

    private boolean matches(String sourcePattern, String eventPattern, Search search) {
        return eventShape.matches(eventPattern, search.eventType.text())
                && sourceShape.matches(sourcePattern, search.sourceType.text());
    }

    void add(IndexedSubscription subscription, Words sourcePattern, Words eventPattern) {
        int hash = hash(sourcePattern, eventPattern);
        String source = sourcePattern.text();
        String event = eventPattern.text();
        HashTable table = table();
        for (int at = table.first(hash); at >= 0; at = table.next(hash, at)) {
            Object entry = table.entry(at);
            if (entry instanceof IndexedSubscription single) {
                if (single.eventPattern().equals(event)
                        && single.sourcePattern().equals(source)) {
                    table.replace(at, new Posting(source, event, single.with(subscription)));
                    return;
                }
            } else if (entry instanceof Posting posting && posting.isFor(source, event)) {
                table.replace(at, new Posting(source, event, posting.subscriptions.with(subscription)));
                return;
            }
        }
        use(table.with(hash, subscription));
    }

    /** Takes a subscription out; tells whether it was here. */
    boolean remove(IndexedSubscription subscription, Words sourcePattern, Words eventPattern) {
        int hash = hash(sourcePattern, eventPattern);
        HashTable table = table();
        for (int at = table.first(hash); at >= 0; at = table.next(hash, at)) {
            Object entry = table.entry(at);
            if (entry == subscription) {
                use(table.without(at));
                return true;
            }
            if (entry instanceof Posting posting && posting.isFor(sourcePattern.text(), eventPattern.text())) {
                Match rest = posting.subscriptions.without(subscription);
                if (rest == posting.subscriptions) {
                    return false;
                }
                table.replace(
                        at, rest.size() == 1 ? rest.get(0) : new Posting(posting.sourceType, posting.eventType, rest));
                return true;
            }
        }
        return false;
    }

    /** The subscriptions that have the same two patterns, where there are several. */
    private record Posting(String sourceType, String eventType, Match subscriptions) {

        boolean isFor(String source, String event) {
            return eventType.equals(event) && sourceType.equals(source);
        }
    }
}
