package io.dispatchframework.events.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StringSyntaxTest {

    /** As the specification lists them. */
    private static boolean isDisallowed(int point) {
        boolean control = point <= 0x1F || (point >= 0x7F && point <= 0x9F);
        boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
        boolean noncharacter = (point >= 0xFDD0 && point <= 0xFDEF) || point % 0x10000 >= 0xFFFE;
        return control || surrogate || noncharacter;
    }

    @Test
    void indexOfDisallowed_everyCodePoint_isWhatTheSpecificationSays() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            String text = "a\ud83d\ude00" + Character.toString(point) + "b";
            assertThat(StringSyntax.indexOfDisallowed(text))
                    .as("U+%04X", point)
                    .isEqualTo(isDisallowed(point) ? 3 : -1);
        }
    }

    @Test
    void indexOfDisallowed_halvesOfAPair() {
        assertThat(StringSyntax.indexOfDisallowed("\ud83d")).isZero();
        assertThat(StringSyntax.indexOfDisallowed("\ude00")).isZero();
        assertThat(StringSyntax.indexOfDisallowed("\ude00\ud83d")).isZero();
        assertThat(StringSyntax.indexOfDisallowed("\ud83d\ud83d\ude00")).isZero();
        assertThat(StringSyntax.indexOfDisallowed("\ud83d\ude00\ude00")).isEqualTo(2);
        assertThat(StringSyntax.indexOfDisallowed("")).isEqualTo(-1);
        assertThat(StringSyntax.indexOfDisallowed("\ud800\udead")).isEqualTo(-1);
    }

    @Test
    void mended_replacesWhatIsDisallowedAlone() {
        String fit = "gr\u00fc\u00dfe \ud83d\ude00 \u2028";
        assertThat(StringSyntax.mended(fit)).isSameAs(fit);
        assertThat(StringSyntax.mended("a\nb\ud800\ud83d\ude00\uffff\ud83f\udffe\u0085\udc00"))
                .isEqualTo("a\ufffdb\ufffd\ud83d\ude00\ufffd\ufffd\ufffd\ufffd");
    }
}
