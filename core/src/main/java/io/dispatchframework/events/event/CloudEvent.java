package io.dispatchframework.events.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.dispatchframework.events.internal.Text;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened: context attributes and a payload, modelled on CloudEvents 0.1 as VMware Dispatch used it.
 *
 * <p>Immutable, and safe to share between threads. An event that breaks the rules can exist as an object; an
 * {@link EventValidator} finds all that is wrong with it, and the event manager refuses it with that list.
 *
 * <p>Required text that is absent reads as {@code ""}, never {@code null}; what is optional is {@code null} when absent,
 * and empty optional text counts as absent.
 *
 * <p>An application's own Jackson, 2 or 3, can write and read events, as the map of {@link #toMap()};
 * {@link CloudEventJson} is the strict reader, whose errors give the position.
 *
 * @since 0.1
 */
public final class CloudEvent {

    /** The namespace that {@link #builder} fills in. */
    public static final String DEFAULT_NAMESPACE = "dispatchframework.io";

    /** The source type and source id that {@link #builder} fills in. */
    public static final String DEFAULT_SOURCE = "dispatch";

    /** The version of the specification that {@link #builder} fills in; {@link CloudEventV1Mapping} has the other one. */
    public static final String SPEC_VERSION = "0.1";

    private final String namespace;
    private final String eventType;
    private final @Nullable String eventTypeVersion;
    private final String cloudEventsVersion;
    private final String sourceType;
    private final String sourceId;
    private final String eventId;
    private final @Nullable OffsetDateTime eventTime;
    private final @Nullable String schemaUrl;
    private final @Nullable String contentType;
    private final @Nullable Map<String, Object> extensions;
    private final @Nullable String data;
    private final DataKind dataKind;

    /**
     * Whether the payload was found, when it was read, to be what a writer can take as it stands: JSON that is one value, or
     * text that is plain. Then none need look again; it says nothing new.
     */
    private final boolean asItStands;

    private CloudEvent(Builder builder) {
        namespace = builder.namespace;
        eventType = builder.eventType;
        eventTypeVersion = builder.eventTypeVersion;
        cloudEventsVersion = builder.cloudEventsVersion;
        sourceType = builder.sourceType;
        sourceId = builder.sourceId;
        eventId = builder.eventId;
        eventTime = builder.eventTime;
        schemaUrl = builder.schemaUrl;
        contentType = builder.contentType;
        extensions = builder.extensions == null || builder.extensionsCopied
                ? builder.extensions
                : Extensions.copyOf(builder.extensions);
        data = builder.data;
        dataKind = builder.dataKind;
        asItStands = builder.asItStands;
    }

    /**
     * Starts an event with what the original fills in: namespace {@value #DEFAULT_NAMESPACE}, source type and id
     * {@value #DEFAULT_SOURCE}, a random UUID as event id, the time now, and version {@value #SPEC_VERSION}.
     *
     * @param eventType what kind of thing has happened, for example {@code user.created}
     * @return a builder
     */
    public static Builder builder(String eventType) {
        return new Builder()
                .eventType(Objects.requireNonNull(eventType, "eventType"))
                .namespace(DEFAULT_NAMESPACE)
                .cloudEventsVersion(SPEC_VERSION)
                .sourceType(DEFAULT_SOURCE)
                .sourceId(DEFAULT_SOURCE)
                .eventId(UUID.randomUUID().toString())
                .eventTime(OffsetDateTime.now(ZoneOffset.UTC));
    }

    /**
     * Starts an event with nothing filled in, so that what is missing stays missing.
     *
     * @return a builder
     */
    public static Builder bare() {
        return new Builder();
    }

