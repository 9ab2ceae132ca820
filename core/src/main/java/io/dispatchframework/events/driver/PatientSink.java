package io.dispatchframework.events.driver;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** The sink for sources that can wait: an event that was refused is offered again, after the wait that was asked for. */
final class PatientSink {

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(10);
    private static final Duration WAIT_IF_UNKNOWN = Duration.ofSeconds(1);

    private final DriverContext context;
    private final DriverNotes notes;

    PatientSink(DriverContext context, DriverNotes notes) {
        this.context = context;
        this.notes = notes;
    }

    /**
     * Emits an event.
     *
     * @return {@link Acceptance.Accepted} or {@link Acceptance.Invalid}
     * @throws InterruptedException if the driver is to stop, or its sink is closed already
     */
    Acceptance emit(CloudEvent event) throws InterruptedException {
        while (true) {
            Acceptance answer = context.sink().emit(event);
            if (answer instanceof Acceptance.Refused refused) {
                notes.set(DriverNotes.ROOM, "events wait, since one was refused: " + refused.reason());
                Duration wait = refused.retryAfter() == null ? WAIT_IF_UNKNOWN : refused.retryAfter();
                pause(context.time(), wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait);
            } else if (answer instanceof Acceptance.Closed) {
                throw new InterruptedException("the sink is closed");
            } else {
                notes.set(DriverNotes.ROOM, "");
                return answer;
            }
        }
    }

    /** Waits by the manager's time. */
    static void pause(TimeSource time, Duration wait) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        TimeSource.Timer timer = time.schedule(wait, over::countDown);
        try {
            over.await();
        } finally {
            timer.cancel();
        }
    }

    /** Says what is wrong with an event, for a note. */
    static String faults(Acceptance.Invalid invalid) {
        return invalid.violations().stream().map(Violation::message).collect(Collectors.joining("; "));
    }
}
