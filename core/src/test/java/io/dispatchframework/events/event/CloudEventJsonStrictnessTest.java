package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and where the fault is said to be. */
class CloudEventJsonStrictnessTest {

    private static final CloudEventJson JSON = CloudEventJson.create();

    private static MalformedJsonException refusal(byte[] document) {
        MalformedJsonException whole = catchThrowableOfType(
                MalformedJsonException.class, () -> JSON.readAll(new ByteArrayInputStream(document)));
        assertThat(whole).as("refused").isNotNull();
        MalformedJsonException trickled =
                catchThrowableOfType(MalformedJsonException.class, () -> JSON.readAll(trickle(document)));
        assertThat(trickled).as("refused byte by byte").hasMessage(whole.getMessage());
        assertThatThrownBy(() -> JSON.read(document)).as("refused at once").isInstanceOf(MalformedJsonException.class);
        return whole;
    }

    private static MalformedJsonException refusal(String document) {
        return refusal(document.getBytes(StandardCharsets.UTF_8));
    }

    /** Gives one byte at a time, as a slow connection does. */
    static InputStream trickle(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(1, length));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":'a'}",
                "{x:1}",
                "{\"x\":1,}",
                "{,}",
                "{\"x\":,}",
                "{\"x\"}",
                "{\"x\" 1}",
                "{\"x\":1 \"y\":2}",
                "{\"x\":01}",
                "{\"x\":-01}",
                "{\"x\":1.}",
                "{\"x\":.5}",
                "{\"x\":+1}",
                "{\"x\":-}",
                "{\"x\":1e}",
                "{\"x\":0x1}",
                "{\"x\":1a}",
                "{\"x\":NaN}",
                "{\"x\":-NaN}",
                "{\"x\":Infinity}",
                "{\"x\":-Infinity}",
                "{\"x\":-INF}",
                "{\"x\":True}",
                "{\"x\":tru}",
                "{\"x\":nullx}",
                "{\"x\":undefined}",
                "{\"x\":\"\\x\"}",
                "{\"x\":\"\\'\"}",
                "{\"x\":\"\\u12\"}",
                "{\"x\":\"\\u00zz\"}",
                "{\"x\":\"a\nb\"}",
                "{\"x\":\"a\tb\"}",
                "{\"x\":\"a\u0000b\"}",
                "{\"x\":[1,]}",
                "{\"x\":[,1]}",
                "{\"x\":[1,,2]}",
                "{\"x\":[1 2]}",
                "{\"x\":[1}",
                "{\"x\":1]",
                "{\"x\":1}}",
                "{\"x\":1/*c*/}",
                "{\"x\":1}//c",
                "{\"x\":1}#c",
                "#c\n{}",
                "/*c*/{}",
                "{\u000b}",
                "{\u00a0}",
                "{\f}",
                "\u001e{}",
                "\u2028{}",
                "{}\u0000",
                "{}\u001a",
                "{} x",
                "{},",
                "{},{}",
                "{}]",
                "[{}]]",
                "[{}] {}",
                "[{}][]",
                "[{}]1",
                "[{}],",
                "{}[]",
                "{}[{}]",
                "[]{}",
                "[]x",
                "[{},]",
                "[,{}]",
                "[{} {}]",
                "[{}",
                "[{},",
                "[",
                "[[{}]]",
                "[null]",
                "[1]",
                "[\"a\"]",
                "null",
                "1",
                "\"a\"",
                "true",
                ",",
                "]",
                "}",
                "{",
                "{\"",
                "{\"x",
                "{\"x\"",
                "{\"x\":",
                "{\"x\":\"a",
                "{\"x\":1",
                "{\"x\":1,",
                "{}{",
                "{}{]",
                "\ufeff{}",
                "{}\ufeff",
                "{}\n\ufeff{}",
                "{\ufeff}",
                "\ufeff"
            })
    void readAll_ofWhatIsNoJson_isRefused(String document) {
        refusal(document);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c0af", // overlong
                "c1bf",
                "e08080",
                "e09fbf",
                "f0808080",
                "f08fbfbf",
                "eda080", // half of a pair
                "edbfbf",
                "eda080edb080", // a pair, as CESU-8 writes it
                "f4908080", // beyond the last code point
                "f5808080",
                "f8888080",
                "ff",
                "fe",
                "80", // without a start
                "bf",
                "c3", // without an end
                "e282",
                "f09f98",
                "c341",
                "e28241",
                "f09f9841",
                "c3c3a4"
            })
    void readAll_ofMalformedUtf8_isRefusedWhereverItStands(String hex) {
        String bytes = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        for (String document : new String[] {
            "{\"namespace\":\"ä" + bytes + "\"}",
            "{\"ignored\":\"ä" + bytes + "\"}",
            "{\"ignored\":{\"a\":[\"ä" + bytes + "\"]}}",
            "{\"data\":{\"a\":\"ä" + bytes + "\"}}",
            "{\"extensions\":{\"ä" + bytes + "\":1}}",
            "{\"ä" + bytes + "\":1}",
            "{} " + bytes,
            bytes + "{}",
            "{\"data\":\"" + bytes
        }) {
            refusal(document.replace("ä", "\u00c3\u00a4").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE", "UTF-32"})
    void readAll_ofOtherEncodings_isRefused(String charset) {
        refusal("{\"namespace\":\"a\"}".getBytes(Charset.forName(charset)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud800",
                "\\udc00",
                "\\uD83D",
                "a\\ud83dz",
                "\\ude00\\ud83d",
                "\\ud83d\\ud83d\\ude00",
                "\\ud83d\\u0041",
                "\\ud83d\\\\ude00"
            })
    void readAll_ofHalfASurrogatePairAsEscape_isRefusedWhereverItStands(String text) {
        for (String document : new String[] {
            "{\"namespace\":\"" + text + "\"}",
            "{\"data\":\"" + text + "\"}",
            "{\"data\":[{\"a\":\"" + text + "\"}]}",
            "{\"data\":{\"" + text + "\":1}}",
            "{\"extensions\":{\"a\":[\"" + text + "\"]}}",
            "{\"extensions\":{\"" + text + "\":1}}",
            "{\"ignored\":\"" + text + "\"}",
            "{\"ignored\":[\"" + text + "\"]}",
            "{\"" + text + "\":1}"
        }) {
            assertThat(refusal(document)).hasMessageContaining("urrogate");
        }
    }

    @Test
    void readAll_ofAWholeSurrogatePairAsEscape_isTaken() {
        assertThat(JSON.read("{\"data\":\"\\ud83d\\ude00\"}").data()).isEqualTo("😀");
        assertThat(JSON.read("{\"data\":\"\\\\ud83d\"}").data()).isEqualTo("\\ud83d");
        assertThat(JSON.read("{\"data\":\"\u007f\u2028\uffff\"}").data()).isEqualTo("\u007f\u2028\uffff");
    }

    @Test
    void read_ofTextWithHalfASurrogatePair_saysWhere() {
        MalformedJsonException fault = catchThrowableOfType(
                MalformedJsonException.class, () -> JSON.read("{\n\"data\":\"😀" + "\ud83d" + "\"}"));

        assertThat(fault.line()).isEqualTo(2);
        assertThat(fault.column()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"namespace\":\"a\",\"namespace\":\"a\"}",
                "{\"namespace\":null,\"namespace\":\"a\"}",
                "{\"namespace\":\"a\",\"n\\u0061mespace\":\"a\"}",
                "{\"ignored\":1,\"ignored\":2}",
                "{\"data\":\"a\",\"data\":\"b\"}",
                "{\"data\":{\"a\":1,\"a\":1}}",
                "{\"data\":[[{\"b\":1,\"a\":1,\"\\u0061\":1}]]}",
                "{\"extensions\":{\"a\":1,\"a\":1}}",
                "{\"extensions\":{\"a\":null,\"a\":1}}",
                "{\"extensions\":{\"x\":[{\"a\":1,\"a\":1}]}}",
                "{\"ignored\":{\"a\":1,\"b\":2,\"a\":3}}"
            })
    void readAll_ofANameGivenTwice_isRefusedAtAnyDepth(String document) {
        assertThat(refusal(document)).hasMessageContaining("given twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "namespace",
                "event-type",
                "event-type-version",
                "cloud-events-version",
                "source-type",
                "source-id",
                "event-id",
                "event-time",
                "schema-url",
                "content-type",
                "extensions"
            })
    void readAll_ofTheWrongType_isRefusedByName(String attribute) {
        for (String value : new String[] {"1", "1.5", "true", "false", "[]", "[\"a\"]", "{}"}) {
            if (attribute.equals("extensions") && value.equals("{}")) {
                continue;
            }
            MalformedJsonException fault = refusal("{\"" + attribute + "\":" + value + "}");
            assertThat(fault.attribute()).isEqualTo(attribute);
            assertThat(fault.line()).isEqualTo(1);
            assertThat(fault.column()).isEqualTo(attribute.length() + 5);
            assertThat(fault).hasMessageContaining("must be");
        }
    }

    @Test
    void readAll_ofExtensionsThatAreText_isRefused() {
        assertThat(refusal("{\"extensions\":\"a\"}").attribute()).isEqualTo("extensions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                // document, with ~ for a line break | line | column | attribute
                "{\"namespace\":1}|1|14|namespace",
                "[~ {\"namespace\":\"a\"},~ {\"source-id\":true}]|3|15|source-id",
                "{\"data\":\"äö😀\",\"event-id\":1}|1|26|event-id",
                "{\"data\":\"äöü~|1|13|data",
                "{\"äö😀\":1}~  x|2|3|none",
                "{\"data\":{\"a\":[1,{\"b\":\"\\ud800\"}]}}|1|22|data.a[1].b",
                "{\"extensions\":{\"a\":[1,2,{\"b\":1e99999}]}}|1|30|extensions.a[2].b",
                "[{\"extensions\":{\"x\":{\"a\":1,\"a\":2}}}]|1|28|extensions.x.a",
                "{\"namespace\":\"a\" \"event-id\":1}|1|18|none",
                "{\"event-time\":\"\"}|1|15|event-time",
                "{\"other\":{\"a\":1,\"a\":2}}|1|17|other.a",
                "{}~~~{}~ {\"source-id\":2}|5|15|source-id",
                "{}~[]|2|1|none",
                "[{}]~~ {}|3|2|none",
                "[1]|1|2|none"
            })
    void readAll_ofAFault_saysWhere(String document, long line, long column, @Nullable String attribute) {
        MalformedJsonException fault = refusal(document.replace('~', '\n'));

        assertThat(fault.line()).as(fault.getMessage()).isEqualTo(line);
        assertThat(fault.column()).as(fault.getMessage()).isEqualTo(column);
        assertThat(fault.attribute()).isEqualTo(attribute);
    }

    @Test
    void readAll_ofMalformedUtf8_saysWhereTheCharacterBegins() {
        byte[] document = "{\n\"source-id\":\"äöXY\"}".getBytes(StandardCharsets.UTF_8);
        int x = document.length - 4;
        document[x] = (byte) 0xE2;
        document[x + 1] = (byte) 0x82;

        MalformedJsonException fault = refusal(document);

        assertThat(fault.line()).isEqualTo(2);
        assertThat(fault.column()).isEqualTo(16);
        assertThat(fault.attribute()).isEqualTo("source-id");
        assertThat(fault).hasMessageContaining("UTF-8");
    }

    @Test
    void readAll_ofAFaultFarBehind_countsLinesAndCodePoints() {
        String line = "{\"data\":\"" + "äöü😀abcdefg".repeat(100) + "\",\"event-id\":\"1\"}";
        String lines = (line + "\n").repeat(100);

        MalformedJsonException inLine = refusal(lines + "  {\"event-id\":3}");
        assertThat(inLine.line()).isEqualTo(101);
        assertThat(inLine.column()).isEqualTo(15);

        String list = "[" + (line + ",").repeat(99) + line;
        MalformedJsonException inList = refusal(list + ",{\"event-id\":3}]");
        assertThat(inList.line()).isEqualTo(1);
        assertThat(inList.column()).isEqualTo(list.codePointCount(0, list.length()) + 14);
    }

    @Test
    void message_ofAFault_hasNoAdviceForJacksonAndNoControlCharacters() {
        for (String document : new String[] {
            "{\"x\":NaN}",
            "/**/{}",
            "[1}",
            "{\"x\":1]",
            "{",
            "{\"x\":+1}",
            "{\"x\":0x1}",
            "\u001e{}",
            "{\u0007}",
            "\u202e"
        }) {
            assertThat(refusal(document).getMessage())
                    .doesNotContain("Feature", "Source", "ALLOW", "\u001e", "\u0007", "\u202e");
        }
    }

    @Test
    void attribute_ofALongName_isCut() {
        MalformedJsonException fault = refusal("{\"" + "n".repeat(10_000) + "\":{\"a\":1,\"a\":2}}");

        assertThat(fault.attribute()).hasSizeLessThan(300).endsWith("n.a");
        assertThat(fault.getMessage()).hasSizeLessThan(500);
    }

    @Test
    void readAll_ofUnknownMembers_ignoresThem() throws IOException {
        CloudEvent event = JSON.read("{\"NAMESPACE\":1,\"namespace \":{},\"eventType\":[[]],\"namespace\":\"a\"}");

        assertThat(event).isEqualTo(CloudEvent.bare().namespace("a").build());
    }

    @Test
    void readAll_ofNulls_takesThemAsAbsent() {
        StringBuilder document = new StringBuilder("{");
        for (Attribute attribute : Attribute.values()) {
            document.append(document.length() > 1 ? "," : "")
                    .append('"')
                    .append(attribute.jsonName())
                    .append("\":null");
        }

        assertThat(JSON.read(document.append("}").toString()))
                .isEqualTo(CloudEvent.bare().build());
    }
}
