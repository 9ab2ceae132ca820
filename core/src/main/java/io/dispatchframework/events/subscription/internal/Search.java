package io.dispatchframework.events.subscription.internal;

/** The event that is looked for and what was found for it so far: scratch memory, used by one thread at a time. */
final class Search {

    final Words sourceType;
    final Words eventType;
    final Places places = new Places();
    /** The event's hash for each shape that is asked. */
    final int[] hashes = new int[Shapes.MOST];
    /** Kept only so that reading ahead is not optimized away. */
    int touched;
    /** How many nodes of the tree this search came to, or patterns there it compared: what tests bound. */
    int steps;

    private final Merges merges;
    private Match found = Match.NONE;

    Search(WordKeys sourceKeys, WordKeys eventKeys, Merges merges) {
        sourceType = new Words(sourceKeys);
        eventType = new Words(eventKeys);
        this.merges = merges;
    }

    void start(String newSourceType, String newEventType) {
        sourceType.set(newSourceType);
        eventType.set(newEventType);
        found = Match.NONE;
        steps = 0;
    }

    void add(Match more) {
        found = found == Match.NONE ? more : merges.merge(found, more);
    }

    /** Returns what was found, and forgets it and the event. */
    Match end() {
        Match result = found;
        found = Match.NONE;
        sourceType.clear();
        eventType.clear();
        return result;
    }
}
