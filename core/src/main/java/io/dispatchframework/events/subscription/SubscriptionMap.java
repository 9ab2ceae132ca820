package io.dispatchframework.events.subscription;

import io.dispatchframework.events.store.internal.Members;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenFailed;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import io.dispatchframework.events.subscription.Subscription.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plain form of a subscription: a map of JSON names. */
final class SubscriptionMap {

    private static final String NAME = "subscriptionName";
    private static final String EVENT_TYPE = "eventType";
    private static final String SOURCE_TYPE = "sourceType";
    private static final String FUNCTION_NAME = "functionName";
    private static final String STATUS = "status";
    private static final String POLICY = "policy";
    private static final String MAX_ATTEMPTS = "maxAttempts";
    private static final String BACKOFF = "backoff";
    private static final String MAX_BACKOFF = "maxBackoff";
    private static final String TIMEOUT = "timeout";
    private static final String MAX_AT_ONCE = "maxAtOnce";
    private static final String MAX_PER_SECOND = "maxPerSecond";
    private static final String ORDER = "order";
    private static final String WHEN_FAILED = "whenFailed";
    private static final String WHEN_PAUSED = "whenPaused";
    private static final String MAX_HELD = "maxHeld";

    private SubscriptionMap() {}

    static Subscription read(Map<String, ? extends @Nullable Object> map) {
        Members in = Members.of(map);
        String name = in.textIfAny(NAME);
        Subscription.Builder out = name == null ? Subscription.builder() : Subscription.builder(name);
        String eventType = in.textIfAny(EVENT_TYPE);
        if (eventType != null) {
            out.eventType(eventType);
        }
        String sourceType = in.textIfAny(SOURCE_TYPE);
        if (sourceType != null) {
            out.sourceType(sourceType);
        }
        String functionName = in.text(FUNCTION_NAME);
        if (functionName != null) {
            out.functionName(functionName);
        }
        out.tags(in.tags());
        Status status = in.parsed(STATUS, text -> constant(Status.class, text));
        if (status != null) {
            out.status(status);
        }
        Members policy = in.map(POLICY);
        if (policy != null) {
            out.policy(readPolicy(policy));
        }
        return out.expiresAt(in.expiresAt()).metadata(in.metadata()).build();
    }

    private static DeliveryPolicy readPolicy(Members in) {
        return DeliveryPolicy.builder()
                .maxAttempts(in.integer(MAX_ATTEMPTS))
                .backoff(in.parsed(BACKOFF, Duration::parse))
                .maxBackoff(in.parsed(MAX_BACKOFF, Duration::parse))
                .timeout(in.parsed(TIMEOUT, Duration::parse))
                .maxAtOnce(in.integer(MAX_AT_ONCE))
                .maxPerSecond(in.decimal(MAX_PER_SECOND))
                .order(in.parsed(ORDER, SubscriptionMap::order))
                .whenFailed(in.parsed(WHEN_FAILED, text -> constant(WhenFailed.class, text)))
                .whenPaused(in.parsed(WHEN_PAUSED, text -> constant(WhenPaused.class, text)))
                .maxHeld(in.integer(MAX_HELD))
                .build();
    }

    static Map<String, Object> write(Subscription subscription) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(NAME, subscription.name());
        map.put(EVENT_TYPE, subscription.eventType());
        map.put(SOURCE_TYPE, subscription.sourceType());
        map.put(FUNCTION_NAME, subscription.functionName());
        Members.putTags(map, subscription);
        map.put(STATUS, subscription.status().name());
        Map<String, Object> policy = writePolicy(subscription.policy());
        if (!policy.isEmpty()) {
            map.put(POLICY, policy);
        }
        Members.putMetadata(map, subscription);
        return map;
    }

    private static Map<String, Object> writePolicy(DeliveryPolicy policy) {
        Map<String, Object> map = new LinkedHashMap<>();
        putNumber(map, MAX_ATTEMPTS, policy.maxAttempts());
        Members.putText(map, BACKOFF, policy.backoff());
        Members.putText(map, MAX_BACKOFF, policy.maxBackoff());
        Members.putText(map, TIMEOUT, policy.timeout());
        putNumber(map, MAX_AT_ONCE, policy.maxAtOnce());
        putNumber(map, MAX_PER_SECOND, policy.maxPerSecond());
        Members.putText(map, ORDER, policy.order());
        Members.putText(map, WHEN_FAILED, policy.whenFailed());
        Members.putText(map, WHEN_PAUSED, policy.whenPaused());
        putNumber(map, MAX_HELD, policy.maxHeld());
        return map;
    }

    private static void putNumber(Map<String, Object> map, String name, @Nullable Number value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    private static Order order(String text) {
        try {
            return Order.parse(text);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(Order.WHAT_IT_MUST_BE, none);
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        try {
            return Enum.valueOf(type, text);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("must be one of " + Arrays.toString(type.getEnumConstants()), unknown);
        }
    }
}
