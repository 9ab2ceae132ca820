package io.dispatchframework.events.http;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionCall;

/** A call as an invoker gets it. */
record Call(String functionName, CloudEvent event) implements FunctionCall {

    @Override
    public String subscriptionName() {
        return "s";
    }

    @Override
    public String deliveryId() {
        return "delivery-7";
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public void emit(CloudEvent event) {
        throw new UnsupportedOperationException("no invoker emits by itself");
    }
}
