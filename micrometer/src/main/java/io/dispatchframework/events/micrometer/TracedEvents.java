package io.dispatchframework.events.micrometer;

import io.dispatchframework.events.event.CloudEvent;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts the trace of the calling thread into events, so that the functions that they reach belong to it.
 *
 * <p>The trace travels in the event's extensions {@code traceparent} and {@code tracestate} (W3C Trace Context), through JSON
 * and to other processes too; {@link ObservedFunctionInvoker} takes it up. It works with any registry that has a
 * {@code PropagatingSenderTracingObservationHandler} of micrometer-tracing, as that of Spring Boot has.
 *
 * @since 0.1
 */
public final class TracedEvents {

    private static final String NAME = Names.PREFIX + "publish";

    private TracedEvents() {}

    /**
     * Puts the current trace into an event that is about to be emitted, in a span of its own, of the kind producer.
     *
     * <p>Without a current trace one begins. An event that brings a {@code traceparent} along keeps it: it tells where the
     * event comes from. Where nothing traces, the event stays as it is.
     *
     * @param event the event
     * @param registry who observes
     * @return the event with the trace, or the same event
     */
    public static CloudEvent withCurrentTrace(CloudEvent event, ObservationRegistry registry) {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(registry, "registry");
        return event.extensions().containsKey(TraceExtensions.TRACEPARENT) ? event : traced(event, null, registry);
    }

    /** Puts the trace of an attempt into an event that its function emits. */
    static CloudEvent withTraceOf(
            Observation attempt, CloudEvent cause, CloudEvent event, ObservationRegistry registry) {
        Object own = event.extensions().get(TraceExtensions.TRACEPARENT);
        // A function may make the new event of the one that it got, and so take the trace over unawares.
        boolean takenOver = own != null && own.equals(cause.extensions().get(TraceExtensions.TRACEPARENT));
        return own == null || takenOver ? traced(event, attempt, registry) : event;
    }

    private static CloudEvent traced(CloudEvent event, @Nullable Observation parent, ObservationRegistry registry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        SenderContext<Map<String, Object>> context = new SenderContext<>(
                (carrier, field, value) -> TraceExtensions.put(Objects.requireNonNull(carrier), field, value),
                Kind.PRODUCER);
        context.setCarrier(fields);
        Observation observation = Observation.createNotStarted(NAME, () -> context, registry)
                .contextualName("publish event")
                .highCardinalityKeyValue("dispatch.event.id", event.eventId());
        if (parent != null) {
            observation.parentObservation(parent);
        }
        observation.start().stop();
        return TraceExtensions.with(event, fields);
    }
}
