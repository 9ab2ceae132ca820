package io.dispatchframework.events.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dispatchframework.events.driver.SettingSpec.Kind;
import io.dispatchframework.events.event.Violation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverSettingsTest {

    private static final List<SettingSpec> SPECS = List.of(
            SettingSpec.of("user", Kind.TEXT, "who").asRequired(),
            SettingSpec.of("port", Kind.INTEGER, "where").withDefault("80"),
            SettingSpec.of("deep", Kind.BOOLEAN, "whether"),
            SettingSpec.of("every", Kind.DURATION, "how often"),
            SettingSpec.of("target", Kind.URI, "whither"),
            SettingSpec.of("file", Kind.PATH, "which"),
            SettingSpec.of("pin", Kind.INTEGER, "a secret").asSecret());

    private static List<String> faults(Map<String, String> values) {
        return DriverSettings.violations(SPECS, values).stream()
                .map(Violation::message)
                .toList();
    }

    @Test
    void of_givenValuesAndDefaults_areReadByTheirKind() {
        DriverSettings settings = DriverSettings.of(
                SPECS, Map.of("user", "jon", "deep", "true", "every", "1.5", "target", "http://a/b", "file", "/tmp/x"));

        assertThat(settings.text("user")).isEqualTo("jon");
        assertThat(settings.integer("port")).isEqualTo(80);
        assertThat(settings.text("port")).isEqualTo("80");
        assertThat(settings.bool("deep")).isTrue();
        assertThat(settings.duration("every")).isEqualTo(Duration.ofMillis(1500));
        assertThat(settings.uri("target")).isEqualTo(URI.create("http://a/b"));
        assertThat(settings.path("file")).isEqualTo(Path.of("/tmp/x"));
        assertThat(settings.has("port")).isTrue();
        assertThat(settings.has("pin")).isFalse();
    }

    @Test
    void violations_everythingWrong_isSaidAtOnceWithoutSecrets() {
        assertThat(faults(Map.of(
                        "user", "", "port", "many", "deep", "TRUE", "every", "-1", "target", "/a", "file", "\0", "pin",
                        "hunter2", "colour", "sekret")))
                .containsExactly(
                        "settings.user is required: who",
                        "settings.port must be a whole number, was 'many'",
                        "settings.deep must be true or false, was 'TRUE'",
                        "settings.every must be a number of seconds or an ISO-8601 duration, not negative, was '-1'",
                        "settings.target must be an absolute URI, was '/a'",
                        "settings.file must be a path, was '\\u0000'",
                        "settings.pin must be a whole number",
                        "settings has 'colour', which is unknown; known are user, port, deep, every, target, file, pin");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DriverSettings.of(SPECS, Map.of("pin", "hunter2")))
                .withMessage("settings.user is required: who; settings.pin must be a whole number");
    }

    @ParameterizedTest
    @CsvSource({"0,PT0S", "5,PT5S", "0.000000001,PT0.000000001S", "PT1M30S,PT1M30S", "P1D,PT24H", "007.250,PT7.25S"})
    void duration_isSecondsOrIso(String text, Duration expected) {
        assertThat(DriverSettings.of(SPECS, Map.of("user", "u", "every", text)).duration("every"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"soon", "-PT1S", "PT-1S", "1e9", "1.", ".5", "0x10", "1.0000000001", "' 5'", "9999999999999"})
    void duration_otherwise_isRefused(String text) {
        assertThat(faults(Map.of("user", "u", "every", text))).hasSize(1);
    }

    @Test
    void values_undeclaredWrongKindOrAbsent_areToldApart() {
        DriverSettings settings = DriverSettings.of(SPECS, Map.of("user", "u"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.text("colour"))
                .withMessageContaining("no setting 'colour'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.bool("user"))
                .withMessageContaining("declared as TEXT, not as BOOLEAN");
        assertThatIllegalStateException()
                .isThrownBy(() -> settings.bool("deep"))
                .withMessageContaining("'deep' has no value");
    }

    @Test
    void secrets_areNeverShown() {
        List<SettingSpec> specs = List.of(
                SettingSpec.of("token", Kind.TEXT, "").asSecret(),
                SettingSpec.of("longer", Kind.TEXT, "").asSecret(),
                SettingSpec.of("none", Kind.TEXT, "").asSecret(),
                SettingSpec.of("url", Kind.TEXT, ""));
        DriverSettings settings =
                DriverSettings.of(specs, Map.of("token", "abc", "longer", "abcdef", "url", "http://abc@host"));

        assertThat(settings).hasToString("DriverSettings[token=***, longer=***, url='http://***@host']");
        assertThat(settings.masked("no abcdef here, nor abc")).isEqualTo("no *** here, nor ***");
    }

    @Test
    void spec_thatContradictsItself_isRefused() {
        SettingSpec spec = SettingSpec.of("port", Kind.INTEGER, "where");
        assertThatIllegalArgumentException().isThrownBy(() -> spec.withDefault("many"));
        assertThatIllegalArgumentException().isThrownBy(() -> spec.asRequired().withDefault("1"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.withDefault("1").asSecret());
        assertThatIllegalArgumentException().isThrownBy(() -> SettingSpec.of("", Kind.TEXT, ""));
    }
}
