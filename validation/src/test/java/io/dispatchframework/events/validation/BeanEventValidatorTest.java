package io.dispatchframework.events.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.event.MalformedJsonException;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.event.internal.DispatchRules;
import io.dispatchframework.events.validation.EventCases.Case;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.hibernate.validator.HibernateValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BeanEventValidatorTest {

    private static final EventValidator VALIDATOR = BeanEventValidator.create();
    private static final EventValidator CLOUDEVENTS = BeanEventValidator.create(EventRules.CLOUDEVENTS);

    private static Stream<Case> cases() {
        return EventCases.all();
    }

    @Test
    void cases_areThere() {
        assertThat(cases()).hasSize(689);
        assertThat(EventCases.readable()).hasSize(625);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void validate_case_findsFaultWithWhatTheOriginalDoes(Case one) {
        if (one.faults() == null) {
            assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(one::events);
            return;
        }
        List<Set<String>> found = new ArrayList<>();
        for (CloudEvent event : one.events()) {
            Set<String> attributes = new TreeSet<>();
            VALIDATOR.validate(event).forEach(violation -> attributes.add(violation.attribute()));
            found.add(attributes);
        }
        assertThat(found).as(one.input()).isEqualTo(one.faults());
    }

    @Test
    void validate_invalidEvent_namesAllFaultsInOrder() {
        CloudEvent event = CloudEvent.bare()
                .eventType("user created" + "!".repeat(119))
                .extensions(Map.of())
                .build();
        assertThat(VALIDATOR.validate(event))
                .extracting(Violation::toString)
                .containsExactly(
                        "namespace is required",
                        "event-type must be at most 128 characters, was 131",
                        "event-type must have only the characters a-z, A-Z, 0-9, '.', '-' and '_', has ' ' at character"
                                + " 5",
                        "cloud-events-version must be '0.1', but is missing",
                        "source-type is required",
                        "source-id is required",
                        "event-id is required",
                        "extensions must have at least one entry where they are given");
        assertThat(VALIDATOR.validate(event)).isEqualTo(DispatchRules.RULES.violations(event));
    }

    @Test
    void validate_goodEventOfVersion1_dependsOnTheChoice() {
        CloudEvent event = CloudEvent.bare()
                .cloudEventsVersion("1.0")
                .eventType("com.example/order placed")
                .sourceType("cloudevents")
                .sourceId("https://example.com/a/source/that/is/longer/than/the/64/characters/of/dispatch")
                .eventId("1")
                .extension("subject", "order 7")
                .build();
        assertThat(CLOUDEVENTS.validate(event)).isEmpty();
        assertThat(VALIDATOR.validate(event))
                .extracting(Violation::message)
                .containsExactly(
                        "namespace is required",
                        "type must have only the characters a-z, A-Z, 0-9, '.', '-' and '_', has '/' at character 12",
                        "specversion must be '0.1', was '1.0'; for events of CloudEvents 1.0 make the validator by"
                                + " BeanEventValidator.create(EventRules.CLOUDEVENTS)",
                        "source must be at most 64 characters, was 78");
        assertThat(BeanEventValidator.create(EventRules.DISPATCH).validate(event))
                .isEqualTo(VALIDATOR.validate(event));
    }

    @Test
    void validate_invalidEventUnderCloudEvents_isNamedAsItsVersionDoes() {
        CloudEvent.Builder event = CloudEvent.bare()
                .sourceId("not a reference")
                .schemaUrl("schema.json")
                .extension("My", Map.of());
        assertThat(CLOUDEVENTS.validate(event.cloudEventsVersion("1.0").build()))
                .extracting(Violation::toString)
                .containsExactly(
                        "type is required",
                        "sourcetype is required",
                        "source must be a URI reference (RFC 3986) such as 'https://example.com/orders' or '/sensors/7',"
                                + " with other characters as percent and hexadecimal digits, was 'not a reference'",
                        "id is required",
                        "dataschema must be a URI with a scheme (RFC 3986), was 'schema.json'",
                        "'My' must be named with the characters a-z and 0-9 alone, has 'M' at character 1",
                        "'My' must be text, a boolean or a whole number of 32 bits, was an object");
        assertThat(CLOUDEVENTS.validate(event.cloudEventsVersion("0.1").build()))
                .extracting(Violation::attribute)
                .containsExactly("event-type", "source-type", "source-id", "event-id", "schema-url");
    }

    @Test
    void allowsAnyEventType_isWhatTheChoiceSays() {
        assertThat(VALIDATOR.allowsAnyEventType()).isFalse();
        assertThat(CLOUDEVENTS.allowsAnyEventType()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${7*7}",
                "${1+1}",
                "#{7*7}",
                "{0}",
                "{message}",
                "{attribute}",
                "{rule}",
                "{io.dispatchframework.events.fault}",
                "{jakarta.validation.constraints.NotNull.message}",
                "${validatedValue}",
                "${validatedValue.getClass().forName('java.lang.Runtime')}",
                "\\${7*7}",
                "\\\\${7*7}",
                "\\{0\\}",
                "a\\\\b\\c",
                "{",
                "}",
                "${",
                "$",
                "%s %n %d",
                "$1"
            })
    void validate_textThatLooksLikeATemplate_isText(String text) {
        CloudEvent event = CloudEvent.builder("user.created")
                .cloudEventsVersion(text)
                .schemaUrl(text)
                .contentType(text)
                .build();
        assertThat(VALIDATOR.validate(event))
                .extracting(Violation::message)
                .containsExactly(
                        "cloud-events-version must be '0.1', was '" + text + "'",
                        "schema-url must be an absolute URI (RFC 3986) or an absolute path, was '" + text + "'",
                        "content-type must be a MIME type (RFC 2046) such as 'text/plain; charset=utf-8', was '" + text
                                + "'");
    }

    @Test
    void validate_controlCharacters_areEscaped() {
        CloudEvent event = CloudEvent.builder("user.created")
                .contentType("x\r\n2026-01-01 INFO all is well\u2028\u202e")
                .build();
        assertThat(VALIDATOR.validate(event))
                .singleElement()
                .asString()
                .endsWith("was 'x\\u000d\\u000a2026-01-01 INFO all is well\\u2028\\u202e'");
    }

    @Test
    void validate_otherLocale_saysTheSame() {
        CloudEvent event =
                CloudEvent.builder("t".repeat(12_345)).schemaUrl("TITLE").build();
        List<Violation> expected = VALIDATOR.validate(event);
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("ar-EG-u-nu-arab", "tr", "de", "hi-IN-u-nu-deva")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(VALIDATOR.validate(event)).isEqualTo(expected);
                assertThat(BeanEventValidator.create().validate(event)).isEqualTo(expected);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void create_threadWithoutAClassLoaderOfUse_works() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            assertThat(BeanEventValidator.create().validate(CloudEvent.bare().build()))
                    .hasSize(6);
            thread.setContextClassLoader(null);
            assertThat(BeanEventValidator.create().validate(CloudEvent.bare().build()))
                    .hasSize(6);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** As in an application server, where the thread may be of an application with a Hibernate Validator of its own. */
    @Test
    void create_threadOfAnotherApplication_usesOurHibernateValidator() throws Exception {
        URL jar = HibernateValidator.class.getProtectionDomain().getCodeSource().getLocation();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader other = new URLClassLoader(new URL[] {jar}, before) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.startsWith("org.hibernate.validator.")) {
                    return super.loadClass(name, resolve);
                }
                synchronized (getClassLoadingLock(name)) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
            }
        }) {
            thread.setContextClassLoader(other);
            assertThat(BeanEventValidator.create().validate(CloudEvent.bare().build()))
                    .hasSize(6);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void validate_manyThreads_findTheSame() throws Exception {
        int threads = 8;
        int rounds = 20;
        List<CloudEvent> events =
                EventCases.readable().flatMap(one -> one.events().stream()).toList();
        List<List<Violation>> expected =
                events.stream().map(DispatchRules.RULES::violations).toList();
        // A new one each round, so that the threads meet while it is cold.
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < rounds; round++) {
                EventValidator shared = BeanEventValidator.create();
                CyclicBarrier barrier = new CyclicBarrier(threads);
                Callable<List<List<Violation>>> task = () -> {
                    barrier.await();
                    return events.stream().map(shared::validate).toList();
                };
                List<Future<List<List<Violation>>>> answers = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    answers.add(pool.submit(task));
                }
                for (Future<List<List<Violation>>> answer : answers) {
                    assertThat(answer.get()).isEqualTo(expected);
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void validate_result_cannotBeChanged() {
        assertThat(VALIDATOR.validate(CloudEvent.bare().build())).isUnmodifiable();
        assertThat(VALIDATOR.validate(CloudEvent.builder("a").build())).isUnmodifiable();
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void validate_null_isRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> VALIDATOR.validate(null))
                .withMessage("event");
        assertThatNullPointerException()
                .isThrownBy(() -> CLOUDEVENTS.validate(null))
                .withMessage("event");
        assertThatNullPointerException()
                .isThrownBy(() -> BeanEventValidator.create(null))
                .withMessage("rules");
    }

    @Test
    void using_validatorWithoutTheConstraints_isRefused() {
        try (ValidatorFactory plain = Validation.buildDefaultValidatorFactory()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BeanEventValidator.using(plain.getValidator()))
                    .withMessageContaining("ModelConstraints.addTo");
        }
    }
}
