package io.dispatchframework.events.driver;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an implementation declares about one of its settings.
 *
 * <p>For example, {@code SettingSpec.of("port", Kind.INTEGER, "the port to listen on").withDefault("8080")}.
 *
 * <p>Immutable, and safe to share between threads.
 *
 * @since 0.1
 */
public final class SettingSpec {

    private final String name;
    private final Kind kind;
    private final boolean required;
    private final @Nullable String defaultValue;
    private final boolean secret;
    private final String description;

    private SettingSpec(
            String name,
            Kind kind,
            boolean required,
            @Nullable String defaultValue,
            boolean secret,
            String description) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a setting must have a name");
        }
        if (defaultValue != null) {
            if (required || secret) {
                throw new IllegalArgumentException(
                        "the setting " + name + " has a default, so it can be neither required nor secret");
            }
            if (!kind.takes(defaultValue)) {
                throw new IllegalArgumentException(
                        "the default of the setting " + name + " must be " + kind.expected() + ", was " + defaultValue);
            }
        }
        this.name = name;
        this.kind = kind;
        this.required = required;
        this.defaultValue = defaultValue;
        this.secret = secret;
        this.description = description;
    }

    /**
     * Declares a setting that is optional, without a default, and not secret.
     *
     * @param name the setting's name
     * @param kind what its text must be
     * @param description what it is for, for people
     * @return the declaration
     * @throws IllegalArgumentException if the name is empty
     */
    public static SettingSpec of(String name, Kind kind, String description) {
        return new SettingSpec(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(kind, "kind"),
                false,
                null,
                false,
                Objects.requireNonNull(description, "description"));
    }

    /**
     * Returns the same declaration of a setting for which a driver needs a value, its own or its type's.
     *
     * @return the declaration
     * @throws IllegalArgumentException if it has a default
     */
    public SettingSpec asRequired() {
        return new SettingSpec(name, kind, true, defaultValue, secret, description);
    }

    /**
     * Returns the same declaration of a setting that may be left out.
     *
     * @return the declaration
     */
    public SettingSpec asOptional() {
        return new SettingSpec(name, kind, false, defaultValue, secret, description);
    }

    /**
     * Returns the same declaration of a setting whose value must never be shown.
     *
     * @return the declaration
     * @throws IllegalArgumentException if it has a default
     */
    public SettingSpec asSecret() {
        return new SettingSpec(name, kind, required, defaultValue, true, description);
    }

    /**
     * Returns the same declaration with a default.
     *
     * @param value the value where neither the driver nor its type has one
     * @return the declaration
     * @throws IllegalArgumentException if it is not of the kind, or the setting is required or secret
     */
    public SettingSpec withDefault(String value) {
        return new SettingSpec(name, kind, required, Objects.requireNonNull(value, "value"), secret, description);
    }

    /** {@return the setting's name} */
    public String name() {
        return name;
    }

    /** {@return what its text must be} */
    public Kind kind() {
        return kind;
    }

    /** {@return whether a driver needs a value, its own or its type's} */
    public boolean required() {
        return required;
    }

    /** {@return the value where neither the driver nor its type has one, or {@code null}} */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    /** {@return whether its value must never be shown} */
    public boolean secret() {
        return secret;
    }

    /** {@return what it is for, for people} */
    public String description() {
        return description;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SettingSpec that
                && name.equals(that.name)
                && kind == that.kind
                && required == that.required
                && Objects.equals(defaultValue, that.defaultValue)
                && secret == that.secret
                && description.equals(that.description);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, kind, required, defaultValue, secret, description);
    }

    @Override
    public String toString() {
        return "SettingSpec[name=" + name + ", kind=" + kind + ", required=" + required + ", defaultValue="
                + defaultValue + ", secret=" + secret + ", description=" + description + "]";
    }

    /** What the text of a setting must be. */
    public enum Kind {
        /** Any text. */
        TEXT("text"),
        /** A whole number of 64 bits. */
        INTEGER("a whole number"),
        /** {@code true} or {@code false}. */
        BOOLEAN("true or false"),
        /** Seconds as a decimal number, or an ISO-8601 duration such as {@code PT1M30S}; not negative. */
        DURATION("a number of seconds or an ISO-8601 duration, not negative"),
        /** An absolute URI. */
        URI("an absolute URI"),
        /** A path of the default file system. */
        PATH("a path");

        private final String expected;

        Kind(String expected) {
            this.expected = expected;
        }

        /** Says what the text must be, for an error. */
        String expected() {
            return expected;
        }

        boolean takes(String text) {
            try {
                parse(text);
                return true;
            } catch (IllegalArgumentException malformed) {
                return false;
            }
        }

        Object parse(String text) {
            return switch (this) {
                case TEXT -> text;
                case INTEGER -> Long.valueOf(text);
                case BOOLEAN -> SettingTexts.bool(text);
                case DURATION -> SettingTexts.duration(text);
                case URI -> SettingTexts.uri(text);
                case PATH -> Path.of(text);
            };
        }
    }
}
