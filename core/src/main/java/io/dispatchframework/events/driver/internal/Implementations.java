package io.dispatchframework.events.driver.internal;

import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.SettingSpec;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.internal.Nulls;
import io.dispatchframework.events.internal.Text;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The implementations that a manager was given, by their names, and what they declare. */
public final class Implementations {

    private final Map<String, Implementation> byName = new TreeMap<>();

    /** Asks each factory for its settings, once. */
    public Implementations(Map<String, EventDriverFactory> factories) {
        factories.forEach((name, factory) -> {
            List<SettingSpec> settings = Nulls.copyOf(
                    factory.settings(), "the settings that the driver factory " + Text.quote(name) + " declares");
            if (settings.stream().map(SettingSpec::name).distinct().count() < settings.size()) {
                throw new IllegalArgumentException(
                        "the driver factory " + Text.quote(name) + " declares a setting twice: " + settings);
            }
            byName.put(name, new Implementation(factory, settings));
        });
    }

    /** Says what is wrong with a type's implementation and defaults; it need not have all that is required. */
    public List<Violation> violations(EventDriverType type) {
        Implementation implementation = byName.get(type.implementation());
        if (implementation == null) {
            return List.of(new Violation("implementation", unknown(type.implementation())));
        }
        List<SettingSpec> lenient =
                implementation.settings().stream().map(SettingSpec::asOptional).toList();
        return DriverSettings.violations(lenient, type.settings());
    }

    /** Says what is wrong with a driver's settings over those of its type. */
    public List<Violation> violations(EventDriver driver, EventDriverType type) {
        Implementation implementation = byName.get(type.implementation());
        if (implementation == null) {
            return List.of(new Violation(
                    "typeName",
                    "typeName must be of a type that can run here, but for the type " + Text.quote(type.name()) + " "
                            + unknown(type.implementation())));
        }
        return implementation.violations(merged(driver, type));
    }

    private String unknown(String name) {
        return "implementation " + Text.quote(name) + " was not given to this event manager"
                + (byName.isEmpty() ? "" : ", which has " + Text.escape(String.join(", ", byName.keySet())))
                + "; add .driverFactory(" + Text.quote(name) + ", ...) to its builder";
    }

    private static Map<String, String> merged(EventDriver driver, EventDriverType type) {
        Map<String, String> merged = new TreeMap<>(type.settings());
        driver.settings().forEach((name, value) -> {
            if (!value.isEmpty()) { // which is as none
                merged.put(name, value);
            } else {
                merged.putIfAbsent(name, value);
            }
        });
        return merged;
    }

    /** Says how to run a driver, or why it cannot run; calls no factory. */
    Plan plan(EventDriver driver, @Nullable EventDriverType type) {
        long created = driver.metadata().createdRevision();
        if (type == null) {
            return Plan.impossible(created, "there is no driver type " + Text.quote(driver.typeName()));
        }
        Implementation implementation = byName.get(type.implementation());
        if (implementation == null) {
            return Plan.impossible(created, unknown(type.implementation()));
        }
        Map<String, String> settings = merged(driver, type);
        List<Violation> violations = DriverSettings.violations(implementation.settings(), settings);
        return violations.isEmpty()
                ? new Plan(created, type.name(), implementation, settings, "")
                : Plan.impossible(created, text(violations));
    }

    private static String text(List<Violation> violations) {
        return violations.stream().map(Violation::message).collect(Collectors.joining("; "));
    }

    /** A factory, and what it declared when it was asked. */
    record Implementation(EventDriverFactory factory, List<SettingSpec> settings) {

        List<Violation> violations(Map<String, String> values) {
            List<Violation> violations = DriverSettings.violations(settings, values);
            return violations.isEmpty() ? violations(DriverSettings.of(settings, values)) : violations;
        }

        /** What the factory has to add, which is anybody's code. */
        private List<Violation> violations(DriverSettings given) {
            try {
                return factory.violations(given).stream()
                        .map(violation -> new Violation(violation.attribute(), given.masked(violation.message())))
                        .toList();
            } catch (RuntimeException failed) {
                return List.of(new Violation(
                        "settings",
                        "settings could not be checked: "
                                + given.masked(Failure.of(failed).toString())));
            }
        }

        /** Throws where the factory has something to add. */
        void check(DriverSettings given) {
            List<Violation> violations = violations(given);
            if (!violations.isEmpty()) {
                throw new IllegalArgumentException(text(violations));
            }
        }
    }

    /**
     * How a driver is to run; two that are equal run in the same way.
     *
     * @param createdRevision tells it from one that had the name before
     * @param typeName the name of its type
     * @param implementation what makes it, {@code null} if it cannot run
     * @param settings the driver's over those of its type
     * @param fault why it cannot run, {@code ""} if it can
     */
    record Plan(
            long createdRevision,
            String typeName,
            @Nullable Implementation implementation,
            Map<String, String> settings,
            String fault) {

        static Plan impossible(long createdRevision, String fault) {
            return new Plan(createdRevision, "", null, Map.of(), fault);
        }

        /** Leaves out the settings, any of which may be secret. */
        @Override
        public String toString() {
            return "Plan[" + createdRevision + ", " + Text.escape(typeName) + ", " + settings.keySet() + ", " + fault
                    + "]";
        }
    }
}
