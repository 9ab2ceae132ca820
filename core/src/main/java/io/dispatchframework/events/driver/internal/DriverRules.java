package io.dispatchframework.events.driver.internal;

import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.event.internal.Check;
import io.dispatchframework.events.event.internal.Checks;
import io.dispatchframework.events.event.internal.DispatchRules;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.event.internal.TagChecks;
import io.dispatchframework.events.internal.Text;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables of rules for event drivers and their types; what an implementation declares comes on top. */
public final class DriverRules {

    /** The longest name of an implementation, in characters. */
    public static final int LONGEST_IMPLEMENTATION = 128;

    /** How many settings there may be. */
    public static final int MOST_SETTINGS = 256;

    /** The longest name of a setting, in characters. */
    public static final int LONGEST_SETTING_NAME = 128;

    /** The longest value of a setting, in characters. */
    public static final int LONGEST_SETTING_VALUE = 65_536;

    /** The table for types; their names must do as the source types of events. */
    public static final RuleSet<EventDriverType> TYPES = RuleSet.builder(EventDriverType.class)
            .attribute(
                    "typeName",
                    "name",
                    EventDriverType::name,
                    Checks.required(),
                    Checks.atMost(DispatchRules.LONGEST_SOURCE_TYPE),
                    Checks.plain())
            .attribute(
                    "implementation",
                    "implementation",
                    EventDriverType::implementation,
                    Checks.required(),
                    Checks.atMost(LONGEST_IMPLEMENTATION),
                    Checks.plain())
            .attribute(
                    "settings",
                    "settings",
                    EventDriverType::settings,
                    new FewSettings(),
                    new SettingNames(),
                    new ShortValues())
            .attribute(
                    "tags",
                    "tags",
                    EventDriverType::tags,
                    TagChecks.few(),
                    TagChecks.noEmptyKey(),
                    TagChecks.keys(),
                    TagChecks.values())
            .build();

    /** The table for drivers; their names must do as the source ids of events. */
    public static final RuleSet<EventDriver> DRIVERS = RuleSet.builder(EventDriver.class)
            .attribute(
                    "driverName",
                    "name",
                    EventDriver::name,
                    Checks.required(),
                    Checks.atMost(DispatchRules.LONGEST_SOURCE_ID),
                    Checks.plain())
            .attribute(
                    "typeName",
                    "typeName",
                    EventDriver::typeName,
                    Checks.required(),
                    Checks.atMost(DispatchRules.LONGEST_SOURCE_TYPE),
                    Checks.plain())
            .attribute(
                    "settings",
                    "settings",
                    EventDriver::settings,
                    new FewSettings(),
                    new SettingNames(),
                    new ShortValues())
            .attribute(
                    "tags",
                    "tags",
                    EventDriver::tags,
                    TagChecks.few(),
                    TagChecks.noEmptyKey(),
                    TagChecks.keys(),
                    TagChecks.values())
            .build();

    private DriverRules() {}

    private record FewSettings() implements Check<Map<String, String>> {

        @Override
        public boolean holds(Map<String, String> settings) {
            return settings.size() <= MOST_SETTINGS;
        }

        @Override
        public String fault(String attribute, Map<String, String> settings) {
            return attribute + " must be at most " + MOST_SETTINGS + ", were " + settings.size();
        }
    }

    /** The fault is about the first name that is wrong. */
    private record SettingNames() implements Check<Map<String, String>> {

        private static @Nullable String firstWrong(Map<String, String> settings) {
            for (String name : settings.keySet()) {
                if (name.isEmpty() || Checks.isLonger(name, LONGEST_SETTING_NAME) || Checks.indexOfUnplain(name) >= 0) {
                    return name;
                }
            }
            return null;
        }

        @Override
        public boolean holds(Map<String, String> settings) {
            return firstWrong(settings) == null;
        }

        @Override
        public String fault(String attribute, Map<String, String> settings) {
            return attribute + " has the name " + Text.quote(firstWrong(settings)) + "; a name must have 1 to "
                    + LONGEST_SETTING_NAME + " characters, none of them control characters, line separators or unpaired"
                    + " surrogates";
        }
    }

    /** A value may be any text, and secret: no part of it stands in the fault, which is about the first too long one. */
    private record ShortValues() implements Check<Map<String, String>> {

        private static Map.@Nullable Entry<String, String> firstWrong(Map<String, String> settings) {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                if (Checks.isLonger(setting.getValue(), LONGEST_SETTING_VALUE)) {
                    return setting;
                }
            }
            return null;
        }

        @Override
        public boolean holds(Map<String, String> settings) {
            return firstWrong(settings) == null;
        }

        @Override
        public String fault(String attribute, Map<String, String> settings) {
            Map.Entry<String, String> wrong = firstWrong(settings);
            if (wrong == null) {
                throw new IllegalArgumentException(attribute + " have no fault");
            }
            String value = wrong.getValue();
            return attribute + " has a value under " + Text.quote(wrong.getKey()) + " that must be at most "
                    + LONGEST_SETTING_VALUE + " characters, was " + value.codePointCount(0, value.length());
        }
    }
}
