package io.dispatchframework.events.subscription;

import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenFailed;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import io.dispatchframework.events.subscription.Subscription.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The plain form of a subscription: a map of JSON names. */
final class SubscriptionMap {

    private static final String NAME = "subscriptionName";
    private static final String EVENT_TYPE = "eventType";
    private static final String SOURCE_TYPE = "sourceType";
    private static final String FUNCTION_NAME = "functionName";
    private static final String TAGS = "tags";
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
    private static final String EXPIRES_AT = "expiresAt";
    private static final String CREATED_REVISION = "createdRevision";
    private static final String REVISION = "revision";
    private static final String CREATED_TIME = "createdTime";
    private static final String MODIFIED_TIME = "modifiedTime";

    private SubscriptionMap() {}

    static Subscription read(Map<String, ? extends @Nullable Object> map) {
        Members in = new Members("", map);
        String name = in.text(NAME);
        Subscription.Builder out = name == null || name.isEmpty() ? Subscription.builder() : Subscription.builder(name);
        String eventType = in.text(EVENT_TYPE);
        if (eventType != null && !eventType.isEmpty()) {
            out.eventType(eventType);
        }
        String sourceType = in.text(SOURCE_TYPE);
        if (sourceType != null && !sourceType.isEmpty()) {
            out.sourceType(sourceType);
        }
        String functionName = in.text(FUNCTION_NAME);
        if (functionName != null) {
            out.functionName(functionName);
        }
        Members tags = in.map(TAGS);
        if (tags != null) {
            for (String key : tags.names()) {
                String value = tags.text(key);
                if (value != null) {
                    out.tag(key, value);
                }
            }
        }
        Status status = in.parsed(STATUS, text -> constant(Status.class, text));
        if (status != null) {
            out.status(status);
        }
        Members policy = in.map(POLICY);
        if (policy != null) {
            out.policy(readPolicy(policy));
        }
        out.expiresAt(in.parsed(EXPIRES_AT, SubscriptionMap::instant));
        return out.metadata(readMetadata(in)).build();
    }

    private static DeliveryPolicy readPolicy(Members in) {
        return DeliveryPolicy.builder()
                .maxAttempts(in.integer(MAX_ATTEMPTS))
                .backoff(in.parsed(BACKOFF, Duration::parse))
                .maxBackoff(in.parsed(MAX_BACKOFF, Duration::parse))
                .timeout(in.parsed(TIMEOUT, Duration::parse))
                .maxAtOnce(in.integer(MAX_AT_ONCE))
                .maxPerSecond(in.decimal(MAX_PER_SECOND))
                .order(in.parsed(ORDER, Order::parse))
                .whenFailed(in.parsed(WHEN_FAILED, text -> constant(WhenFailed.class, text)))
                .whenPaused(in.parsed(WHEN_PAUSED, text -> constant(WhenPaused.class, text)))
                .maxHeld(in.integer(MAX_HELD))
                .build();
    }

    private static Metadata readMetadata(Members in) {
        Long revision = in.number(REVISION);
        if (revision == null || revision == 0) {
            return Metadata.NONE;
        }
        Long createdRevision = in.number(CREATED_REVISION);
        Instant created = in.parsed(CREATED_TIME, SubscriptionMap::instant);
        Instant modified = in.parsed(MODIFIED_TIME, SubscriptionMap::instant);
        return new Metadata(
                createdRevision == null ? revision : createdRevision,
                revision,
                created == null ? Instant.EPOCH : created,
                modified == null ? Instant.EPOCH : modified);
    }

