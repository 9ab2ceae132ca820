package io.dispatchframework.events.drivers;

import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.RunningDriver;
import io.dispatchframework.events.driver.SettingSpec;
import io.dispatchframework.events.driver.SettingSpec.Kind;
import io.dispatchframework.events.event.Violation;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.FlightRecorder;

/**
 * The implementation of {@code jfr}: what this JVM's own flight recorder tells, such as pauses of the garbage collector,
 * thrown exceptions and parked threads, as events.
 *
 * <p>The event type is the recorder's name for the event, such as {@code jdk.GarbageCollection}, with {@code _} for
 * characters that an event type cannot have. The time is when it began. The payload is JSON: the fields of the event by
 * their names; times as RFC 3339, durations as ISO 8601, threads and classes by their names, text cut off after 1,000
 * characters. Stack traces are not recorded. Events come up to some seconds late, since the recorder buffers them.
 *
 * <p>Settings:
 * <ul>
 *   <li>{@code events}: the names of events, parted by commas, each with what the recorder is to be set to behind it:
 *       {@code threshold}, below which a duration is not told, and {@code period}, after which a sample is taken again;
 *       as in {@code jdk.CPULoad period=10s, jdk.ThreadPark threshold=20ms}. The units are {@code ns}, {@code us},
 *       {@code ms}, {@code s}, {@code m} and {@code h}. The default is a small set that costs next to nothing.
 *   <li>{@code buffer}: how many events wait for the manager, by default 1,000.
 * </ul>
 *
 * <p><b>Lossy.</b> A recorder cannot wait: while the manager has no room events are buffered, and what finds the buffer
 * full is dropped; the status tells how many were. It is the driver for what may be missed.
 *
 * <p><b>No echo.</b> What the manager's own threads do, those of functions and of drivers among them, is left out: each
 * event would cause the next. Where the manager was given an executor, its threads are known as the manager's only if
 * their names begin with {@code dispatch-}.
 *
 * <p>Immutable, and safe to share between threads.
 *
 * @since 0.1
 */
public final class FlightRecorderDriver implements EventDriverFactory {

    static final String EVENTS = "events";
    static final String BUFFER = "buffer";

    private static final String DEFAULT_EVENTS = "jdk.GarbageCollection, jdk.CPULoad period=10s,"
            + " jdk.JavaMonitorEnter threshold=100ms, jdk.JavaErrorThrow";
    private static final long LARGEST_BUFFER = 1_000_000;

    private FlightRecorderDriver() {}

    /**
     * Makes one.
     *
     * @return the factory, for the event manager's builder
     */
    public static FlightRecorderDriver create() {
        return new FlightRecorderDriver();
    }

    @Override
    public List<SettingSpec> settings() {
        return List.of(
                SettingSpec.of(
                                EVENTS,
                                Kind.TEXT,
                                "names of recorder events, parted by commas, each with threshold=20ms or period=10s behind"
                                        + " it, or not")
                        .withDefault(DEFAULT_EVENTS),
                SettingSpec.of(BUFFER, Kind.INTEGER, "how many events wait for the manager before some are dropped")
                        .withDefault("1000"));
    }

    @Override
    public List<Violation> violations(DriverSettings settings) {
        List<Violation> violations = new ArrayList<>();
        try {
            RecordedType.parse(settings.text(EVENTS));
        } catch (IllegalArgumentException malformed) {
            violations.add(new Violation("settings." + EVENTS, "settings." + EVENTS + " " + malformed.getMessage()));
        }
        long buffer = settings.integer(BUFFER);
        if (buffer < 1 || buffer > LARGEST_BUFFER) {
            violations.add(new Violation(
                    "settings." + BUFFER,
                    "settings." + BUFFER + " must be from 1 to " + LARGEST_BUFFER + ", was " + buffer));
        }
        return violations;
    }

    @Override
    public RunningDriver start(DriverContext context) {
        if (!FlightRecorder.isAvailable()) {
            throw new IllegalStateException("this JVM has no flight recorder");
        }
        Recording recording = new Recording(context);
        recording.start();
        return recording::stop;
    }
}
