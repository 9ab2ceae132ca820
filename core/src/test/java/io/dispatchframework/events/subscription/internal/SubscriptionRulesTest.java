package io.dispatchframework.events.subscription.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionRulesTest {

    private static Subscription.Builder valid() {
        return Subscription.builder("welcome").functionName("welcome");
    }

    private static List<String> messages(Subscription.Builder subscription) {
        Subscription built = subscription.build();
        List<Violation> violations = SubscriptionRules.RULES.violations(built);
        assertThat(SubscriptionRules.RULES.isValid(built)).isEqualTo(violations.isEmpty());
        assertThat(violations)
                .allSatisfy(violation -> assertThat(violation.message()).startsWith(violation.attribute()));
        return violations.stream().map(Violation::message).toList();
    }

    private static List<String> messages(DeliveryPolicy.Builder policy) {
        return messages(valid().policy(policy.build()));
    }

    @Test
    void violations_nameAndFunction_areEnough() {
        assertThat(messages(valid())).isEmpty();
    }

    @Test
    void violations_everythingWrong_areReportedAtOnceInOrder() {
        assertThat(messages(Subscription.builder("")
                        .eventType("")
                        .sourceType("")
                        .tag("", "x")
                        .policy(DeliveryPolicy.builder()
                                .maxAttempts(0)
                                .backoff(Duration.ofMillis(-1))
                                .maxBackoff(Duration.ofDays(2))
                                .maxHeld(-1)
                                .build())))
                .containsExactly(
                        "subscriptionName is required",
                        "eventType is required",
                        "sourceType is required",
                        "functionName is required",
                        "tags must have no empty key",
                        "policy.maxAttempts must be between 1 and 1000, was 0",
                        "policy.backoff must be between PT0S and PT24H, was PT-0.001S",
                        "policy.maxBackoff must be between PT0S and PT24H, was PT48H",
                        "policy.maxHeld must be between 0 and 1000000, was -1");
    }

    @Test
    void violations_textTooLong_giveBothNumbers() {
        assertThat(messages(Subscription.builder("n".repeat(254))
                        .eventType("e".repeat(129))
                        .sourceType("s".repeat(129))
                        .functionName("f".repeat(129))
                        .tag("k".repeat(129), "v".repeat(257))))
                .containsExactly(
                        "subscriptionName must be at most 253 characters, was 254",
                        "eventType must be at most 128 characters, was 129",
                        "sourceType must be at most 128 characters, was 129",
                        "functionName must be at most 128 characters, was 129",
                        "tags has a key under '" + "k".repeat(120) + "... (129 characters)' that must be at most 128"
                                + " characters, was 129",
                        "tags has a value under '" + "k".repeat(120) + "... (129 characters)' that must be at most 256"
                                + " characters, was 257");
        assertThat(messages(Subscription.builder("n".repeat(253))
                        .eventType("e".repeat(128))
                        .sourceType("s".repeat(128))
                        .functionName("f".repeat(128))
                        .tag("k".repeat(128), "v".repeat(256))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "#", "user.*", "user.#", "#.created", "*.*", "a..b", ".", "user-1.x_Y", "#.*.#"})
    void violations_patternOfAnEventType_areNone(String pattern) {
        assertThat(messages(valid().eventType(pattern).sourceType(pattern))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "us*er, *, us*er",
        "a.b*.c, *, b*",
        "a.*b, *, *b",
        "**, *, **",
        "a.##, #, ##",
        "*.#x.y, #, #x",
        "*#, *, *#"
    })
    void violations_wildcardInsideAWord_areExplained(String pattern, char wildcard, String word) {
        String explained = " has '" + wildcard + "' inside the word '" + word
                + "'; '*' and '#' stand for whole words, between dots";
        assertThat(messages(valid().eventType(pattern))).containsExactly("eventType" + explained);
        assertThat(messages(valid().sourceType(pattern))).containsExactly("sourceType" + explained);
    }

    @Test
    void violations_wordThatNoEventTypeHas() {
        assertThat(messages(valid().eventType("user.\u00e9.*")))
                .containsExactly(
                        "eventType has '\u00e9' at character 6, which no event type has; words are of a-z, A-Z,"
                                + " 0-9, '-' and '_', unless the manager's validator is made by"
                                + " BeanEventValidator.create(EventRules.CLOUDEVENTS)");
        assertThat(messages(valid().eventType("user.created\n")))
                .singleElement()
                .asString()
                .contains("'\\u000a' at character 13");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"com.example/order placed", "gr\u00fc\u00dfe.\ud83d\ude00", "*.a b.#", "a:b;c=\"d\"", "50%"})
    void violations_anyEventType_haveNoneForItsCharacters(String pattern) {
        assertThat(freeMessages(pattern)).isEmpty();
        assertThat(messages(valid().eventType(pattern))).hasSize(1);
    }

    @Test
    void violations_anyEventType_hasItsOwnBound() {
        assertThat(freeMessages("t".repeat(1_024))).isEmpty();
        assertThat(freeMessages("t".repeat(1_025)))
                .containsExactly("eventType must be at most 1024 characters, was 1025");
        Subscription.Builder ofLongSource = valid().sourceType("s".repeat(1_024));
        assertThat(SubscriptionRules.ANY_EVENT_TYPE.violations(ofLongSource.build()))
                .isEmpty();
    }

    @Test
    void violations_anyEventType_stillRefuseWhatNoEventTypeHas() {
        assertThat(freeMessages("user.created\n"))
                .containsExactly("eventType must have no control characters, noncharacters or unpaired surrogates, has"
                        + " '\\u000a' at character 13");
        assertThat(freeMessages("a b*.c"))
                .containsExactly(
                        "eventType has '*' inside the word 'a b*'; '*' and '#' stand for whole words, between dots");
        assertThat(freeMessages("")).containsExactly("eventType is required");
    }

    private static List<String> freeMessages(String eventType) {
        Subscription built = valid().eventType(eventType).build();
        return SubscriptionRules.ANY_EVENT_TYPE.violations(built).stream()
                .map(Violation::message)
                .toList();
    }

    @Test
    void violations_sourceTypeOfFreeText_areNone() {
        assertThat(messages(valid().sourceType("v center \u00e9/\ud83d\ude00.*")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u0000b", "a\u007fb", "a\u0085b", "a\u2028b", "a\u2029b", "a\ud800b", "a\udc00"})
    void violations_namesThatAreNotPlain_sayWhere(String text) {
        assertThat(messages(Subscription.builder(text).functionName(text).tag(text, text)))
                .hasSize(4)
                .allSatisfy(message -> assertThat(message)
                        .contains("must have no control characters, line separators or unpaired surrogates, has '\\u")
                        .endsWith("' at character 2"));
    }

    @Test
    void violations_namesBeyondAscii_areNone() {
        String text = "gr\u00fc\u00dfe \ud83d\ude00";
        assertThat(messages(Subscription.builder(text).functionName(text).tag(text, text)))
                .isEmpty();
    }

    @Test
    void violations_tags_haveABound() {
        Map<String, String> tags = new TreeMap<>();
        for (int i = 0; i < 64; i++) {
            tags.put("key-" + i, "");
        }
        assertThat(messages(valid().tags(tags))).isEmpty();
        tags.put("one-more", "");
        assertThat(messages(valid().tags(tags))).containsExactly("tags must be at most 64, were 65");
    }

    @Test
    void violations_policyAtItsBounds_areNone() {
        assertThat(messages(DeliveryPolicy.defaults().toBuilder())).isEmpty();
        assertThat(messages(DeliveryPolicy.builder()
                        .maxAttempts(1)
                        .backoff(Duration.ZERO)
                        .maxBackoff(Duration.ZERO)
                        .maxHeld(0)))
                .isEmpty();
        assertThat(messages(DeliveryPolicy.builder()
                        .maxAttempts(1_000)
                        .backoff(Duration.ofDays(1))
                        .maxBackoff(Duration.ofDays(1))
                        .maxHeld(1_000_000)))
                .isEmpty();
    }

    @Test
    void violations_policyBeyondItsBounds() {
        assertThat(messages(DeliveryPolicy.builder()
                        .maxAttempts(1_001)
                        .backoff(Duration.ofDays(1).plusNanos(1))
                        .maxHeld(1_000_001)))
                .containsExactly(
                        "policy.maxAttempts must be between 1 and 1000, was 1001",
                        "policy.backoff must be between PT0S and PT24H, was PT24H0.000000001S",
                        "policy.maxHeld must be between 0 and 1000000, was 1000001");
    }

    @Test
    void violations_maxBackoffBelowBackoff_onlyWhereBothAreGiven() {
        Duration second = Duration.ofSeconds(1);
        Duration minute = Duration.ofMinutes(1);
        assertThat(messages(DeliveryPolicy.builder().backoff(minute).maxBackoff(second)))
                .containsExactly("policy.maxBackoff must be at least the backoff of PT1M, was PT1S");
        assertThat(messages(DeliveryPolicy.builder().backoff(minute))).isEmpty();
        assertThat(messages(DeliveryPolicy.builder().maxBackoff(second))).isEmpty();
    }

    @Test
    void violations_policyByItself_areNamedWithoutASubscription() {
        DeliveryPolicy policy = DeliveryPolicy.builder().maxAttempts(0).build();
        assertThat(DeliveryPolicyRules.RULES.isValid(policy)).isFalse();
        assertThat(DeliveryPolicyRules.RULES.violations(policy))
                .containsExactly(new Violation("maxAttempts", "maxAttempts must be between 1 and 1000, was 0"));
        assertThat(DeliveryPolicyRules.RULES.isValid(DeliveryPolicy.defaults())).isTrue();
        assertThat(DeliveryPolicyRules.RULES.isValid(DeliveryPolicy.inherit())).isTrue();
    }
}
