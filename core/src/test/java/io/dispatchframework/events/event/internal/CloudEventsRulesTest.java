package io.dispatchframework.events.event.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.sun.management.ThreadMXBean;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.Violation;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsRulesTest {

    private static final String EMOJI = "\ud83d\ude00";

    /** The example of the specification, with what a reader adds to it. */
    private static CloudEvent.Builder v1() {
        return CloudEvent.bare()
                .cloudEventsVersion("1.0")
                .eventType("com.github.pull_request.opened")
                .sourceType("cloudevents")
                .sourceId("https://github.com/cloudevents/spec/pull")
                .eventId("A234-1234-1234")
                .eventTime(OffsetDateTime.parse("2018-04-05T17:31:00Z"))
                .contentType("text/xml")
                .extension("subject", "123")
                .extension("comexampleextension1", "value")
                .extension("comexampleothervalue", 5)
                .data("<much wow=\"xml\"/>");
    }

    private static CloudEvent.Builder v01() {
        return CloudEvent.builder("user.created");
    }

    private static List<Violation> violations(CloudEvent.Builder event) {
        CloudEvent built = event.build();
        List<Violation> violations = CloudEventsRules.RULES.violations(built);
        assertThat(CloudEventsRules.RULES.isValid(built)).isEqualTo(violations.isEmpty());
        return violations;
    }

    private static List<String> messages(CloudEvent.Builder event) {
        return violations(event).stream().map(Violation::message).toList();
    }

    @Test
    void violations_goodEventsOfBothVersions_areNone() {
        assertThat(messages(v1())).isEmpty();
        assertThat(messages(v01())).isEmpty();
        assertThat(messages(CloudEvent.builder("user.created").cloudEventsVersion("1.0")))
                .isEmpty();
    }

    @Test
    void violations_bareEvents_nameWhatIsRequiredAsTheirVersionDoes() {
        assertThat(messages(CloudEvent.bare().cloudEventsVersion("1.0")))
                .containsExactly("type is required", "sourcetype is required", "source is required", "id is required");
        assertThat(messages(CloudEvent.bare().cloudEventsVersion("0.1")))
                .containsExactly(
                        "event-type is required",
                        "source-type is required",
                        "source-id is required",
                        "event-id is required");
        assertThat(messages(CloudEvent.bare()))
                .contains("event-type is required", "cloud-events-version must be '1.0' or '0.1', but is missing");
    }

    @Test
    void violations_everythingWrong_areReportedAtOnceInOrder() {
        assertThat(violations(v1().namespace("\n")
                        .eventType("\n".repeat(1_025))
                        .eventTypeVersion("\n")
                        .sourceType("\n".repeat(1_025))
                        .sourceId("a b")
                        .eventId("\n")
                        .eventTime(OffsetDateTime.of(10_000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC))
                        .schemaUrl("user.json")
                        .contentType("json\n")
                        .extensions(Map.of("My", 1.5))
                        .data("%", DataKind.BINARY)))
                .extracting(Violation::attribute)
                .containsExactly(
                        "namespace",
                        "type",
                        "type",
                        "eventtypeversion",
                        "sourcetype",
                        "sourcetype",
                        "source",
                        "id",
                        "time",
                        "dataschema",
                        "datacontenttype",
                        "datacontenttype",
                        "My",
                        "My",
                        "data");
    }

    /** How an attribute is set, and its names in 0.1 and in 1.0. */
    enum TextAttribute {
        NAMESPACE("namespace", "namespace", 65_536),
        EVENT_TYPE("event-type", "type", 1_024),
        EVENT_TYPE_VERSION("event-type-version", "eventtypeversion", 65_536),
        SOURCE_TYPE("source-type", "sourcetype", 1_024),
        SOURCE_ID("source-id", "source", 65_536),
        EVENT_ID("event-id", "id", 65_536),
        SCHEMA_URL("schema-url", "dataschema", 65_536),
        CONTENT_TYPE("content-type", "datacontenttype", 65_536);

        private final String name01;
        private final String name1;
        private final int longest;

        TextAttribute(String name01, String name1, int longest) {
            this.name01 = name01;
            this.name1 = name1;
            this.longest = longest;
        }

        CloudEvent.Builder set(CloudEvent.Builder event, String text) {
            return switch (this) {
                case NAMESPACE -> event.namespace(text);
                case EVENT_TYPE -> event.eventType(text);
                case EVENT_TYPE_VERSION -> event.eventTypeVersion(text);
                case SOURCE_TYPE -> event.sourceType(text);
                case SOURCE_ID -> event.sourceId(text);
                case EVENT_ID -> event.eventId(text);
                case SCHEMA_URL -> event.schemaUrl(text);
                case CONTENT_TYPE -> event.contentType(text);
            };
        }

        /** A text that keeps all other rules. */
        String ofLength(int length) {
            String start = switch (this) {
                case SCHEMA_URL -> "urn:";
                case CONTENT_TYPE -> "a/";
                default -> "";
            };
            return start + "x".repeat(length - start.length());
        }

        boolean isFreeText() {
            return this != SOURCE_ID && this != SCHEMA_URL && this != CONTENT_TYPE;
        }
    }

    @ParameterizedTest
    @EnumSource(TextAttribute.class)
    void violations_text_hasABoundAndBothNames(TextAttribute attribute) {
        String longest = attribute.ofLength(attribute.longest);
        String tooLong = attribute.ofLength(attribute.longest + 1);
        String sentence = " must be at most " + attribute.longest + " characters, was " + (attribute.longest + 1);
        assertThat(messages(attribute.set(v1(), longest))).isEmpty();
        assertThat(messages(attribute.set(v01(), longest))).isEmpty();
        assertThat(violations(attribute.set(v1(), tooLong)))
                .containsExactly(new Violation(attribute.name1, attribute.name1 + sentence));
        assertThat(violations(attribute.set(v01(), tooLong)))
                .containsExactly(new Violation(attribute.name01, attribute.name01 + sentence));
    }

    @ParameterizedTest
    @EnumSource(TextAttribute.class)
    void violations_freeText_mayHaveWhatTheSpecificationLeaves(TextAttribute attribute) {
        String text = " gr\u00fc\u00dfe/" + EMOJI + " \u2028\ue000*#${7*7}";
        if (!attribute.isFreeText()) {
            assertThat(messages(attribute.set(v1(), text))).isNotEmpty();
            return;
        }
        assertThat(messages(attribute.set(v1(), text))).isEmpty();
        assertThat(messages(attribute.set(v01(), text))).isEmpty();
        assertThat(messages(attribute.set(v1(), EMOJI.repeat(attribute.longest))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'a\u0000', '''\\u0000'' at character 2'",
        "'a\u001f', '''\\u001f'' at character 2'",
        "'\u007f', '''\\u007f'' at character 1'",
        "'\ud83d\ude00\u009f', '''\\u009f'' at character 2'",
        "'\ufdd0', '''\\ufdd0'' at character 1'",
        "'\uffff', '''\\uffff'' at character 1'",
        "'\ud83f\udffe', '''\\U0001fffe'' at character 1'"
    })
    void violations_charactersThatTheSpecificationDisallows(String text, String found) {
        for (TextAttribute attribute : TextAttribute.values()) {
            if (attribute.isFreeText()) {
                String sentence =
                        " must have no control characters, noncharacters or unpaired surrogates, has " + found;
                assertThat(violations(attribute.set(v1(), text)))
                        .containsExactly(new Violation(attribute.name1, attribute.name1 + sentence));
                assertThat(violations(attribute.set(v01(), text)))
                        .containsExactly(new Violation(attribute.name01, attribute.name01 + sentence));
            }
        }
    }

    @Test
    void violations_halfOfAPair_isDisallowed() {
        assertThat(messages(v1().eventId("a\ud800")))
                .containsExactly("id must have no control characters, noncharacters or unpaired surrogates, has"
                        + " '\\ud800' at character 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0\n", "1.00", "1.1", "1.0.2", " 1.0", "0.2", "0.3", "2.0", "v1.0"})
    void violations_otherVersion(String version) {
        String name = version.startsWith("1.") ? "specversion" : "cloud-events-version";
        assertThat(violations(v01().cloudEventsVersion(version)))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.attribute()).isEqualTo(name);
                    assertThat(violation.message()).startsWith(name + " must be '1.0' or '0.1', was '");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/cloudevents",
                "mailto:cncf-wg-serverless@lists.cncf.io",
                "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
                "/cloudevents/spec/pull/123",
                "1-555-123-4567",
                "//host/path",
                "?query",
                "#",
                "a%20b"
            })
    void violations_sourceThatIsAUriReference_areNone(String source) {
        assertThat(messages(v1().sourceId(source))).isEmpty();
        assertThat(messages(v01().sourceId(source))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "1:2", "\u00e9", "http://[", "a\n", "%", "C:\\temp"})
    void violations_sourceThatIsNoUriReference(String source) {
        String sentence =
                " must be a URI reference (RFC 3986) such as 'https://example.com/orders' or '/sensors/7', with"
                        + " other characters as percent and hexadecimal digits, was '";
        assertThat(messages(v1().sourceId(source))).singleElement().asString().startsWith("source" + sentence);
        assertThat(messages(v01().sourceId(source))).singleElement().asString().startsWith("source-id" + sentence);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "https://example.com/schema", "urn:x:y", "https://example.com/schema#/definitions/a"})
    void violations_schemaThatIsAUri_areNone(@Nullable String schema) {
        assertThat(messages(v1().schemaUrl(schema))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/schema", "//host/schema", "schema.json", "#", "http://a b", "https//x"})
    void violations_schemaThatIsNoUri(String schema) {
        assertThat(messages(v1().schemaUrl(schema)))
                .containsExactly("dataschema must be a URI with a scheme (RFC 3986), was '" + schema + "'");
        assertThat(messages(v01().schemaUrl(schema)))
                .containsExactly("schema-url must be a URI with a scheme (RFC 3986), was '" + schema + "'");
    }

    @Test
    void violations_contentType() {
        assertThat(messages(v1().contentType("application/cloudevents+json; charset=\"utf-8\"")))
                .isEmpty();
        assertThat(messages(v1().contentType(null))).isEmpty();
        assertThat(messages(v1().contentType("json")))
                .containsExactly(
                        "datacontenttype must be a MIME type (RFC 2046) such as 'text/plain; charset=utf-8', was"
                                + " 'json'");
        assertThat(messages(v1().contentType("text/plain;\ta=b")))
                .as("a MIME type may have a tab, an attribute may not")
                .containsExactly(
                        "datacontenttype must have no control characters, noncharacters or unpaired surrogates, has"
                                + " '\\u0009' at character 12");
        assertThat(messages(v01().contentType("json")))
                .singleElement()
                .asString()
                .startsWith("content-type must be");
    }

    @Test
    void violations_time_mustBeOneOfRfc3339() {
        assertThat(messages(v1().eventTime(null))).isEmpty();
        assertThat(messages(v1().eventTime(OffsetDateTime.parse("0000-01-01T00:00:00+18:00"))))
                .isEmpty();
        assertThat(messages(v1().eventTime(OffsetDateTime.parse("9999-12-31T23:59:59.999999999-18:00"))))
                .isEmpty();
        assertThat(messages(v1().eventTime(OffsetDateTime.parse("+10000-01-01T00:00:00Z"))))
                .containsExactly(
                        "time must be a time that RFC 3339 can say, in a year from 0 to 9999 and with an offset"
                                + " of whole minutes, was +10000-01-01T00:00Z");
        assertThat(messages(v1().eventTime(OffsetDateTime.parse("-0001-01-01T00:00:00Z"))))
                .hasSize(1);
        assertThat(messages(v01().eventTime(OffsetDateTime.parse("2026-01-01T00:00:00+01:00:30"))))
                .singleElement()
                .asString()
                .startsWith("event-time must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "z9", "subject", "sourcetype", "dataextra", "traceparent", "dispatchextensions"})
    void violations_extensionOfAGoodName_areNone(String name) {
        assertThat(messages(v1().extension(name, "text"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "My, '''My'' must be named with the characters a-z and 0-9 alone, has ''M'' at character 1'",
        "my-ext, '''my-ext'' must be named with the characters a-z and 0-9 alone, has ''-'' at character 3'",
        "my_ext, '''my_ext'' must be named with the characters a-z and 0-9 alone, has ''_'' at character 3'",
        "data_base64, '''data_base64'' must be named with the characters a-z and 0-9 alone, has ''_'' at character 5'",
        "'a\n', '''a\\u000a'' must be named with the characters a-z and 0-9 alone, has ''\\u000a'' at character 2'",
        "\u00e9, '''\u00e9'' must be named with the characters a-z and 0-9 alone, has ''\u00e9'' at character 1'",
        "'', ''''' must be named with 1 to 128 characters, has 0'",
        "data, data is kept by CloudEvents 1.0 and cannot be the name of an extension",
        "id, id is kept by CloudEvents 1.0 and cannot be the name of an extension",
        "datacontenttype, datacontenttype is kept by CloudEvents 1.0 and cannot be the name of an extension"
    })
    void violations_extensionOfAWrongName(String name, String message) {
        assertThat(violations(v1().extension(name, "text"))).containsExactly(new Violation(name, message));
        assertThat(violations(v01().extension(name, "text"))).isEmpty();
    }

    @Test
    void violations_extensionName_hasABound() {
        assertThat(messages(v1().extension("n".repeat(128), 1))).isEmpty();
        assertThat(violations(v1().extension("n".repeat(129), 1)))
                .containsExactly(new Violation(
                        "n".repeat(129),
                        "'" + "n".repeat(120)
                                + "... (129 characters)' must be named with 1 to 128 characters, has 129"));
    }

    @ParameterizedTest
    @MethodSource("goodValues")
    void violations_extensionOfAGoodValue_areNone(Object value) {
        assertThat(messages(v1().extension("ext", value))).isEmpty();
    }

    static Stream<Object> goodValues() {
        return Stream.of(
                "",
                " ",
                "gr\u00fc\u00dfe",
                EMOJI.repeat(65_536),
                true,
                false,
                0,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                (long) Integer.MIN_VALUE,
                (long) Integer.MAX_VALUE,
                BigInteger.valueOf(Integer.MIN_VALUE),
                BigInteger.valueOf(Integer.MAX_VALUE),
                (short) -1,
                (byte) 1);
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void violations_extensionOfAWrongValue_sayWhatIsAllowed(Object value, String was) {
        assertThat(violations(v1().extension("ext", value)))
                .containsExactly(
                        new Violation("ext", "ext must be text, a boolean or a whole number of 32 bits, was " + was));
        assertThat(violations(v01().extension("ext", value))).isEmpty();
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                Arguments.of(2_147_483_648L, "'2147483648'"),
                Arguments.of(-2_147_483_649L, "'-2147483649'"),
                Arguments.of(BigInteger.TWO.pow(31), "'2147483648'"),
                Arguments.of(1.5, "'1.5'"),
                Arguments.of(1.0, "'1.0'"),
                Arguments.of(new BigDecimal("1"), "'1'"),
                Arguments.of(Map.of("a", "b"), "an object"),
                Arguments.of(List.of(), "a list"));
    }

    @Test
    void violations_extensionsThatAreNull_sayWhatIsAllowed() {
        assertThat(messages(v1().extensions(Collections.singletonMap("ext", null))))
                .containsExactly("ext must be text, a boolean or a whole number of 32 bits, was null");
    }

    @Test
    void violations_extensionText_keepsToItsCharactersAndBound() {
        assertThat(messages(v1().extension("ext", "a\nb")))
                .containsExactly("ext must have no control characters, noncharacters or unpaired surrogates, has"
                        + " '\\u000a' at character 2");
        assertThat(messages(v1().extension("ext", "x".repeat(65_537))))
                .containsExactly("ext must be at most 65536 characters, was 65537");
        assertThat(messages(v01().extension("ext", "a\nb" + "x".repeat(65_537))))
                .isEmpty();
    }

    @Test
    void violations_subject_mustBeTextThatIsNotEmpty() {
        assertThat(messages(v1().extension("subject", "")))
                .containsExactly("subject must not be empty where it is given");
        assertThat(messages(v1().extension("subject", 5))).containsExactly("subject must be text, was '5'");
        assertThat(messages(v1().extension("subject", true))).containsExactly("subject must be text, was 'true'");
        assertThat(messages(v1().extension("subject", Map.of())))
                .containsExactly("subject must be text, was an object");
        assertThat(messages(v01().extension("subject", ""))).isEmpty();
    }

    @Test
    void violations_severalExtensions_areEachNamed() {
        assertThat(violations(v1().extension("A", 1)
                        .extension("good", 1)
                        .extension("list", List.of())
                        .extension("Two", 0.5)))
                .extracting(Violation::attribute)
                .containsExactly("A", "list", "Two", "Two");
    }

    @Test
    void violations_emptyExtensions_areNone() {
        assertThat(messages(v1().extensions(Map.of()))).isEmpty();
        assertThat(messages(v01().extensions(Map.of()))).isEmpty();
    }

    @Test
    void violations_binaryData_mustBeBase64() {
        assertThat(messages(v1().dataBytes(new byte[] {1, 2, 3, 4}))).isEmpty();
        assertThat(messages(v1().data("", DataKind.BINARY))).isEmpty();
        assertThat(messages(v1().data("no base64", DataKind.TEXT))).isEmpty();
        assertThat(violations(v1().data("QQ", DataKind.BINARY)))
                .containsExactly(new Violation(
                        "data",
                        "data is said to be BINARY and must be base64 (RFC 4648, section 4) with its padding; give bytes"
                                + " to dataBytes(...) of the builder"));
        assertThat(violations(v01().data("a b", DataKind.BINARY))).hasSize(1);
    }

    @Test
    void isValid_goodEvent_allocatesNothing() {
        CloudEvent[] events = {
            v1().schemaUrl("https://example.com/schema")
                    .extension("flag", true)
                    .dataBytes(new byte[100])
                    .build(),
            v01().build()
        };
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        assertThat(allValid(events, 10)).isTrue(); // what is allocated once does not count
        threads.getThreadAllocatedBytes(thread);
        long before = threads.getThreadAllocatedBytes(thread);
        boolean valid = allValid(events, 1_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(valid).isTrue();
        assertThat(allocated).isLessThan(1_000); // less than a byte each: the JVM itself may need some
    }

    private static boolean allValid(CloudEvent[] events, int times) {
        boolean valid = true;
        for (int i = 0; i < times; i++) {
            for (CloudEvent event : events) {
                valid &= CloudEventsRules.RULES.isValid(event);
            }
        }
        return valid;
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void isValid_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> CloudEventsRules.RULES.isValid(null));
    }
}
