package io.dispatchframework.events.driver.internal;

import io.dispatchframework.events.driver.Acceptance;
import java.util.concurrent.atomic.LongAdder;

/** How many events of a driver were taken, and how many not. */
record Counts(LongAdder accepted, LongAdder refused, LongAdder invalid) {

    Counts() {
        this(new LongAdder(), new LongAdder(), new LongAdder());
    }

    void count(Acceptance answer, int events) {
        if (answer instanceof Acceptance.Accepted) {
            accepted.add(events);
        } else if (answer instanceof Acceptance.Refused) {
            refused.add(events);
        } else if (answer instanceof Acceptance.Invalid) {
            invalid.increment(); // what else was in the batch may be valid
        }
    }
}
