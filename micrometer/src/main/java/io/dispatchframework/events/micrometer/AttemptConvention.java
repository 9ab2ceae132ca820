package io.dispatchframework.events.micrometer;

import io.dispatchframework.events.function.FunctionCall;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** What an observation of an attempt is called, and which key values it has: the bounded ones become tags of meters. */
final class AttemptConvention implements ObservationConvention<AttemptContext> {

    private final Target.Bounds bounds = new Target.Bounds();

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof AttemptContext;
    }

    @Override
    public String getName() {
        return Names.PREFIX + "attempt";
    }

    @Override
    public String getContextualName(AttemptContext context) {
        FunctionCall call = context.call();
        return "process "
                + bounds.of(call.functionName(), call.subscriptionName()).function();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(AttemptContext context) {
        FunctionCall call = context.call();
        Target target = bounds.of(call.functionName(), call.subscriptionName());
        return KeyValues.of(
                Names.FUNCTION, target.function(),
                Names.OUTCOME, context.outcome().tag(),
                Names.SUBSCRIPTION, target.subscription());
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(AttemptContext context) {
        FunctionCall call = context.call();
        return KeyValues.of(
                "dispatch.attempt", Integer.toString(call.attempt()),
                "dispatch.event.id", call.event().eventId(),
                "dispatch.event.type", call.event().eventType());
    }
}
