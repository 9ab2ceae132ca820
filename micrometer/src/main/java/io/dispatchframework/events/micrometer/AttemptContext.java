package io.dispatchframework.events.micrometer;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionCall;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.Objects;

/**
 * What an observation knows of an attempt; a host's own {@code GlobalObservationConvention} or handler may ask it.
 *
 * <p>It is a receiver's context: the event is the carrier, and its extensions hold the trace that it was emitted in.
 *
 * @since 0.1
 */
public final class AttemptContext extends ReceiverContext<CloudEvent> {

    private final FunctionCall call;
    private volatile Outcome outcome = Outcome.UNKNOWN;

    AttemptContext(FunctionCall call) {
        super(TraceExtensions::get, Kind.CONSUMER);
        this.call = call;
        setCarrier(call.event());
    }

    /**
     * Returns the attempt.
     *
     * @return the call of the function
     */
    public FunctionCall call() {
        return call;
    }

    /**
     * Tells how the attempt has ended.
     *
     * @return the outcome, {@link Outcome#UNKNOWN} as long as the function runs
     */
    public Outcome outcome() {
        return outcome;
    }

    void end(Outcome end) {
        outcome = Objects.requireNonNull(end, "end");
    }

    /** How one attempt ended, whatever becomes of the delivery. */
    public enum Outcome {
        /** The function is running. */
        UNKNOWN("unknown"),
        /** The function has done its work, perhaps after its time-out. */
        SUCCESS("success"),
        /** The function failed in a way worth retrying, or was cancelled when its time was over. */
        FAILURE("failure"),
        /** The function failed for good. */
        PERMANENT_FAILURE("permanent-failure");

        private final String tag;

        Outcome(String tag) {
            this.tag = tag;
        }

        String tag() {
            return tag;
        }
    }
}
