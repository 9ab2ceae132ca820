package io.dispatchframework.events.examples.job;

import io.dispatchframework.events.Emission;
import io.dispatchframework.events.event.InvalidEventException;
import io.dispatchframework.events.event.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** What came of reading on: one step after another, in the order of the input. */
sealed interface Step {

    /** An event was emitted; its deliveries are under way. */
    record Emitted(long line, Emission emission) implements Step {}

    /** An event was read, and refused. */
    record Invalid(long line, long column, InvalidEventException refusal) implements Step {}

    /** Something was read that is no event. */
    record Malformed(MalformedJsonException fault) implements Step {}

    /** There are no more steps: the input has ended, or failed. */
    record End(@Nullable Throwable failure) implements Step {}
}
