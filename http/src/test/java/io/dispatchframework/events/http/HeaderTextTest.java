package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTextTest {

    /** The first is the example of the specification. */
    @ParameterizedTest
    @CsvSource({
        "Euro € 😀, Euro%20%E2%82%AC%20%F0%9F%98%80",
        "'', ''",
        "' ', %20",
        "\"quoted\", %22quoted%22",
        "100%, 100%25",
        "a%20b, a%2520b",
        "!#$&'()*+-./:;<=>?@[\\]^_`{|}~, !#$&'()*+-./:;<=>?@[\\]^_`{|}~"
    })
    void encode_isUndoneByDecode(String text, String value) {
        assertThat(HeaderText.encode(text)).isEqualTo(value);
        assertThat(HeaderText.decode(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "%e2%82%aC, €",
        "%41%2f, A/",
        "two words, two words",
        "' around ', around",
        "say \"it\", say \"it\"",
        "\"two words\", two words",
        "\"a \\\"b\\\" \\\\ c\", a \"b\" \\ c",
        "\"%41\", A",
        "\"\", ''"
    })
    void decode_takesWhatWasEncodedOtherwise(String value, String text) {
        assertThat(HeaderText.decode(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "100%",
                "%4",
                "a%4",
                "%zz",
                "%4g",
                "%-1",
                "%+1",
                "% 1",
                "%\uff11\uff11", // digits that are full-width
                "%C0%A0",
                "%80",
                "%E2%82",
                "%ED%A0%80",
                "%F4%90%80%80",
                "%FF", // no UTF-8
                "caf\u00e9",
                "a\tb",
                "\u007f", // no printable ASCII
                "\"",
                "\"open",
                "\"open\\\"",
                "\"open\\",
                "\"shut\" more"
            })
    void decode_refusesAllElse(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeaderText.decode(value))
                .withMessageStartingWith("must ")
                .withMessageContaining(", was '");
    }

    @Test
    void randomText_isUndoneByDecode() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                int c = random.nextInt(random.nextInt(4) == 0 ? Character.MAX_CODE_POINT + 1 : 0x100);
                text.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '%' : c);
            }
            String value = HeaderText.encode(text.toString());

            assertThat(value).as("seed %d", seed).matches("[!-~]*");
            assertThat(HeaderText.decode(value)).as("seed %d", seed).isEqualTo(text.toString());
        }
    }
}
