package io.dispatchframework.events.driver;

import io.dispatchframework.events.event.CloudEvent;
import java.util.List;

/**
 * Where an event driver puts its events.
 *
 * <p><b>Threads and blocking.</b> Safe to share between threads. Emitting waits for room as long as the manager's engine
 * is patient: that is the back pressure. An interrupt ends the wait, and is kept; whether the events were taken is then
 * unknown, and the answer is an {@link Acceptance.Refused} that {@linkplain Acceptance.Refused#failed() failed}.
 *
 * <p><b>Failure.</b> Methods do not throw for what comes from outside; the answer says what happened. Only {@code null} throws
 * ({@link NullPointerException}). Every answer is counted in {@link DriverStatus}.
 *
 * @since 0.1
 */
public interface EventSink {

    /**
     * Starts an event of this driver: its source type is the name of the driver's type, its source id that of the
     * driver, everything else is as {@link CloudEvent#builder} fills it in.
     *
     * @param eventType what kind of thing has happened
     * @return a builder
     */
    CloudEvent.Builder event(String eventType);

    /**
     * Emits an event.
     *
     * @param event the event, of any source
     * @return what became of it
     */
    default Acceptance emit(CloudEvent event) {
        return emitAll(List.of(event));
    }

    /**
     * Emits several events, all or none.
     *
     * @param events the events, in the order of emission; none at all are accepted
     * @return what became of them
     */
    Acceptance emitAll(List<CloudEvent> events);
}
