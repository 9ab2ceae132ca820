package io.dispatchframework.events.driver;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an implementation declares about one of its settings.
 *
 * @param name the setting's name
 * @param kind what its text must be
 * @param required whether a driver needs a value, its own or its type's
 * @param defaultValue the value where neither the driver nor its type has one, or {@code null}
 * @param secret whether its value must never be shown
 * @param description what it is for, for people
 * @since 0.1
 */
public record SettingSpec(
        String name, Kind kind, boolean required, @Nullable String defaultValue, boolean secret, String description) {

    /**
     * Checks the parts against each other.
     *
     * @throws IllegalArgumentException if the name is empty, the default is not of the kind, or a setting with a default
     *     is required or secret
     */
    public SettingSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(description, "description");
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
    }

    /**
     * Declares a setting that is optional, without a default, and not secret.
     *
     * @param name the setting's name
     * @param kind what its text must be
     * @param description what it is for, for people
     * @return the declaration
     */
    public static SettingSpec of(String name, Kind kind, String description) {
        return new SettingSpec(name, kind, false, null, false, description);
    }

    /**
     * Returns the same declaration of a required setting.
     *
     * @return the declaration
     */
    public SettingSpec asRequired() {
        return new SettingSpec(name, kind, true, defaultValue, secret, description);
    }

    /**
     * Returns the same declaration of a secret setting.
     *
     * @return the declaration
     */
    public SettingSpec asSecret() {
        return new SettingSpec(name, kind, required, defaultValue, true, description);
    }

    /**
     * Returns the same declaration with a default.
     *
     * @param value the value where none is given
     * @return the declaration
     */
    public SettingSpec withDefault(String value) {
        return new SettingSpec(name, kind, required, Objects.requireNonNull(value, "value"), secret, description);
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