    static Map<String, Object> write(Subscription subscription) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(NAME, subscription.name());
        map.put(EVENT_TYPE, subscription.eventType());
        map.put(SOURCE_TYPE, subscription.sourceType());
        map.put(FUNCTION_NAME, subscription.functionName());
        if (!subscription.tags().isEmpty()) {
            map.put(TAGS, subscription.tags());
        }
        map.put(STATUS, subscription.status().name());
        Map<String, Object> policy = writePolicy(subscription.policy());
        if (!policy.isEmpty()) {
            map.put(POLICY, policy);
        }
        putText(map, EXPIRES_AT, subscription.expiresAt());
        Metadata metadata = subscription.metadata();
        if (metadata.isStored()) {
            map.put(CREATED_REVISION, metadata.createdRevision());
            map.put(REVISION, metadata.revision());
            putText(map, CREATED_TIME, metadata.createdAt());
            putText(map, MODIFIED_TIME, metadata.modifiedAt());
        }
        return map;
    }

    private static Map<String, Object> writePolicy(DeliveryPolicy policy) {
        Map<String, Object> map = new LinkedHashMap<>();
        putNumber(map, MAX_ATTEMPTS, policy.maxAttempts());
        putText(map, BACKOFF, policy.backoff());
        putText(map, MAX_BACKOFF, policy.maxBackoff());
        putText(map, TIMEOUT, policy.timeout());
        putNumber(map, MAX_AT_ONCE, policy.maxAtOnce());
        putNumber(map, MAX_PER_SECOND, policy.maxPerSecond());
        putText(map, ORDER, policy.order());
        putText(map, WHEN_FAILED, policy.whenFailed());
        putText(map, WHEN_PAUSED, policy.whenPaused());
        putNumber(map, MAX_HELD, policy.maxHeld());
        return map;
    }

    private static void putNumber(Map<String, Object> map, String name, @Nullable Number value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    private static void putText(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value.toString());
        }
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        try {
            return Enum.valueOf(type, text);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "must be one of " + Arrays.toString(type.getEnumConstants()) + ", was " + Text.quote(text),
                    unknown);
        }
    }

    /** The members of a map, taken out with a telling error where the type is wrong. */
    private record Members(String path, Map<?, ?> map) {

        Iterable<String> names() {
            return map.keySet().stream().map(String::valueOf).toList();
        }

        private IllegalArgumentException fault(String name, String what) {
            return new IllegalArgumentException(Text.escape(path + name) + " " + what);
        }

        @Nullable
        String text(String name) {
            Object value = map.get(name);
            if (value == null || value instanceof String) {
                return (String) value;
            }
            throw fault(name, "must be text, was " + Text.quote(String.valueOf(value)));
        }

        @Nullable
        Members map(String name) {
            Object value = map.get(name);
            if (value == null) {
                return null;
            }
            if (value instanceof Map<?, ?> members) {
                return new Members(path + name + ".", members);
            }
            throw fault(name, "must be an object, was " + Text.quote(String.valueOf(value)));
        }

        @Nullable
        Long number(String name) {
            Object value = map.get(name);
            if (value == null) {
                return null;
            }
            if (value instanceof Long || value instanceof Integer) {
                return ((Number) value).longValue();
            }
            throw fault(name, "must be a whole number, was " + Text.quote(String.valueOf(value)));
        }

        @Nullable
        Integer integer(String name) {
            Long value = number(name);
            if (value == null) {
                return null;
            }
            if (value != value.intValue()) {
                throw fault(
                        name,
                        "must be between " + Integer.MIN_VALUE + " and " + Integer.MAX_VALUE + ", was "
                                + Text.quote(String.valueOf(value)));
            }
            return value.intValue();
        }

        @Nullable
        Double decimal(String name) {
            Object value = map.get(name);
            if (value == null || value instanceof Number) {
                return value == null ? null : Double.valueOf(((Number) value).doubleValue());
            }
            throw fault(name, "must be a number, was " + Text.quote(String.valueOf(value)));
        }

        <T> @Nullable T parsed(String name, Function<String, T> parser) {
            String value = text(name);
            if (value == null) {
                return null;
            }
            try {
                return parser.apply(value);
            } catch (DateTimeParseException malformed) {
                throw fault(name, "must be an ISO-8601 time or duration, was " + Text.quote(String.valueOf(value)));
            } catch (IllegalArgumentException wrong) {
                throw fault(name, String.valueOf(wrong.getMessage()));
            }
        }
    }
}
