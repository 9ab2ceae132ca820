package io.dispatchframework.events.event.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.Violation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatchRulesTest {

    private static final String EMOJI = "\ud83d\ude00";

    private static final String WAY_OUT =
            "specversion must be '0.1', was '1.0'; for events of CloudEvents 1.0 make the validator by"
                    + " BeanEventValidator.create(EventRules.CLOUDEVENTS)";

    private static CloudEvent.Builder valid() {
        return CloudEvent.builder("user.created");
    }

    private static List<String> messages(CloudEvent.Builder event) {
        CloudEvent built = event.build();
        List<Violation> violations = DispatchRules.RULES.violations(built);
        assertThat(DispatchRules.RULES.isValid(built)).isEqualTo(violations.isEmpty());
        assertThat(violations)
                .allSatisfy(violation -> assertThat(violation.message()).startsWith(violation.attribute()));
        return violations.stream().map(Violation::message).toList();
    }

    @Test
    void violations_eventWithDefaults_areNone() {
        assertThat(messages(valid())).isEmpty();
    }

    @Test
    void violations_bareEvent_nameAllThatIsRequiredInOrder() {
        assertThat(messages(CloudEvent.bare()))
                .containsExactly(
                        "namespace is required",
                        "event-type is required",
                        "cloud-events-version must be '0.1', but is missing",
                        "source-type is required",
                        "source-id is required",
                        "event-id is required");
    }

    @Test
    void violations_blanks_areValues() {
        assertThat(messages(valid().namespace(" ").sourceType(" ").sourceId(" ").eventId(" ")))
                .isEmpty();
    }

    @Test
    void violations_everythingWrong_areReportedAtOnce() {
        assertThat(messages(valid().eventType("$".repeat(129))
                        .cloudEventsVersion("0.2")
                        .sourceType("s".repeat(33))
                        .sourceId("i".repeat(65))
                        .eventId("")
                        .schemaUrl("user.json")
                        .contentType("json")
                        .extensions(Map.of())))
                .containsExactly(
                        "event-type must be at most 128 characters, was 129",
                        "event-type must have only the characters a-z, A-Z, 0-9, '.', '-' and '_', has '$' at character"
                                + " 1",
                        "cloud-events-version must be '0.1', was '0.2'",
                        "source-type must be at most 32 characters, was 33",
                        "source-id must be at most 64 characters, was 65",
                        "event-id is required",
                        "schema-url must be an absolute URI (RFC 3986) or an absolute path, was 'user.json'",
                        "content-type must be a MIME type (RFC 2046) such as 'text/plain; charset=utf-8', was 'json'",
                        "extensions must have at least one entry where they are given");
    }

    @Test
    void violations_textAsLongAsItMayBe_areNone() {
        assertThat(messages(valid().eventType("t".repeat(128))
                        .sourceType("s".repeat(32))
                        .sourceId("i".repeat(64))))
                .isEmpty();
    }

    @Test
    void violations_charactersBeyondThePlane_countOnce() {
        assertThat(messages(valid().sourceType(EMOJI.repeat(32)).sourceId(EMOJI.repeat(64))))
                .isEmpty();
        assertThat(messages(valid().sourceType(EMOJI.repeat(33))))
                .containsExactly("source-type must be at most 32 characters, was 33");
        assertThat(messages(valid().sourceType(EMOJI.repeat(31) + "ab")))
                .containsExactly("source-type must be at most 32 characters, was 33");
        assertThat(messages(valid().sourceType("\ud800".repeat(33))))
                .containsExactly("source-type must be at most 32 characters, was 33");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "_", "-", ".", "..", "a.b_c-d", "0", "Z9"})
    void violations_eventTypeOfItsCharacters_areNone(String eventType) {
        assertThat(messages(valid().eventType(eventType))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'a\n', '''\\u000a'' at character 2'",
        "'\n', '''\\u000a'' at character 1'",
        "a b, ''' '' at character 2'",
        "user.*, '''*'' at character 6'",
        "\u00e9, '''\u00e9'' at character 1'",
        "a\u0661, '''\u0661'' at character 2'",
        "\ud83d\ude00, '''\ud83d\ude00'' at character 1'",
        "a/b, '''/'' at character 2'"
    })
    void violations_eventTypeOfOtherCharacters_sayWhichAndWhere(String eventType, String found) {
        assertThat(messages(valid().eventType(eventType)))
                .singleElement()
                .asString()
                .endsWith("has " + found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1\n", "0.10", " 0.1", "0.1.0", "v0.1", "0,1"})
    void violations_otherVersion(String version) {
        assertThat(messages(valid().cloudEventsVersion(version)))
                .singleElement()
                .asString()
                .startsWith("cloud-events-version must be '0.1', was '");
    }

    @Test
    void violations_eventOfVersion1_areNamedAsThereAndNameTheWayOut() {
        assertThat(messages(valid().cloudEventsVersion("1.0"))).containsExactly(WAY_OUT);
        assertThat(messages(valid().eventType("vm powered on")
                        .cloudEventsVersion("1.0")
                        .sourceType("")
                        .sourceId("")
                        .eventId("")
                        .schemaUrl("?")
                        .contentType("?")))
                .containsExactly(
                        "type must have only the characters a-z, A-Z, 0-9, '.', '-' and '_', has ' ' at character 3",
                        WAY_OUT,
                        "sourcetype is required",
                        "source is required",
                        "id is required",
                        "dataschema must be an absolute URI (RFC 3986) or an absolute path, was '?'",
                        "datacontenttype must be a MIME type (RFC 2046) such as 'text/plain; charset=utf-8', was '?'");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "")
    void violations_optionalTextThatIsAbsent_areNone(@Nullable String absent) {
        assertThat(messages(valid().schemaUrl(absent).contentType(absent).eventTypeVersion(absent)))
                .isEmpty();
    }

    @Test
    void violations_extensions_onlyWhereGivenAndEmpty() {
        assertThat(messages(valid().extensions(null))).isEmpty();
        assertThat(messages(valid().extension("trace", "abc"))).isEmpty();
        assertThat(messages(valid().extensions(Map.of())))
                .containsExactly("extensions must have at least one entry where they are given");
    }

    @Test
    void violations_longAndControlText_isQuotedNotCopied() {
        List<String> messages = messages(valid().schemaUrl("no\r\nfake log line" + "x".repeat(10_000)));
        assertThat(messages)
                .singleElement()
                .asString()
                .contains("'no\\u000d\\u000afake")
                .hasSizeLessThan(300);
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void isValid_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> DispatchRules.RULES.isValid(null));
        assertThatNullPointerException().isThrownBy(() -> DispatchRules.RULES.violations(null));
    }

    @Test
    void rules_areNumberedByTheirPlace() {
        List<Rule<CloudEvent, ?>> rules = DispatchRules.RULES.rules();
        for (int i = 0; i < rules.size(); i++) {
            assertThat(rules.get(i).number()).isEqualTo(i);
        }
    }
}
