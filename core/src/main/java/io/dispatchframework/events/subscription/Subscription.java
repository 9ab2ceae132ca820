package io.dispatchframework.events.subscription;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.store.Resource;
import io.dispatchframework.events.store.internal.ReadableNames;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which events go to which function, and how: pure data, so that any store can hold it and any node can act on it.
 *
 * <pre>{@code
 * Subscription.builder("welcome-new-users")
 *         .eventType("user.#")
 *         .sourceType("vcenter")
 *         .functionName("welcome")
 *         .policy(DeliveryPolicy.builder().maxAttempts(5).build())
 *         .build()
 * }</pre>
 *
 * <p>{@linkplain #eventType() Event type} and {@linkplain #sourceType() source type} are patterns, each matched on its
 * own, and both must match. {@code *} alone, the default of both, matches everything. Otherwise a pattern is an AMQP
 * topic: words separated by dots, {@code *} for exactly one word, {@code #} for zero or more.
 *
 * <p>Immutable, and safe to share between threads. A subscription that breaks the rules can exist as an object; the
 * event manager refuses to store it with {@link InvalidSubscriptionException}, which lists all violations.
 *
 * @since 0.1
 */
public final class Subscription implements Resource<Subscription> {

    /** The pattern that matches everything. */
    public static final String ANY = "*";

    private final String name;
    private final String eventType;
    private final String sourceType;
    private final String functionName;
    private final Map<String, String> tags;
    private final Status status;
    private final DeliveryPolicy policy;
    private final @Nullable Instant expiresAt;
    private final Metadata metadata;

    private Subscription(Builder builder) {
        name = builder.name;
        eventType = builder.eventType;
        sourceType = builder.sourceType;
        functionName = builder.functionName;
        tags = builder.tags.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(builder.tags));
        status = builder.status;
        policy = builder.policy;
        expiresAt = builder.expiresAt;
        metadata = builder.metadata;
    }

    /**
     * Starts a subscription to everything, by a name of the caller's choice.
     *
     * @param name the name, unique in its store
     * @return a builder
     */
    public static Builder builder(String name) {
        return new Builder(Objects.requireNonNull(name, "name"));
    }

    /**
     * Starts a subscription to everything, by a name that is made up and readable, such as
     * {@code complete-cicada-410962}.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder(ReadableNames.next());
    }

    /**
     * Makes a subscription from a map, as {@link #toMap()} gives it; what a host's Jackson, 2 or 3, calls to read one.
     *
     * <p>A name that is not given is made up. Members that are no attribute are ignored.
     *
     * @param attributes values by JSON name; text for times
     * @return the subscription, which may be invalid
     * @throws IllegalArgumentException if a value is of the wrong type or malformed, naming it
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Subscription fromMap(Map<String, ? extends @Nullable Object> attributes) {
        return SubscriptionMap.read(Objects.requireNonNull(attributes, "attributes"));
    }

    /**
     * Returns the attributes by their JSON names, with times as ISO-8601 text; what a host's Jackson calls to write a
     * subscription.
     *
     * @return a new map, in a stable order, without what is absent
     */
    @JsonValue
    public Map<String, Object> toMap() {
        return SubscriptionMap.write(this);
    }

    /**
     * Starts a subscription with everything as in this one, its metadata too.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(name);
        builder.eventType = eventType;
        builder.sourceType = sourceType;
        builder.functionName = functionName;
        builder.tags.putAll(tags);
        builder.status = status;
        builder.policy = policy;
        builder.expiresAt = expiresAt;
        builder.metadata = metadata;
        return builder;
    }

    /** Returns the name, unique in its store; JSON name {@code subscriptionName}. */
    @Override
    public String name() {
        return name;
    }

    /**
     * Returns the pattern of event types; JSON name {@code eventType}.
     *
     * @return the pattern, {@value #ANY} unless given
     */
    public String eventType() {
        return eventType;
    }

    /**
     * Returns the pattern of source types; JSON name {@code sourceType}.
     *
     * @return the pattern, {@value #ANY} unless given
     */
    public String sourceType() {
        return sourceType;
    }

    /**
     * Returns the name of the function that is executed; JSON name {@code functionName}.
     *
     * @return the function's name, {@code ""} if it was not given, which is invalid
     */
    public String functionName() {
        return functionName;
    }

    /** Returns the tags, in the order of their keys; JSON name {@code tags}. */
    @Override
    public Map<String, String> tags() {
        return tags;
    }

    /**
     * Returns whether events are delivered; JSON name {@code status}.
     *
     * @return {@link Status#READY} unless paused
     */
    public Status status() {
        return status;
    }

    /**
     * Returns how to deliver, where it differs from the manager's default; JSON name {@code policy}.
     *
     * @return the policy, {@link DeliveryPolicy#inherit()} unless given
     */
    public DeliveryPolicy policy() {
        return policy;
    }

    /** Returns when the subscription ends by itself, a lease; JSON name {@code expiresAt}. */
    @Override
    public @Nullable Instant expiresAt() {
        return expiresAt;
    }

    /**
     * Tells whether the subscription has ended.
     *
     * @param now the time to compare with
     * @return whether there is an expiry and it is not after {@code now}
     */
    public boolean isExpired(Instant now) {
        Objects.requireNonNull(now, "now");
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    @Override
    public Metadata metadata() {
        return metadata;
    }

    @Override
    public Subscription withMetadata(Metadata newMetadata) {
        Builder builder = toBuilder();
        builder.metadata = Objects.requireNonNull(newMetadata, "newMetadata");
        return builder.build();
    }

    /** Returns {@code eventType}, {@code sourceType}, {@code functionName} and {@code status}. */
    @Override
    public Map<String, String> fields() {
        return Map.of(
                "eventType", eventType,
                "sourceType", sourceType,
                "functionName", functionName,
                "status", status.name());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Subscription that
                && name.equals(that.name)
                && eventType.equals(that.eventType)
                && sourceType.equals(that.sourceType)
                && functionName.equals(that.functionName)
                && tags.equals(that.tags)
                && status == that.status
                && policy.equals(that.policy)
                && Objects.equals(expiresAt, that.expiresAt)
                && metadata.equals(that.metadata);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, metadata.revision());
    }

    @Override
    public String toString() {
        return "Subscription[" + Text.escape(name) + ": " + Text.escape(eventType) + " from " + Text.escape(sourceType)
                + " to " + Text.escape(functionName) + (status == Status.READY ? "" : ", " + status)
                + (metadata.isStored() ? ", revision " + metadata.revision() : "") + "]";
    }

    /** Whether events are delivered. */
    public enum Status {
        /** Events are delivered. */
        READY,
        /** Events match, but are held or skipped, as the policy says. */
        PAUSED
    }

    /** Builds a subscription; not safe to share between threads. Building never fails: rules are the manager's. */
    public static final class Builder {

        private final String name;
        private String eventType = ANY;
        private String sourceType = ANY;
        private String functionName = "";
        private final Map<String, String> tags = new TreeMap<>();
        private Status status = Status.READY;
        private DeliveryPolicy policy = DeliveryPolicy.inherit();
        private @Nullable Instant expiresAt;
        private Metadata metadata = Metadata.NONE;

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Sets the pattern of event types.
         *
         * @param pattern an exact name, {@value Subscription#ANY}, or an AMQP topic pattern
         * @return this builder
         */
        public Builder eventType(String pattern) {
            eventType = Objects.requireNonNull(pattern, "eventType");
            return this;
        }

        /**
         * Sets the pattern of source types.
         *
         * @param pattern an exact name, {@value Subscription#ANY}, or an AMQP topic pattern
         * @return this builder
         */
        public Builder sourceType(String pattern) {
            sourceType = Objects.requireNonNull(pattern, "sourceType");
            return this;
        }

        /**
         * Sets the function.
         *
         * @param function the name by which the {@code FunctionInvoker} knows it
         * @return this builder
         */
        public Builder functionName(String function) {
            functionName = Objects.requireNonNull(function, "functionName");
            return this;
        }

        /**
         * Adds a tag, or replaces it.
         *
         * @param key the tag's key
         * @param value the tag's value
         * @return this builder
         */
        public Builder tag(String key, String value) {
            tags.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets all tags, in place of those before.
         *
         * @param values the tags, which are copied
         * @return this builder
         */
        public Builder tags(Map<String, String> values) {
            Objects.requireNonNull(values, "tags");
            tags.clear();
            values.forEach(this::tag);
            return this;
        }

        /**
         * Sets whether events are delivered.
         *
         * @param value the status
         * @return this builder
         */
        public Builder status(Status value) {
            status = Objects.requireNonNull(value, "status");
            return this;
        }

        /**
         * Sets how to deliver.
         *
         * @param value the policy; what it leaves out is as the manager's default says
         * @return this builder
         */
        public Builder policy(DeliveryPolicy value) {
            policy = Objects.requireNonNull(value, "policy");
            return this;
        }

        /**
         * Sets when the subscription ends by itself.
         *
         * @param instant from when on it is gone, {@code null} for never
         * @return this builder
         */
        public Builder expiresAt(@Nullable Instant instant) {
            expiresAt = instant;
            return this;
        }

        /** For {@link SubscriptionMap}, which reads what a store has written. */
        Builder metadata(Metadata value) {
            metadata = value;
            return this;
        }

        /**
         * Builds the subscription.
         *
         * @return a new subscription
         */
        public Subscription build() {
            return new Subscription(this);
        }
    }
}
