package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.benchmarks.MatchScenario.Event;
import io.dispatchframework.events.benchmarks.MatchScenario.Traffic;

/**
 * The events that are matched, block by block and over and over, the same for every contender.
 *
 * <p>Each contender goes through all of them by itself: if they shared the way, what one takes would be left out for the others,
 * and routes would come again to them before all others have come.
 */
final class MatchTraffic {

    /** How many events there are in a block; a divisor of the number of events. */
    static final int BLOCK = 256;

    private final Event[] events;
    private final boolean isNew;
    private final Event[] block = new Event[BLOCK];
    private final int[] firsts;
    private int first;

    MatchTraffic(MatchScenario scenario, Traffic traffic, int contenders) {
        events = scenario.events(traffic);
        isNew = traffic == Traffic.NEW;
        firsts = new int[contenders];
    }

    Event[] events() {
        return events;
    }

    /** Makes a contender's next block. */
    void next(int contender) {
        first = firsts[contender];
        firsts[contender] = (first + BLOCK) & (events.length - 1);
        for (int i = 0; i < BLOCK; i++) {
            Event event = events[first + i];
            block[i] = isNew ? event.copy() : event;
        }
    }

    /** Returns the block. */
    Event[] block() {
        return block;
    }

    /** Returns the number of the first event of the block. */
    int first() {
        return first;
    }
}
