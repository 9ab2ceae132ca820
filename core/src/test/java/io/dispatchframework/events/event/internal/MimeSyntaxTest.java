package io.dispatchframework.events.event.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MimeSyntaxTest {

    /** RFC 2045, section 5.1. */
    private static final Pattern GRAMMAR = Pattern.compile(grammar());

    private static String grammar() {
        String word = "[!-~&&[^()<>@,;:\\\\\"/\\[\\]?=]]+";
        String quoted = "\"(?:[\\t -~&&[^\"\\\\]]|\\\\[\\t -~])*\"";
        return word + "/" + word + "(?:[ \\t]*;[ \\t]*" + word + "=(?:" + word + "|" + quoted + "))*";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/plain; charset=utf-8",
                "text/plain;charset=utf-8;format=flowed",
                "text/plain \t;\t charset=\"utf-8\"",
                "multipart/mixed; boundary=\"gc0p4Jq0M:2Yt08jU534c0p==\"",
                "text/x; a=\"\"",
                "text/x; a=\"b\\\"c\\\\;d\"",
                "application/vnd.api+json",
                "image/svg+xml",
                "x-a/x-b",
                "message/external-body; access-type=URL; URL=\"http://a/\""
            })
    void isMimeType_wellFormed(String text) {
        assertThat(MimeSyntax.isMimeType(text)).isTrue();
        assertThat(GRAMMAR.matcher(text).matches()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "text",
                "text/",
                "/plain",
                "a/b/c",
                "text/plain ",
                " text/plain",
                "text /plain",
                "text/plain;",
                "text/plain; charset",
                "text/plain; charset=",
                "text/plain; =utf-8",
                "text/plain; charset =utf-8",
                "text/plain; charset=utf 8",
                "text/plain charset=utf-8",
                "text/plain; charset=\"utf-8",
                "text/plain; charset=\"utf-8\\\"",
                "text/plain; charset=\"utf-8\\",
                "text/plain; charset=\"utf-8\"x",
                "text/plain; a=b; ",
                "text/plain (a comment)",
                "text/pl\u00e4in",
                "text/plain; a=\"\u00e4\"",
                "text/plain; a=\"\n\"",
                "text/plain\n",
                "text/\u0000",
                "text/plain, text/html",
                "${7*7}"
            })
    void isMimeType_malformed(String text) {
        assertThat(MimeSyntax.isMimeType(text)).isFalse();
        assertThat(GRAMMAR.matcher(text).matches()).isFalse();
    }

    @Test
    void isMimeType_anyText_isWhatTheGrammarSays() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {
            "text", "x-y.z+", "/", ";", "; ", " ;", "=", "a=b", "c=\"", "\"", "\\", "\\\"", " ", "\t", "\n", "(", "@",
            "?", "{", "}", "\u00e4", "\u007f", "*"
        };
        int wellFormed = 0;
        for (int run = 0; run < 200_000; run++) {
            StringBuilder text = new StringBuilder(random.nextInt(4) > 0 ? "text/x" : "");
            for (int i = random.nextInt(3); i > 0; i--) {
                text.append(random.nextBoolean() ? ";a=\"b c\"" : "; d=e");
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            boolean expected = GRAMMAR.matcher(text).matches();
            wellFormed += expected ? 1 : 0;
            assertThat(MimeSyntax.isMimeType(text.toString()))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(expected);
        }
        assertThat(wellFormed).isBetween(20_000, 180_000);
    }
}