    /**
     * Makes an event from a map, as {@link #toMap()} gives it; what a host's Jackson calls to read one.
     *
     * <p>Members that are no attribute are ignored. A payload that is not text is kept as its JSON text.
     *
     * @param attributes values by JSON name; text for text and times, a map for extensions
     * @return the event, which may be invalid
     * @throws IllegalArgumentException if a value is of the wrong type or a time is malformed
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static CloudEvent fromMap(Map<String, ? extends @Nullable Object> attributes) {
        return EventMap.read(Objects.requireNonNull(attributes, "attributes"));
    }

    /**
     * Returns the attributes that are present by their JSON names, with times as RFC 3339 text; what a host's Jackson
     * calls to write an event.
     *
     * <p>The payload stands as text, whatever its {@link #dataKind()}, as in the original.
     *
     * @return a new map in the order of the specification
     */
    @JsonValue
    public Map<String, Object> toMap() {
        return EventMap.write(this);
    }

    /**
     * Starts an event with everything as in this one, also the event id and the time.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.namespace = namespace;
        builder.eventType = eventType;
        builder.eventTypeVersion = eventTypeVersion;
        builder.cloudEventsVersion = cloudEventsVersion;
        builder.sourceType = sourceType;
        builder.sourceId = sourceId;
        builder.eventId = eventId;
        builder.eventTime = eventTime;
        builder.schemaUrl = schemaUrl;
        builder.contentType = contentType;
        builder.copiedExtensions(extensions);
        builder.data = data;
        builder.dataKind = dataKind;
        builder.asItStands = asItStands;
        return builder;
    }

    /**
     * Returns the organisation that publishes the event; JSON name {@code namespace}, required.
     *
     * @return the namespace, {@code ""} if absent
     */
    public String namespace() {
        return namespace;
    }

    /**
     * Returns what kind of thing has happened, which subscriptions match; JSON name {@code event-type}, required.
     *
     * @return the event type, {@code ""} if absent
     */
    public String eventType() {
        return eventType;
    }

    /**
     * Returns the version of the event type; JSON name {@code event-type-version}, optional.
     *
     * @return the version, or {@code null}
     */
    public @Nullable String eventTypeVersion() {
        return eventTypeVersion;
    }

    /**
     * Returns the version of the specification; JSON name {@code cloud-events-version}, required.
     *
     * @return {@value #SPEC_VERSION}, or {@code 1.0} of an event that came in that format; {@code ""} if absent
     */
    public String cloudEventsVersion() {
        return cloudEventsVersion;
    }

    /**
     * Returns the type of the source, which subscriptions match; JSON name {@code source-type}, required.
     *
     * @return the source type, {@code ""} if absent
     */
    public String sourceType() {
        return sourceType;
    }

    /**
     * Returns which source it was; JSON name {@code source-id}, required.
     *
     * @return the source id, {@code ""} if absent
     */
    public String sourceId() {
        return sourceId;
    }

    /**
     * Returns the id of the event, unique within its source; JSON name {@code event-id}, required.
     *
     * @return the event id, {@code ""} if absent
     */
    public String eventId() {
        return eventId;
    }

    /**
     * Returns when it happened; JSON name {@code event-time}, optional.
     *
     * @return the time with the offset that was given, or {@code null}
     */
    public @Nullable OffsetDateTime eventTime() {
        return eventTime;
    }

    /**
     * Returns where the payload's schema is; JSON name {@code schema-url}, optional.
     *
     * @return the URL as it was given, or {@code null}
     */
    public @Nullable String schemaUrl() {
        return schemaUrl;
    }

    /**
     * Returns the MIME type of the payload; JSON name {@code content-type}, optional.
     *
     * @return the MIME type as it was given, or {@code null}
     */
    public @Nullable String contentType() {
        return contentType;
    }

    /**
     * Returns the extension attributes; JSON name {@code extensions}, optional.
     *
     * <p>Values are text, {@link Boolean}, {@link Number}, and immutable lists and maps of those; a list or map may
     * hold {@code null}.
     *
     * @return a deeply immutable map, empty if absent, never {@code null}
     */
    public Map<String, Object> extensions() {
        return extensions == null ? Map.of() : extensions;
    }

    /**
     * Tells whether extensions are present, which an empty map is too: a violation, where absence is none.
     *
     * @return whether there is a map, be it empty
     */
    public boolean hasExtensions() {
        return extensions != null;
    }

    /**
     * Returns the text of the payload; JSON name {@code data}, optional.
     *
     * @return the text, to be read as {@link #dataKind()} says, or {@code null}
     */
    public @Nullable String data() {
        return data;
    }

