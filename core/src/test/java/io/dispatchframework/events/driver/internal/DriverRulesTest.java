package io.dispatchframework.events.driver.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.event.internal.RuleSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverRulesTest {

    private static <T> List<String> messages(RuleSet<T> table, T subject) {
        List<Violation> violations = table.violations(subject);
        assertThat(table.isValid(subject)).isEqualTo(violations.isEmpty());
        return violations.stream().map(Violation::message).toList();
    }

    private static List<String> messages(EventDriver.Builder driver) {
        return messages(DriverRules.DRIVERS, driver.build());
    }

    private static List<String> messages(EventDriverType.Builder type) {
        return messages(DriverRules.TYPES, type.build());
    }

    @Test
    void violations_nameAndTypeOrImplementation_areEnough() {
        assertThat(messages(EventDriver.builder("d").typeName("clock"))).isEmpty();
        assertThat(messages(EventDriverType.builder("clock").implementation("ticker")))
                .isEmpty();
    }

    @Test
    void violations_everythingWrong_areReportedAtOnceInOrder() {
        assertThat(messages(EventDriver.builder("").setting("", "x").tag("", "x")))
                .containsExactly(
                        "driverName is required",
                        "typeName is required",
                        "settings has the name ''; a name must have 1 to 128 characters, none of them control"
                                + " characters, line separators or unpaired surrogates",
                        "tags must have no empty key");
        assertThat(messages(EventDriverType.builder("a\nb").setting("a\nb", "x")))
                .containsExactly(
                        "typeName must have no control characters, line separators or unpaired surrogates, has"
                                + " '\\u000a' at character 2",
                        "implementation is required",
                        "settings has the name 'a\\u000ab'; a name must have 1 to 128 characters, none of them control"
                                + " characters, line separators or unpaired surrogates");
    }

    @Test
    void violations_namesLongerThanASourceMayBe_areRefused() {
        assertThat(messages(EventDriver.builder("n".repeat(65)).typeName("t".repeat(33))))
                .containsExactly(
                        "driverName must be at most 64 characters, was 65",
                        "typeName must be at most 32 characters, was 33");
        assertThat(messages(EventDriver.builder("n".repeat(64)).typeName("t".repeat(32))))
                .isEmpty();
        assertThat(messages(EventDriverType.builder("t".repeat(33)).implementation("i".repeat(129))))
                .containsExactly(
                        "typeName must be at most 32 characters, was 33",
                        "implementation must be at most 128 characters, was 129");
    }

    @Test
    void violations_ofSettings_showNoValue() {
        assertThat(messages(EventDriver.builder("d").typeName("t").setting("key", "\n\0" + "s".repeat(65_534))))
                .isEmpty();
        assertThat(messages(EventDriver.builder("d").typeName("t").setting("key", "s".repeat(65_537))))
                .containsExactly("settings has a value under 'key' that must be at most 65536 characters, was 65537");
        EventDriver.Builder many = EventDriver.builder("d").typeName("t");
        for (int i = 0; i < 257; i++) {
            many.setting("s" + i, "v");
        }
        assertThat(messages(many)).containsExactly("settings must be at most 256, were 257");
    }
}
