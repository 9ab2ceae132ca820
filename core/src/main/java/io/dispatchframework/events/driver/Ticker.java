package io.dispatchframework.events.driver;

import io.dispatchframework.events.driver.SettingSpec.Kind;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A clock: see {@link EventDriverFactory#ticker()}. */
final class Ticker implements EventDriverFactory {

    private static final String EVERY = "every";
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Override
    public List<SettingSpec> settings() {
        return List.of(SettingSpec.of(
                        EVERY, Kind.DURATION, "the time between two ticks, in seconds or as an ISO-8601 duration")
                .asRequired());
    }

    @Override
    public List<Violation> violations(DriverSettings settings) {
        Duration every = settings.duration(EVERY);
        return every.compareTo(SHORTEST) >= 0 && every.compareTo(LONGEST) <= 0
                ? List.of()
                : List.of(new Violation(
                        "settings." + EVERY,
                        "settings." + EVERY + " must be between " + SHORTEST + " and " + LONGEST + ", was " + every));
    }

    @Override
    public RunningDriver start(DriverContext context) {
        Ticks ticks = new Ticks(context, context.settings().duration(EVERY));
        context.run("ticks", ticks::run);
        return ticks::stop;
    }

    /**
     * The ticks of one run, on a grid of time that begins at its start.
     *
     * <p>The next timer is set when a tick has been emitted, for the next place on the grid that is still to come: a
     * manager that has no room delays one tick and leaves out those that it took the time of.
     */
    private static final class Ticks {

        private final DriverContext context;
        private final TimeSource time;
        private final long everyNanos;
        private final long startNanos;
        private final Instant start;
        private final Semaphore due = new Semaphore(0);
        private TimeSource.@Nullable Timer timer;
        private boolean stopped;

        Ticks(DriverContext context, Duration every) {
            this.context = context;
            time = context.time();
            everyNanos = every.toNanos();
            startNanos = time.nanos();
            start = time.now();
        }

        void run() throws InterruptedException {
            long tick = 1;
            long missed = 0;
            while (true) {
                awaitPlace(tick);
                context.sink().emit(event(tick, missed));
                long next = Math.max(tick, (time.nanos() - startNanos) / everyNanos) + 1;
                missed = next - tick - 1;
                tick = next;
            }
        }

        private void awaitPlace(long tick) throws InterruptedException {
            long wait = startNanos + tick * everyNanos - time.nanos();
            synchronized (this) {
                if (stopped) {
                    throw new InterruptedException();
                }
                timer = time.schedule(Duration.ofNanos(wait), due::release);
            }
            due.acquire();
        }

        private CloudEvent event(long tick, long missed) {
            Instant place = start.plusNanos(tick * everyNanos);
            String data = "{\"tick\":" + tick + ",\"time\":\"" + place + "\",\"missed\":" + missed + "}";
            return context.sink()
                    .event("ticker.tick")
                    .contentType("application/json")
                    .data(data, DataKind.JSON)
                    .build();
        }

        synchronized void stop() {
            stopped = true;
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