    /**
     * Returns how the text of the payload is to be read.
     *
     * @return the kind; {@link DataKind#TEXT} where there is no payload
     */
    public DataKind dataKind() {
        return dataKind;
    }

    /** Tells whether the payload is known to be one JSON value with nothing around it, and sound text. */
    boolean isKnownJson() {
        return asItStands && dataKind == DataKind.JSON;
    }

    /** Tells whether the payload is known to be text of ASCII alone, in which JSON has nothing to escape. */
    boolean isPlainText() {
        return asItStands && dataKind == DataKind.TEXT;
    }

    /**
     * Returns the payload as bytes: text and JSON in UTF-8, binary as it was before base64.
     *
     * @return a new array, empty where there is no payload
     * @throws IllegalStateException if the payload was given as {@link DataKind#BINARY} text that is no base64
     */
    public byte[] dataBytes() {
        if (data == null) {
            return new byte[0];
        }
        if (dataKind != DataKind.BINARY) {
            return data.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalStateException(
                    "data is said to be BINARY and is no base64; give bytes to dataBytes(...) of the builder",
                    malformed);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CloudEvent that
                && eventId.equals(that.eventId)
                && eventType.equals(that.eventType)
                && sourceType.equals(that.sourceType)
                && sourceId.equals(that.sourceId)
                && namespace.equals(that.namespace)
                && cloudEventsVersion.equals(that.cloudEventsVersion)
                && Objects.equals(eventTypeVersion, that.eventTypeVersion)
                && Objects.equals(eventTime, that.eventTime)
                && Objects.equals(schemaUrl, that.schemaUrl)
                && Objects.equals(contentType, that.contentType)
                && Objects.equals(extensions, that.extensions)
                && dataKind == that.dataKind
                && Objects.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Objects.hash(namespace, eventType, sourceType, sourceId, eventId);
    }

    /** Returns the attributes that identify the event, without the payload, with control characters escaped. */
    @Override
    public String toString() {
        return "CloudEvent[" + Text.escape(eventType) + " from " + Text.escape(sourceType) + "/" + Text.escape(sourceId)
                + ", id " + Text.escape(eventId) + "]";
    }

    /**
     * Builds an event; not safe to share between threads.
     *
     * <p>Text may be {@code null} everywhere and then counts as absent. Rules are the validator's:
     * building fails only for an extension that JSON cannot say.
     */
    public static final class Builder {

        private String namespace = "";
        private String eventType = "";
        private @Nullable String eventTypeVersion;
        private String cloudEventsVersion = "";
        private String sourceType = "";
        private String sourceId = "";
        private String eventId = "";
        private @Nullable OffsetDateTime eventTime;
        private @Nullable String schemaUrl;
        private @Nullable String contentType;
        private @Nullable Map<String, Object> extensions;

        /** Whether the map is one that {@link Extensions} made, or as good: not to be changed, nor copied again. */
        private boolean extensionsCopied;

        private @Nullable String data;
        private DataKind dataKind = DataKind.TEXT;
        private boolean asItStands;

        private Builder() {}

        private static String required(@Nullable String text) {
            return text == null ? "" : text;
        }

        private static @Nullable String optional(@Nullable String text) {
            return text == null || text.isEmpty() ? null : text;
        }

        /**
         * Sets the namespace.
         *
         * @param value the namespace
         * @return this builder
         */
        public Builder namespace(@Nullable String value) {
            namespace = required(value);
            return this;
        }

        /**
         * Sets the event type.
         *
         * @param value the event type
         * @return this builder
         */
        public Builder eventType(@Nullable String value) {
            eventType = required(value);
            return this;
        }

        /**
         * Sets the version of the event type.
         *
         * @param value the version
         * @return this builder
         */
        public Builder eventTypeVersion(@Nullable String value) {
            eventTypeVersion = optional(value);
            return this;
        }

        /**
         * Sets the version of the specification.
         *
         * @param value the version, {@value CloudEvent#SPEC_VERSION} or {@code 1.0} in a valid event
         * @return this builder
         */
        public Builder cloudEventsVersion(@Nullable String value) {
            cloudEventsVersion = required(value);
            return this;
        }

        /**
         * Sets the source type.
         *
         * @param value the source type
         * @return this builder
         */
        public Builder sourceType(@Nullable String value) {
            sourceType = required(value);
            return this;
        }

        /**
         * Sets the source id.
         *
         * @param value the source id
         * @return this builder
         */
        public Builder sourceId(@Nullable String value) {
            sourceId = required(value);
            return this;
        }

        /**
         * Sets the event id.
         *
         * @param value the event id
         * @return this builder
         */
        public Builder eventId(@Nullable String value) {
            eventId = required(value);
            return this;
        }

        /**
         * Sets the time at which it happened.
         *
         * @param value the time
         * @return this builder
         */
        public Builder eventTime(@Nullable OffsetDateTime value) {
            eventTime = value;
            return this;
        }

        /**
         * Sets where the payload's schema is.
         *
         * @param value the URL
         * @return this builder
         */
        public Builder schemaUrl(@Nullable String value) {
            schemaUrl = optional(value);
            return this;
        }

        /**
         * Sets the MIME type of the payload.
         *
         * @param value the MIME type
         * @return this builder
         */
        public Builder contentType(@Nullable String value) {
            contentType = optional(value);
            return this;
        }

        /**
         * Sets all extension attributes; the map is copied deeply when the event is built.
         *
         * @param values text, booleans, numbers, lists and maps by name; {@code null} for none
         * @return this builder
         */
        public Builder extensions(@Nullable Map<String, ?> values) {
            extensions = values == null ? null : new LinkedHashMap<>(values);
            extensionsCopied = false;
            return this;
        }

        /** Sets all extension attributes to a map that is already as events hold it. */
        Builder copiedExtensions(@Nullable Map<String, Object> values) {
            extensions = values;
            extensionsCopied = true;
            return this;
        }

        /**
         * Adds one extension attribute, or replaces it.
         *
         * @param name its name
         * @param value text, a boolean, a number, a list or a map
         * @return this builder
         */
        public Builder extension(String name, Object value) {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
            if (extensions == null || extensionsCopied) {
                extensions = extensions == null ? new LinkedHashMap<>() : new LinkedHashMap<>(extensions);
                extensionsCopied = false;
            }
            extensions.put(name, value);
            return this;
        }

        /**
         * Sets the payload as text.
         *
         * @param text the text, {@code null} for none
         * @return this builder
         */
        public Builder data(@Nullable String text) {
            return data(text, DataKind.TEXT);
        }

        /**
         * Sets the payload as text together with how it is to be read.
         *
         * <p>The text is not checked against its kind here: {@link CloudEventJson} refuses to write JSON that is none.
         *
         * @param text the text, {@code null} for none
         * @param kind how to read it
         * @return this builder
         */
        public Builder data(@Nullable String text, DataKind kind) {
            data = text;
            dataKind = text == null ? DataKind.TEXT : Objects.requireNonNull(kind, "kind");
            asItStands = false;
            return this;
        }

        /** Sets the payload as text that a reader has found to be one JSON value, with nothing around it. */
        Builder jsonValue(String text) {
            data(text, DataKind.JSON);
            asItStands = true;
            return this;
        }

        /** Sets the payload as text that a reader has found to be ASCII, with nothing in it that JSON escapes. */
        Builder plainText(String text) {
            data(text, DataKind.TEXT);
            asItStands = true;
            return this;
        }

        /**
         * Sets the payload as bytes.
         *
         * @param bytes the bytes, which are copied
         * @return this builder
         */
        public Builder dataBytes(byte[] bytes) {
            return data(Base64.getEncoder().encodeToString(Objects.requireNonNull(bytes, "bytes")), DataKind.BINARY);
        }

        /**
         * Builds the event.
         *
         * @return a new event
         * @throws IllegalArgumentException if an extension is of a type that JSON does not have
         */
        public CloudEvent build() {
            return new CloudEvent(this);
        }
    }
}
