package io.dispatchframework.events.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dispatchframework.events.driver.SettingSpec.Kind;
import org.junit.jupiter.api.Test;

class SettingSpecTest {

    private final SettingSpec port = SettingSpec.of("port", Kind.INTEGER, "where");

    @Test
    void of_isOptionalAndOpen_withoutDefault() {
        assertThat(port.required()).isFalse();
        assertThat(port.secret()).isFalse();
        assertThat(port.defaultValue()).isNull();
    }

    @Test
    void asOptional_keepsTheRest() {
        SettingSpec secret = port.asSecret();

        assertThat(secret.asRequired()).isNotEqualTo(secret);
        assertThat(secret.asRequired().asOptional()).isEqualTo(secret).hasSameHashCodeAs(secret);
        assertThat(port.withDefault("80").asOptional().defaultValue()).isEqualTo("80");
    }

    @Test
    void default_ofRequiredOrSecretOrOfAnotherKind_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> port.asRequired().withDefault("80"))
                .withMessage("the setting port has a default, so it can be neither required nor secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> port.withDefault("80").asSecret())
                .withMessage("the setting port has a default, so it can be neither required nor secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> port.withDefault("many"))
                .withMessage("the default of the setting port must be a whole number, was many");
    }

    @Test
    void of_emptyName_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SettingSpec.of("", Kind.TEXT, "nothing"));
    }
}
