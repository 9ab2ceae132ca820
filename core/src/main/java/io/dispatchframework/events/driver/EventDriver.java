package io.dispatchframework.events.driver;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.store.Resource;
import io.dispatchframework.events.store.internal.Members;
import io.dispatchframework.events.store.internal.ReadableNames;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A named, configured source of events of some {@linkplain EventDriverType type}, as pure data: it states that the driver
 * should run.
 *
 * <p>Its state is not part of it; ask the manager that runs it, see {@link DriverStatus}.
 *
 * <p>Its settings override the defaults of its type, name by name. Which of them are secret only the implementation
 * knows, so {@link #toString()} shows names of settings, never values; a store keeps all of them as they are.
 *
 * <p>Immutable, and safe to share between threads. A driver that breaks the rules can exist as an object; the event
 * manager refuses to store it with {@link InvalidDriverException}, which names all that is wrong.
 *
 * @since 0.1
 */
public final class EventDriver implements Resource<EventDriver> {

    private static final String NAME = "driverName";
    private static final String TYPE_NAME = "typeName";
    private static final String SETTINGS = "settings";

    private final String name;
    private final String typeName;
    private final Map<String, String> settings;
    private final Map<String, String> tags;
    private final @Nullable Instant expiresAt;
    private final Metadata metadata;

    private EventDriver(Builder builder) {
        name = builder.name;
        typeName = builder.typeName;
        settings = Collections.unmodifiableMap(new TreeMap<>(builder.settings));
        tags = Collections.unmodifiableMap(new TreeMap<>(builder.tags));
        expiresAt = builder.expiresAt;
        metadata = builder.metadata;
    }

    /**
     * Starts a driver by a name of the caller's choice.
     *
     * @param name the name, unique in its store; the source id of the driver's events
     * @return a builder
     */
    public static Builder builder(String name) {
        return new Builder(Objects.requireNonNull(name, "name"));
    }

    /**
     * Starts a driver by a name that is made up and readable, such as {@code complete-cicada-410962}.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder(ReadableNames.next());
    }

    /**
     * Makes a driver from a map, as {@link #toMap()} gives it; what a host's Jackson, 2 or 3, calls to read one.
     *
     * <p>A name that is not given is made up. Members that are no attribute are ignored.
     *
     * @param attributes values by JSON name; text for settings and times
     * @return the driver, which may be invalid
     * @throws IllegalArgumentException if a value is of the wrong type or malformed, naming it
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EventDriver fromMap(Map<String, ? extends @Nullable Object> attributes) {
        Members in = Members.of(Objects.requireNonNull(attributes, "attributes"));
        String name = in.textIfAny(NAME);
        String typeName = in.text(TYPE_NAME);
        return (name == null ? builder() : builder(name))
                .typeName(typeName == null ? "" : typeName)
                .settings(in.confidentialTexts(SETTINGS))
                .tags(in.tags())
                .expiresAt(in.expiresAt())
                .metadata(in.metadata())
                .build();
    }

    /**
     * Returns the attributes by their JSON names, with times as ISO-8601 text; what a host's Jackson calls to write a
     * driver. Settings are in it as they are, secret ones too.
     *
     * @return a new map, in a stable order, without what is absent
     */
    @JsonValue
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(NAME, name);
        map.put(TYPE_NAME, typeName);
        if (!settings.isEmpty()) {
            map.put(SETTINGS, settings);
        }
        Members.putTags(map, this);
        Members.putMetadata(map, this);
        return map;
    }

    /**
     * Starts a driver with everything as in this one, its metadata too.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        return builder(name)
                .typeName(typeName)
                .settings(settings)
                .tags(tags)
                .expiresAt(expiresAt)
                .metadata(metadata);
    }

    /** Returns the name, unique in its store, and the source id of the driver's events; JSON name {@code driverName}. */
    @Override
    public String name() {
        return name;
    }

    /**
     * Returns the name of the driver's type; JSON name {@code typeName}.
     *
     * @return the type's name, {@code ""} if it was not given, which is invalid
     */
    public String typeName() {
        return typeName;
    }

    /**
     * Returns the driver's own settings, secret ones too; JSON name {@code settings}.
     *
     * @return an immutable map by the settings' names, in their order, maybe empty
     */
    public Map<String, String> settings() {
        return settings;
    }

    /** Returns the tags, in the order of their keys; JSON name {@code tags}. */
    @Override
    public Map<String, String> tags() {
        return tags;
    }

    /** Returns when the driver ends by itself, a lease; JSON name {@code expiresAt}. */
    @Override
    public @Nullable Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public Metadata metadata() {
        return metadata;
    }

    @Override
    public EventDriver withMetadata(Metadata newMetadata) {
        return toBuilder()
                .metadata(Objects.requireNonNull(newMetadata, "newMetadata"))
                .build();
    }

    /** Returns {@code typeName}. */
    @Override
    public Map<String, String> fields() {
        return Map.of(TYPE_NAME, typeName);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventDriver that
                && name.equals(that.name)
                && typeName.equals(that.typeName)
                && settings.equals(that.settings)
                && tags.equals(that.tags)
                && Objects.equals(expiresAt, that.expiresAt)
                && metadata.equals(that.metadata);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, metadata.revision());
    }

    /** Returns what it is, with the names of its settings alone: any value may be secret. */
    @Override
    public String toString() {
        return "EventDriver[" + Text.escape(name) + " of type " + Text.escape(typeName)
                + (settings.isEmpty() ? "" : " with " + Text.escape(String.join(", ", settings.keySet())))
                + (metadata.isStored() ? ", revision " + metadata.revision() : "") + "]";
    }

    /** Builds a driver; not safe to share between threads. Building never fails: rules are the manager's. */
    public static final class Builder {

        private final String name;
        private String typeName = "";
        private final Map<String, String> settings = new TreeMap<>();
        private final Map<String, String> tags = new TreeMap<>();
        private @Nullable Instant expiresAt;
        private Metadata metadata = Metadata.NONE;

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Sets the type.
         *
         * @param type the name of an {@link EventDriverType}
         * @return this builder
         */
        public Builder typeName(String type) {
            typeName = Objects.requireNonNull(type, "typeName");
            return this;
        }

        /**
         * Adds a setting over the type's default, or replaces it.
         *
         * @param key the setting's name
         * @param value its value; the empty text is as none
         * @return this builder
         */
        public Builder setting(String key, String value) {
            settings.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets all settings, in place of those before.
         *
         * @param values the settings, which are copied
         * @return this builder
         */
        public Builder settings(Map<String, String> values) {
            Objects.requireNonNull(values, "values");
            settings.clear();
            values.forEach(this::setting);
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
            Objects.requireNonNull(values, "values");
            tags.clear();
            values.forEach(this::tag);
            return this;
        }

        /**
         * Sets when the driver ends by itself.
         *
         * @param instant from when on it is gone, {@code null} for never
         * @return this builder
         */
        public Builder expiresAt(@Nullable Instant instant) {
            expiresAt = instant;
            return this;
        }

        private Builder metadata(Metadata value) {
            metadata = value;
            return this;
        }

        /**
         * Builds the driver.
         *
         * @return a new driver
         */
        public EventDriver build() {
            return new EventDriver(this);
        }
    }
}
