package io.dispatchframework.events.testkit;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionCall;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A call of a function that no manager makes: to test a function by itself.
 *
 * <pre>{@code
 * ManualFunctionCall call = ManualFunctionCall.of(CloudEvent.builder("order.placed").data("{}").build());
 * Object result = charge(call.withAttempt(2));
 * }</pre>
 *
 * <p>Events that the function emits through the call are not validated and get no lineage; they are kept, for the test to
 * look at. No argument may be {@code null}. Safe to share between threads.
 *
 * @since 0.1
 */
public final class ManualFunctionCall implements FunctionCall {

    private final CloudEvent event;
    private final String functionName;
    private final String subscriptionName;
    private final String deliveryId;
    private final int attempt;
    private final List<CloudEvent> emitted = new CopyOnWriteArrayList<>();

    private ManualFunctionCall(
            CloudEvent event, String functionName, String subscriptionName, String deliveryId, int attempt) {
        this.event = Objects.requireNonNull(event, "event");
        this.functionName = Objects.requireNonNull(functionName, "functionName");
        this.subscriptionName = Objects.requireNonNull(subscriptionName, "subscriptionName");
        this.deliveryId = Objects.requireNonNull(deliveryId, "deliveryId");
        this.attempt = attempt;
    }

    /**
     * Makes the first attempt to deliver an event, of the function {@code function} for the subscription
     * {@code subscription}, under the delivery id {@code delivery}.
     *
     * @param event the event
     * @return a call
     */
    public static ManualFunctionCall of(CloudEvent event) {
        return new ManualFunctionCall(event, "function", "subscription", "delivery", 1);
    }

    /**
     * Returns the same call of another function.
     *
     * @param functionName the function's name
     * @return a call that has emitted nothing yet
     */
    public ManualFunctionCall withFunctionName(String functionName) {
        return new ManualFunctionCall(event, functionName, subscriptionName, deliveryId, attempt);
    }

    /**
     * Returns the same call for another subscription.
     *
     * @param subscriptionName the subscription's name
     * @return a call that has emitted nothing yet
     */
    public ManualFunctionCall withSubscriptionName(String subscriptionName) {
        return new ManualFunctionCall(event, functionName, subscriptionName, deliveryId, attempt);
    }

    /**
     * Returns the same call under another idempotency key.
     *
     * @param deliveryId the delivery's id
     * @return a call that has emitted nothing yet
     */
    public ManualFunctionCall withDeliveryId(String deliveryId) {
        return new ManualFunctionCall(event, functionName, subscriptionName, deliveryId, attempt);
    }

    /**
     * Returns the same call as another attempt.
     *
     * @param number which attempt it is, 1 for the first
     * @return a call that has emitted nothing yet
     * @throws IllegalArgumentException if the number is less than 1
     */
    public ManualFunctionCall withAttempt(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("an attempt's number must be at least 1, was " + number);
        }
        return new ManualFunctionCall(event, functionName, subscriptionName, deliveryId, number);
    }

    /**
     * Returns what the function has emitted through this call so far.
     *
     * @return a copy, in the order of emission
     */
    public List<CloudEvent> emitted() {
        return List.copyOf(emitted);
    }

    @Override
    public String functionName() {
        return functionName;
    }

    @Override
    public CloudEvent event() {
        return event;
    }

    @Override
    public String subscriptionName() {
        return subscriptionName;
    }

    @Override
    public String deliveryId() {
        return deliveryId;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public void emit(CloudEvent event) {
        emitted.add(Objects.requireNonNull(event, "event"));
    }

    @Override
    public String toString() {
        return "ManualFunctionCall[" + event + ", attempt " + attempt + "]";
    }
}
