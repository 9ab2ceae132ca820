package io.dispatchframework.events.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void escape_leavesPrintableTextAlone() {
        assertThat(Text.escape("plain 'text' 1")).isEqualTo("plain 'text' 1");
        assertThat(Text.escape("grüße, 語, 😀")).isEqualTo("grüße, 語, 😀");
        assertThat(Text.escape(null)).isEqualTo("null");
    }

    @Test
    void escape_writesOutWhatCouldForgeALine() {
        assertThat(Text.escape("a\r\nb\u2028c\u001B[31m\u202Ed\uD800"))
                .isEqualTo("a\\u000d\\u000ab\\u2028c\\u001b[31m\\u202ed\\ud800");
    }

    @Test
    void quote_cutsWhatIsLong() {
        assertThat(Text.quote("x".repeat(1_000))).hasSizeLessThan(160).endsWith("... (1000 characters)'");
        assertThat(Text.quote("short")).isEqualTo("'short'");
    }
}
