package io.dispatchframework.events.event.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.Effort;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriSyntaxTest {

    private static final int RUNS = Effort.of(200_000, 40_000);

    /** Which texts of the grammar are asked for. */
    private enum Kind {
        URI_OR_ABSOLUTE_PATH,
        URI,
        URI_REFERENCE
    }

    /** The grammar of RFC 3986, appendix A, rule by rule. */
    private static final Map<Kind, Pattern> GRAMMARS =
            Arrays.stream(Kind.values()).collect(Collectors.toMap(kind -> kind, kind -> Pattern.compile(abnf(kind))));

    private static String abnf(Kind kind) {
        String unreserved = "a-zA-Z0-9\\-._~";
        String subDelims = "!$&'()*+,;=";
        String encoded = "%[0-9A-Fa-f]{2}";
        String pchar = "(?:[" + unreserved + subDelims + ":@]|" + encoded + ")";
        String segments = "(?:/" + pchar + "*)*";
        String absolutePath = "/(?:" + pchar + "+" + segments + ")?";
        String rootlessPath = pchar + "+" + segments;
        String query = "(?:" + pchar + "|[/?])*";
        String tail = "(?:\\?" + query + ")?(?:#" + query + ")?";

        String h16 = "[0-9A-Fa-f]{1,4}";
        String octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]|[0-9])";
        String v4 = octet + "(?:\\." + octet + "){3}";
        String ls32 = "(?:" + h16 + ":" + h16 + "|" + v4 + ")";
        String g = "(?:" + h16 + ":)";
        String v6 = String.join(
                "|",
                g + "{6}" + ls32,
                "::" + g + "{5}" + ls32,
                "(?:" + h16 + ")?::" + g + "{4}" + ls32,
                "(?:" + g + "{0,1}" + h16 + ")?::" + g + "{3}" + ls32,
                "(?:" + g + "{0,2}" + h16 + ")?::" + g + "{2}" + ls32,
                "(?:" + g + "{0,3}" + h16 + ")?::" + g + ls32,
                "(?:" + g + "{0,4}" + h16 + ")?::" + ls32,
                "(?:" + g + "{0,5}" + h16 + ")?::" + h16,
                "(?:" + g + "{0,6}" + h16 + ")?::");
        String future = "[vV][0-9A-Fa-f]+\\.[" + unreserved + subDelims + ":]+";
        String name = "(?:[" + unreserved + subDelims + "]|" + encoded + ")*";
        String userInfo = "(?:[" + unreserved + subDelims + ":]|" + encoded + ")*@";
        String authority = "(?:" + userInfo + ")?(?:\\[(?:" + v6 + "|" + future + ")\\]|" + name + ")(?::[0-9]*)?";

        String uri = "[a-zA-Z][a-zA-Z0-9+\\-.]*:(?://" + authority + segments + "|" + absolutePath + "|" + rootlessPath
                + "|)";
        String withoutColon = "(?:[" + unreserved + subDelims + "@]|" + encoded + ")";
        String relative =
                "(?://" + authority + segments + "|" + absolutePath + "|" + withoutColon + "+" + segments + "|)";
        return switch (kind) {
            case URI_OR_ABSOLUTE_PATH -> "(?:" + uri + "|" + absolutePath + ")" + tail;
            case URI -> uri + tail;
            case URI_REFERENCE -> "(?:" + uri + "|" + relative + ")" + tail;
        };
    }

    private static boolean isByGrammar(String text) {
        return isByGrammar(Kind.URI_OR_ABSOLUTE_PATH, text);
    }

    private static boolean isByGrammar(Kind kind, String text) {
        return Objects.requireNonNull(GRAMMARS.get(kind)).matcher(text).matches();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-555-123-4567",
                "cloudevents/spec/pull/123",
                "/sensors/tn-1234567/alerts",
                "//host/path",
                "//",
                "//[::1]:80",
                "..",
                "./a:b",
                "a/b:c",
                "?a:b",
                "#a:b",
                "@",
                "a%20b",
                "mailto:cncf-wg-serverless@lists.cncf.io",
                "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
                "https://github.com/cloudevents"
            })
    void isUriReference_wellFormed(String text) {
        assertThat(UriSyntax.isUriReference(text)).isTrue();
        assertThat(isByGrammar(Kind.URI_REFERENCE, text)).isTrue();
        assertThat(UriSyntax.isUri(text)).isEqualTo(isByGrammar(Kind.URI, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b", ":", "1:2", "a_b:c", "a%", "//a b", "//[::1", "//h:x/", "#a#b", "a\n", "\u00e9", "a\\b", "a\"",
                "<a>", "[a]", "%zz"
            })
    void isUriReference_malformed(String text) {
        assertThat(UriSyntax.isUriReference(text)).isFalse();
        assertThat(isByGrammar(Kind.URI_REFERENCE, text)).isFalse();
        assertThat(UriSyntax.isUri(text)).isFalse();
    }

    private static boolean isByJdk(String text) {
        try {
            return new URI(text).isAbsolute() || (text.startsWith("/") && !text.startsWith("//"));
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://schemas.example.com/user.json",
                "https://user:secret@example.com:8443/a/b;v=1?q=a/b?c#/definitions/user",
                "http://example.com",
                "http://a:/",
                "http://a/%41",
                "http://[::1]/",
                "http://[2001:db8::7]:80/x",
                "http://[::ffff:192.0.2.1]/",
                "http://[v1.fe:x]/",
                "file:///etc/schema.json",
                "mailto:x@y.z",
                "urn:isbn:0451450523",
                "about:",
                "/",
                "/abs/path",
                "/abs/path?q#f",
                "/%C3%A9"
            })
    void isAbsoluteUriOrPath_wellFormed(String text) {
        assertThat(UriSyntax.isAbsoluteUriOrPath(text)).isTrue();
        assertThat(isByGrammar(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#",
                "*",
                "rel",
                "schema.json",
                "a/b:c",
                "//host/path",
                ":x",
                "1http://a",
                " http://a",
                "http://a ",
                "http://a/\n",
                "http://a/\t",
                "http://a\n",
                "http://\u00e9.example/",
                "http://a/\u0661",
                "http://a/%4",
                "http://a/%",
                "http://a/%4g",
                "http://a/<b>",
                "http://a/#b#c",
                "http://a/[b]",
                "http://a/?[b]",
                "http://a:8o/",
                "http://a@b@c/",
                "http://[::1/",
                "http://[]/",
                "http://[::1]x/",
                "http://[1::2::3]/",
                "http://[1:2:3:4:5:6:7]/",
                "http://[1:2:3:4:5:6:7:8:9]/",
                "http://[::1%25eth0]/",
                "http://[::256.0.0.1]/",
                "http://[::01.0.0.1]/",
                "http://[v.x]/",
                "http://[v1.]/",
                "${7*7}",
                "\ud83d\ude00:x"
            })
    void isAbsoluteUriOrPath_malformed(String text) {
        assertThat(UriSyntax.isAbsoluteUriOrPath(text)).isFalse();
        assertThat(isByGrammar(text)).isFalse();
    }

    @Test
    void isAbsoluteUriOrPath_anyText_isWhatTheGrammarSays() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {
            "http",
            "a",
            "z9",
            "F0",
            "1",
            "25",
            "256",
            "0",
            ":",
            ":",
            "::",
            "/",
            "/",
            "//",
            "?",
            "#",
            "@",
            "[",
            "]",
            "[::",
            "[1:2:3:4:5:6:7:8]",
            "[::1.2.3.4]",
            ".",
            "-",
            "+",
            "_",
            "~",
            "!",
            "'",
            "(",
            "*",
            ",",
            ";",
            "=",
            "&",
            "$",
            "%",
            "%41",
            "%zz",
            "v1.",
            " ",
            "\n",
            "\u0000",
            "\u007f",
            "<",
            ">",
            "\"",
            "\\",
            "^",
            "`",
            "{",
            "|",
            "}",
            "\u00e9",
            "\u0130",
            "\ud83d\ude00",
            "\ud800",
            "\u2028"
        };
        int wellFormed = 0;
        for (int run = 0; run < RUNS; run++) {
            StringBuilder text = new StringBuilder();
            if (random.nextInt(3) > 0) {
                text.append(new String[] {"a:", "http://", "/", "http://[", "x:/", "//"}[random.nextInt(6)]);
            }
            for (int i = random.nextInt(9); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            boolean expected = isByGrammar(text.toString());
            wellFormed += expected ? 1 : 0;
            assertThat(UriSyntax.isAbsoluteUriOrPath(text.toString()))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(expected);
            assertThat(UriSyntax.isUri(text.toString()))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(isByGrammar(Kind.URI, text.toString()));
            assertThat(UriSyntax.isUriReference(text.toString()))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(isByGrammar(Kind.URI_REFERENCE, text.toString()));
        }
        assertThat(wellFormed).isBetween(RUNS / 10, RUNS / 10 * 9);
    }

    @Test
    void isAbsoluteUriOrPath_anyIpV6Address_isWhatTheGrammarSays() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] groups = {"0", "1", "ab", "FFFF", "10000", "g", "", "1.2.3.4"};
        int wellFormed = 0;
        for (int run = 0; run < RUNS; run++) {
            StringBuilder text = new StringBuilder("x://[");
            text.append(random.nextInt(3) == 0 ? "::" : "");
            int count = 1 + random.nextInt(9);
            for (int i = 0; i < count; i++) {
                int choice = random.nextInt(40);
                text.append(choice < 8 ? groups[choice] : "1");
                text.append(i + 1 == count ? "" : random.nextInt(8) == 0 ? "::" : ":");
            }
            text.append(random.nextInt(6) == 0 ? "::" : "").append("]");
            boolean expected = isByGrammar(text.toString());
            wellFormed += expected ? 1 : 0;
            assertThat(UriSyntax.isAbsoluteUriOrPath(text.toString()))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(expected);
        }
        assertThat(wellFormed).isBetween(RUNS / 10, RUNS / 10 * 9);
    }

    /** Over ASCII, without brackets, and after a plain beginning, RFC 2396 and RFC 3986 do not differ. */
    @Test
    void isAbsoluteUriOrPath_whereTheStandardsAgree_isWhatTheJdkSays() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] starts = {"http://example.com:80/", "http://a.b/", "file:///x", "urn:x", "/x", "x/", "http://u@h?"};
        String characters = "azAZ09-._~!$&'()*+,;=:@/?#%% <>\"\\^`{|}\n\u0000\u007f";
        int wellFormed = 0;
        for (int run = 0; run < RUNS; run++) {
            StringBuilder text = new StringBuilder(starts[random.nextInt(starts.length)]);
            for (int i = random.nextInt(6); i > 0; i--) {
                char c = characters.charAt(random.nextInt(characters.length()));
                text.append(c == '%' && random.nextInt(3) > 0 ? "%4a" : String.valueOf(c));
            }
            boolean expected = isByJdk(text.toString());
            wellFormed += expected ? 1 : 0;
            assertThat(UriSyntax.isAbsoluteUriOrPath(text.toString()))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(expected);
        }
        assertThat(wellFormed).isBetween(RUNS / 10, RUNS / 10 * 9);
    }
}
