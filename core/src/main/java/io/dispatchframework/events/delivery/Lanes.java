package io.dispatchframework.events.delivery;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who stands in line behind whom.
 *
 * <p>A lane is a chain of places. The first has its turn: its attempt is in the dispatcher's hands, and leads to all others.
 * The last is in the map, as long as there is one: who joins takes its place there, and then appends itself to it. Between
 * these two steps the turn of that last one may end. Then it leaves a mark in place of the one that it knows is coming, who
 * finds the mark, and with it that the turn is his own. So nobody waits for anybody, and a lane that has a next does not
 * touch the map when it goes on.
 */
final class Lanes {

    private final ConcurrentHashMap<String, LanePlace> lastOf = new ConcurrentHashMap<>();

    /** Puts a place at the end of its lane; returns whether it is the first, whose turn it is. */
    boolean join(LanePlace place) {
        LanePlace before = lastOf.put(place.lane(), place);
        return before == null || !before.append(place);
    }

    /**
     * Ends the turn of a place.
     *
     * @return whose turn it is now: to be handed on, and then the place {@linkplain LanePlace#leave left}; {@code null} if
     *     there is none, or one that comes this moment and finds it out by itself
     */
    @Nullable
    MemoryAttempt next(LanePlace place) {
        MemoryAttempt next = place.next();
        if (next != null || lastOf.remove(place.lane(), place)) {
            return next;
        }
        return place.leaveUnlessFollowed();
    }

    /** Returns how many lanes there are: what tests look at. */
    int size() {
        return lastOf.size();
    }

    /** Forgets all lanes, when nobody can join or go on any more. */
    void clear() {
        lastOf.clear();
    }
}
