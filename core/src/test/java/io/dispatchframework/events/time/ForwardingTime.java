package io.dispatchframework.events.time;

import java.time.Duration;
import java.time.Instant;

/** A time that is another's, for tests to override what is to be different. */
public class ForwardingTime implements TimeSource {

    private final TimeSource time;

    public ForwardingTime(TimeSource time) {
        this.time = time;
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return time.schedule(delay, task);
    }
}
