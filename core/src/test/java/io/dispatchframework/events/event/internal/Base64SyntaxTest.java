package io.dispatchframework.events.event.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.Effort;
import java.util.Base64;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64SyntaxTest {

    private static final Pattern GRAMMAR =
            Pattern.compile("(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

    @Test
    void isBase64_whatTheJdkWrites_is() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int length = 0; length < 300; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(Base64Syntax.isBase64(Base64.getEncoder().encodeToString(bytes)))
                    .as("%d bytes, seed %d", length, seed)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "QQ",
                "QUI",
                "QQ=",
                "=",
                "==",
                "===",
                "====",
                "Q===",
                "QQ==QQ==",
                "QQ=A",
                "Q=Q=",
                "QUJD\n",
                "QUJ\n",
                " QUJ",
                "QU-_",
                "QUJ\u0661",
                "=QUJ"
            })
    void isBase64_otherText_isNot(String text) {
        assertThat(Base64Syntax.isBase64(text)).isFalse();
    }

    @Test
    void isBase64_anyText_isWhatTheGrammarSays_andTheJdkReadsIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String characters = "AAaazZ09+/==-_ \n";
        int wellFormed = 0;
        int runs = Effort.of(200_000, 40_000);
        for (int run = 0; run < runs; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(10); i > 0; i--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            boolean expected = GRAMMAR.matcher(text).matches();
            assertThat(Base64Syntax.isBase64(text.toString()))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(expected);
            if (expected) {
                wellFormed++;
                assertThat(Base64.getDecoder().decode(text.toString())).isNotNull();
            }
        }
        assertThat(wellFormed).isBetween(runs / 10, runs / 10 * 9);
    }
}
