package io.dispatchframework.events.driver;

import io.dispatchframework.events.time.TimeSource;
import java.util.concurrent.ThreadFactory;

/** A driver's context in which nothing goes on: no thread starts, and whoever asks for what it has not fails the test. */
class IdleContext implements DriverContext {

    private final DriverSettings settings;

    IdleContext(DriverSettings settings) {
        this.settings = settings;
    }

    @Override
    public String driverName() {
        return "d";
    }

    @Override
    public String typeName() {
        return "t";
    }

    @Override
    public DriverSettings settings() {
        return settings;
    }

    @Override
    public EventSink sink() {
        throw new AssertionError("nothing is to be emitted");
    }

    @Override
    public TimeSource time() {
        return TimeSource.system();
    }

    @Override
    public void run(String name, Work work) {
        // nobody works
    }

    @Override
    public ThreadFactory threads() {
        throw new AssertionError("no thread is to be made");
    }

    @Override
    public void failed(Throwable why) {
        throw new AssertionError(why);
    }

    @Override
    public void degraded(String reason) {
        // nobody asks
    }

    @Override
    public void healthy() {
        // nobody asks
    }
}
