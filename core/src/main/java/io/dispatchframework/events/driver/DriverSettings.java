package io.dispatchframework.events.driver;

import io.dispatchframework.events.driver.SettingSpec.Kind;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.internal.Text;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one event driver, checked against what its implementation declares.
 *
 * <p>Each method for a value throws {@link IllegalArgumentException} if the setting was not declared, or as another
 * kind, and {@link IllegalStateException} if it has no value: ask {@link #has} about what is neither required nor has a
 * default. Immutable, and safe to share between threads; {@link #toString()} never shows a secret.
 *
 * @since 0.1
 */
public final class DriverSettings {

    private static final String HIDDEN = "***";

    private final Map<String, SettingSpec> specs;
    private final Map<String, String> values;

    private DriverSettings(Map<String, SettingSpec> specs, Map<String, String> values) {
        this.specs = specs;
        this.values = values;
    }

    /**
     * Checks values, and fills in the defaults.
     *
     * @param specs what the implementation declares
     * @param values text by the settings' names; the empty text is as none
     * @return the settings
     * @throws IllegalArgumentException if {@link #violations} has anything to say
     */
    public static DriverSettings of(List<SettingSpec> specs, Map<String, String> values) {
        List<Violation> violations = violations(specs, values);
        if (!violations.isEmpty()) {
            throw new IllegalArgumentException(
                    violations.stream().map(Violation::message).collect(Collectors.joining("; ")));
        }
        Map<String, SettingSpec> declared = new LinkedHashMap<>();
        Map<String, String> complete = new LinkedHashMap<>();
        for (SettingSpec spec : specs) {
            declared.put(spec.name(), spec);
            String value = valueOf(spec, values);
            if (value != null) {
                complete.put(spec.name(), value);
            }
        }
        return new DriverSettings(declared, complete);
    }

    /**
     * Says all that is wrong with values; a secret is never in it.
     *
     * @param specs what the implementation declares
     * @param values text by the settings' names
     * @return what is wrong, first what was declared, in that order, then what was not
     */
    public static List<Violation> violations(List<SettingSpec> specs, Map<String, String> values) {
        Objects.requireNonNull(specs, "specs");
        Objects.requireNonNull(values, "values");
        List<Violation> violations = new ArrayList<>();
        for (SettingSpec spec : specs) {
            String attribute = "settings." + spec.name();
            String value = valueOf(spec, values);
            if (value == null) {
                if (spec.required()) {
                    violations.add(new Violation(attribute, attribute + " is required: " + spec.description()));
                }
            } else if (!spec.kind().takes(value)) {
                violations.add(new Violation(
                        attribute,
                        attribute + " must be " + spec.kind().expected()
                                + (spec.secret() ? "" : ", was " + Text.quote(value))));
            }
        }
        List<String> names = specs.stream().map(SettingSpec::name).toList();
        values.keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .forEach(name -> violations.add(new Violation(
                        "settings." + name,
                        "settings has " + Text.quote(name) + ", which is unknown; known are "
                                + Text.escape(String.join(", ", names)))));
        return List.copyOf(violations);
    }

    private static @Nullable String valueOf(SettingSpec spec, Map<String, String> values) {
        String value = values.get(spec.name());
        return value == null || value.isEmpty() ? spec.defaultValue() : value;
    }

    /**
     * Tells whether a setting has a value.
     *
     * @param name a declared setting
     * @return whether there is one, given or by default
     */
    public boolean has(String name) {
        spec(name);
        return values.containsKey(name);
    }

    /**
     * Returns a setting of any kind as its text.
     *
     * @param name a declared setting
     * @return the text, never empty
     */
    public String text(String name) {
        return value(spec(name));
    }

    /**
     * Returns a setting of the kind {@link Kind#INTEGER}.
     *
     * @param name a declared setting
     * @return the number
     */
    public long integer(String name) {
        return (Long) parsed(name, Kind.INTEGER);
    }

    /**
     * Returns a setting of the kind {@link Kind#BOOLEAN}.
     *
     * @param name a declared setting
     * @return whether it is {@code true}
     */
    public boolean bool(String name) {
        return (Boolean) parsed(name, Kind.BOOLEAN);
    }

    /**
     * Returns a setting of the kind {@link Kind#DURATION}.
     *
     * @param name a declared setting
     * @return the duration, not negative
     */
    public Duration duration(String name) {
        return (Duration) parsed(name, Kind.DURATION);
    }

    /**
     * Returns a setting of the kind {@link Kind#URI}.
     *
     * @param name a declared setting
     * @return the absolute URI
     */
    public URI uri(String name) {
        return (URI) parsed(name, Kind.URI);
    }

    /**
     * Returns a setting of the kind {@link Kind#PATH}.
     *
     * @param name a declared setting
     * @return the path
     */
    public Path path(String name) {
        return (Path) parsed(name, Kind.PATH);
    }

    private Object parsed(String name, Kind kind) {
        SettingSpec spec = spec(name);
        if (spec.kind() != kind) {
            throw new IllegalArgumentException(
                    "the setting " + Text.quote(name) + " was declared as " + spec.kind() + ", not as " + kind);
        }
        return kind.parse(value(spec));
    }

    private SettingSpec spec(String name) {
        SettingSpec spec = specs.get(Objects.requireNonNull(name, "name"));
        if (spec == null) {
            throw new IllegalArgumentException("there is no setting " + Text.quote(name)
                    + " among those that the implementation declares: " + specs.keySet());
        }
        return spec;
    }

    private String value(SettingSpec spec) {
        String value = values.get(spec.name());
        if (value == null) {
            throw new IllegalStateException("the setting " + Text.quote(spec.name())
                    + " has no value; ask has(..) first, or declare a default");
        }
        return value;
    }

    /**
     * Hides secrets in text that may have them, such as the message of an exception.
     *
     * @param text any text
     * @return the text with {@value #HIDDEN} in place of every secret value
     */
    public String masked(String text) {
        List<String> secrets = specs.values().stream()
                .filter(SettingSpec::secret)
                .map(spec -> values.getOrDefault(spec.name(), ""))
                .filter(value -> !value.isEmpty())
                .sorted(Comparator.comparingInt(String::length).reversed()) // one may be a part of another
                .toList();
        String masked = Objects.requireNonNull(text, "text");
        for (String secret : secrets) {
            masked = masked.replace(secret, HIDDEN);
        }
        return masked;
    }

    /** Returns the settings with their values, save the secret ones. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> Text.escape(entry.getKey()) + "=" + shown(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ", "DriverSettings[", "]"));
    }

    private String shown(String name, String value) {
        return spec(name).secret() ? HIDDEN : Text.quote(masked(value));
    }
}
