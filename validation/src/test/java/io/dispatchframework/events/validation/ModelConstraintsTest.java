package io.dispatchframework.events.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.internal.DriverRules;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.event.internal.CloudEventsRules;
import io.dispatchframework.events.event.internal.DispatchRules;
import io.dispatchframework.events.event.internal.RuleSet;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.SubscriptionRules;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.hibernate.validator.engine.HibernateConstraintViolation;
import org.hibernate.validator.messageinterpolation.ExpressionLanguageFeatureLevel;
import org.hibernate.validator.spi.properties.ConstrainableExecutable;
import org.hibernate.validator.spi.properties.GetterPropertySelectionStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelConstraintsTest {

    private static final ValidatorFactory FACTORY =
            ModelConstraints.addTo(configuration()).buildValidatorFactory();

    /** A validator as a host would have it. */
    private static final Validator HOST = FACTORY.getValidator();

    private static final ValidatorFactory V1_FACTORY =
            ModelConstraints.addTo(configuration(), EventRules.CLOUDEVENTS).buildValidatorFactory();

    /** The same for the rules of CloudEvents 1.0. */
    private static final Validator V1_HOST = V1_FACTORY.getValidator();

    @AfterAll
    static void close() {
        FACTORY.close();
        V1_FACTORY.close();
    }

    private static HibernateValidatorConfiguration configuration() {
        return Validation.byProvider(HibernateValidator.class).configure();
    }

    private static <T> Set<Violation> violations(Validator validator, T bean) {
        return validator.validate(bean).stream()
                .map(violation -> new Violation(attribute(violation), violation.getMessage()))
                .collect(Collectors.toSet());
    }

    private static String attribute(ConstraintViolation<?> violation) {
        return String.valueOf(
                violation.getConstraintDescriptor().getAttributes().get("attribute"));
    }

    private static <T> Set<String> paths(Validator validator, T bean) {
        return validator.validate(bean).stream()
                .map(violation -> violation.getPropertyPath().toString())
                .collect(Collectors.toSet());
    }

    /** All three ways to the same verdict: the check, the table's list, the constraints. */
    private static <T> boolean agree(RuleSet<T> table, T bean, Object about) {
        List<Violation> expected = table.violations(bean);
        assertThat(table.isValid(bean)).as("%s", about).isEqualTo(expected.isEmpty());
        assertThat(violations(HOST, bean)).as("%s", about).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(payloads(HOST, bean)).as("%s", about).containsExactlyInAnyOrderElementsOf(expected);
        return expected.isEmpty();
    }

    private static <T> boolean agreeOnV1(RuleSet<T> table, T bean, Object about) {
        List<Violation> expected = table.violations(bean);
        assertThat(table.isValid(bean)).as("%s", about).isEqualTo(expected.isEmpty());
        assertThat(payloads(V1_HOST, bean)).as("%s", about).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(V1_HOST.validate(bean))
                .as("%s", about)
                .extracting(ConstraintViolation::getMessage)
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(Violation::message).toList());
        return expected.isEmpty();
    }

    private static <T> List<Violation> payloads(Validator validator, T bean) {
        return validator.validate(bean).stream()
                .map(ModelConstraintsTest::payload)
                .toList();
    }

    private static Violation payload(ConstraintViolation<?> violation) {
        HibernateConstraintViolation<?> hibernates = violation.unwrap(HibernateConstraintViolation.class);
        return hibernates.getDynamicPayload(Violation.class);
    }

    @Test
    void validate_cases_agreeWithTheTable() {
        BeanEventValidator own = BeanEventValidator.create();
        BeanEventValidator host = BeanEventValidator.using(HOST);
        EventCases.readable()
                .forEach(one -> one.events().forEach(event -> {
                    agree(DispatchRules.RULES, event, one);
                    assertThat(own.validate(event)).isEqualTo(DispatchRules.RULES.violations(event));
                    assertThat(host.validate(event)).isEqualTo(DispatchRules.RULES.violations(event));
                }));
    }

    @Test
    void validate_randomEvents_agreeWithTheTable() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        BeanEventValidator own = BeanEventValidator.create();
        int valid = 0;
        for (int run = 0; run < 20_000; run++) {
            CloudEvent.Builder builder = CloudEvent.builder("user.created");
            for (int faults = random.nextInt(4); faults > 0; faults--) {
                String text = text(random);
                switch (random.nextInt(9)) {
                    case 0 -> builder.namespace(text);
                    case 1 -> builder.eventType(text);
                    case 2 -> builder.cloudEventsVersion(text);
                    case 3 -> builder.sourceType(text);
                    case 4 -> builder.sourceId(text);
                    case 5 -> builder.eventId(text);
                    case 6 -> builder.schemaUrl(text);
                    case 7 -> builder.contentType(text);
                    default -> builder.extensions(random.nextBoolean() ? Map.of() : Map.of("a", text));
                }
            }
            CloudEvent event = builder.build();
            valid += agree(DispatchRules.RULES, event, event + ", seed " + seed) ? 1 : 0;
            assertThat(own.validate(event)).as("seed %d", seed).isEqualTo(DispatchRules.RULES.violations(event));
        }
        assertThat(valid).isBetween(2_000, 18_000);
    }

    @Test
    void validate_casesUnderCloudEvents_agreeWithTheTable() {
        BeanEventValidator own = BeanEventValidator.create(EventRules.CLOUDEVENTS);
        BeanEventValidator host = BeanEventValidator.using(V1_HOST);
        EventCases.readable().flatMap(one -> one.events().stream()).forEach(event -> {
            for (String version : List.of("0.1", "1.0", event.cloudEventsVersion())) {
                CloudEvent given = event.toBuilder().cloudEventsVersion(version).build();
                agreeOnV1(CloudEventsRules.RULES, given, given);
                assertThat(own.validate(given)).isEqualTo(CloudEventsRules.RULES.violations(given));
                assertThat(host.validate(given)).isEqualTo(CloudEventsRules.RULES.violations(given));
            }
        });
    }

    @Test
    void validate_randomEventsUnderCloudEvents_agreeWithTheTable() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        BeanEventValidator own = BeanEventValidator.create(EventRules.CLOUDEVENTS);
        BeanEventValidator dispatch = BeanEventValidator.create();
        int valid = 0;
        for (int run = 0; run < 20_000; run++) {
            CloudEvent.Builder builder =
                    CloudEvent.builder("user.created").cloudEventsVersion(random.nextInt(4) == 0 ? "0.1" : "1.0");
            for (int faults = random.nextInt(4); faults > 0; faults--) {
                String text = text(random);
                switch (random.nextInt(13)) {
                    case 0 -> builder.namespace(text);
                    case 1 -> builder.eventType(text);
                    case 2 -> builder.cloudEventsVersion(text);
                    case 3 -> builder.sourceType(text);
                    case 4 -> builder.sourceId(text);
                    case 5 -> builder.eventId(text);
                    case 6 -> builder.schemaUrl(text);
                    case 7 -> builder.contentType(text);
                    case 8 -> builder.eventTypeVersion(text);
                    case 9 -> builder.data(text, DataKind.BINARY);
                    case 10 -> builder.eventTime(OffsetDateTime.MAX);
                    case 11 -> builder.extension("subject", random.nextBoolean() ? text : random.nextLong());
                    default -> {
                        builder.extension(text, random.nextLong() >> random.nextInt(64));
                        builder.extension("ext", random.nextBoolean() ? text : List.of(text));
                    }
                }
            }
            CloudEvent event = builder.build();
            String about = event + ", seed " + seed;
            valid += agreeOnV1(CloudEventsRules.RULES, event, about) ? 1 : 0;
            assertThat(own.validate(event)).as(about).isEqualTo(CloudEventsRules.RULES.violations(event));
            assertThat(dispatch.validate(event)).as(about).isEqualTo(DispatchRules.RULES.violations(event));
        }
        assertThat(valid).isBetween(2_000, 18_000);
    }

    @Test
    void validate_subscriptionsUnderCloudEvents_mayHaveTypesOfFreeCharacters() {
        Subscription.Builder subscription = Subscription.builder("name").functionName("function");
        Subscription free = subscription.eventType("com.example/order placed").build();
        assertThat(V1_HOST.validate(free)).isEmpty();
        assertThat(HOST.validate(free)).hasSize(1);
        assertThat(agreeOnV1(
                        SubscriptionRules.ANY_EVENT_TYPE,
                        subscription.eventType("a*\n").build(),
                        "a buried wildcard and a control character"))
                .isFalse();
    }

    @Test
    void validate_violationsUnderCloudEvents_carryPropertyPathAndTheNameOfTheVersion() {
        CloudEvent event = CloudEvent.builder("a\n")
                .cloudEventsVersion("1.0")
                .extension("A", 1)
                .extension("b", 0.5)
                .build();
        assertThat(V1_HOST.validate(event))
                .extracting(violation -> violation.getPropertyPath().toString())
                .containsExactlyInAnyOrder("eventType", "extensions", "extensions");
        assertThat(payloads(V1_HOST, event))
                .extracting(Violation::attribute)
                .containsExactlyInAnyOrder("type", "A", "b");
        assertThat(paths(V1_HOST, new Envelope("name", event)))
                .containsExactlyInAnyOrder("event.eventType", "event.extensions");
        assertThat(V1_HOST.validateProperty(event, "eventType")).isEmpty();
    }

    @Test
    void validate_randomSubscriptions_agreeWithTheTable() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int valid = 0;
        for (int run = 0; run < 20_000; run++) {
            Subscription.Builder builder = Subscription.builder(random.nextInt(8) == 0 ? text(random) : "name")
                    .functionName("function");
            for (int faults = random.nextInt(4); faults > 0; faults--) {
                String text = text(random);
                switch (random.nextInt(5)) {
                    case 0 -> builder.eventType(text);
                    case 1 -> builder.sourceType(text);
                    case 2 -> builder.functionName(text);
                    case 3 -> builder.tag(text, text(random));
                    default ->
                        builder.policy(DeliveryPolicy.builder()
                                .maxAttempts(random.nextInt(-1, 1_100))
                                .backoff(Duration.ofHours(random.nextInt(-1, 27)))
                                .maxBackoff(random.nextBoolean() ? null : Duration.ofHours(random.nextInt(-1, 27)))
                                .maxHeld(random.nextInt(-10, 1_000_100))
                                .build());
                }
            }
            Subscription subscription = builder.build();
            valid += agree(SubscriptionRules.RULES, subscription, subscription + ", seed " + seed) ? 1 : 0;
        }
        assertThat(valid).isBetween(2_000, 18_000);
    }

    @Test
    void validate_randomDriversAndTypes_agreeWithTheTable() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int valid = 0;
        for (int run = 0; run < 20_000; run++) {
            EventDriver.Builder driver = EventDriver.builder(random.nextInt(8) == 0 ? text(random) : "name")
                    .typeName("type");
            EventDriverType.Builder type = EventDriverType.builder(random.nextInt(8) == 0 ? text(random) : "name")
                    .implementation("ticker");
            for (int faults = random.nextInt(3); faults > 0; faults--) {
                String text = text(random);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        driver.typeName(text);
                        type.implementation(text);
                    }
                    case 1 -> {
                        driver.setting(text, text(random));
                        type.setting(text, text(random));
                    }
                    case 2 -> {
                        driver.setting("long", "v".repeat(65_530 + random.nextInt(12)));
                        type.setting("long", "v".repeat(65_530 + random.nextInt(12)));
                    }
                    default -> {
                        driver.tag(text, text(random));
                        type.tag(text, text(random));
                    }
                }
            }
            valid += agree(DriverRules.DRIVERS, driver.build(), driver.build() + ", seed " + seed) ? 1 : 0;
            valid += agree(DriverRules.TYPES, type.build(), type.build() + ", seed " + seed) ? 1 : 0;
        }
        assertThat(valid).isBetween(4_000, 36_000);
    }

    @Test
    void validate_tooManySettings_agreesWithTheTable() {
        EventDriver.Builder driver = EventDriver.builder("many").typeName("type");
        for (int i = 0; i < 257; i++) {
            driver.setting("setting" + i, "");
        }
        assertThat(agree(DriverRules.DRIVERS, driver.build(), "257 settings")).isFalse();
    }

    private static String text(Random random) {
        String[] pieces = {
            "a",
            "Z",
            "0",
            ".",
            "-",
            "_",
            "*",
            "#",
            "/",
            ":",
            "http://",
            "text/",
            ";a=b",
            "0.1",
            " ",
            "\n",
            "\u0000",
            "\u00e9",
            "\ud83d\ude00",
            "\ud800",
            "${7*7}",
            "{0}",
            "\\",
            "{message}",
            "%41",
            "[::1]",
            "x".repeat(31),
            "y".repeat(127),
            "\ud83d\ude00".repeat(40)
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    @Test
    void validate_violations_carryPropertyPathValueAndAttribute() {
        CloudEvent event = CloudEvent.builder("no type").extensions(Map.of()).build();
        assertThat(paths(HOST, event)).containsExactlyInAnyOrder("eventType", "");
        assertThat(HOST.validateProperty(event, "eventType"))
                .singleElement()
                .satisfies(violation -> assertThat(violation.getInvalidValue()).isEqualTo("no type"))
                .satisfies(violation -> assertThat(attribute(violation)).isEqualTo("event-type"));
        assertThat(HOST.validateValue(CloudEvent.class, "sourceType", ""))
                .extracting(ConstraintViolation::getMessage)
                .containsExactly("source-type is required");

        Subscription subscription = Subscription.builder("")
                .policy(DeliveryPolicy.builder().maxAttempts(0).build())
                .build();
        assertThat(paths(HOST, subscription)).containsExactlyInAnyOrder("name", "functionName", "policy");
        assertThat(violations(HOST, subscription))
                .extracting(Violation::attribute)
                .containsExactlyInAnyOrder("subscriptionName", "functionName", "policy.maxAttempts");

        EventDriver driver = EventDriver.builder("").setting("", "x").build();
        assertThat(paths(HOST, driver)).containsExactlyInAnyOrder("name", "typeName", "settings");
        assertThat(violations(HOST, driver))
                .extracting(Violation::attribute)
                .containsExactlyInAnyOrder("driverName", "typeName", "settings");
    }

    @ParameterizedTest
    @EnumSource(ExpressionLanguageFeatureLevel.class)
    void validate_hostWithExpressions_textThatLooksLikeOneIsText(ExpressionLanguageFeatureLevel level) {
        CloudEvent event = CloudEvent.builder("user.created")
                .contentType("${7*7} {0} \\${7*7} \\\\{message}")
                .schemaUrl("${validatedValue.length()} {attribute}")
                .build();
        HibernateValidatorConfiguration configuration = configuration()
                .constraintExpressionLanguageFeatureLevel(level)
                .customViolationExpressionLanguageFeatureLevel(level);
        try (ValidatorFactory factory = ModelConstraints.addTo(configuration).buildValidatorFactory()) {
            assertThat(violations(factory.getValidator(), event))
                    .containsExactlyInAnyOrderElementsOf(DispatchRules.RULES.violations(event));
        }
        HibernateValidatorConfiguration ofV1 = configuration()
                .constraintExpressionLanguageFeatureLevel(level)
                .customViolationExpressionLanguageFeatureLevel(level);
        try (ValidatorFactory factory =
                ModelConstraints.addTo(ofV1, EventRules.CLOUDEVENTS).buildValidatorFactory()) {
            assertThat(factory.getValidator().validate(event))
                    .extracting(ConstraintViolation::getMessage)
                    .containsExactlyInAnyOrderElementsOf(CloudEventsRules.RULES.violations(event).stream()
                            .map(Violation::message)
                            .toList());
        }
    }

    /** A bean of a host that holds an event. */
    private record Envelope(@NotBlank String name, @Valid CloudEvent event) {}

    /** A bean of a host with accessors that have the names of ours, or of JavaBeans. */
    static final class HostBean {

        @NotBlank
        public String eventId() {
            return "";
        }

        /** No property: it has our name, but not our type. */
        @AssertTrue
        public Boolean sourceId() {
            return false;
        }

        /** No property: it has our type, but not our name. */
        @NotBlank
        public String title() {
            return "";
        }

        @NotBlank
        public String getURL() {
            return "";
        }

        @AssertTrue
        public boolean isReady() {
            return false;
        }

        @AssertTrue
        public boolean hasRoom() {
            return false;
        }

        @NotBlank
        public String get() {
            return "";
        }
    }

    @Test
    void validate_eventInsideAHostsBean_isReached() {
        Envelope envelope = new Envelope("", CloudEvent.builder("").build());
        assertThat(HOST.validate(envelope))
                .extracting(violation -> violation.getPropertyPath().toString())
                .containsExactlyInAnyOrder("name", "event.eventType");
    }

    @Test
    void validate_hostsOwnBean_keepsItsGetters() {
        assertThat(paths(HOST, new HostBean())).containsExactlyInAnyOrder("eventId", "URL", "ready", "room", "");
    }

    /** A bean of a host that calls its getters otherwise. */
    static final class FluentBean {

        @NotBlank
        public String readURL() {
            return "";
        }

        /** No property there. */
        @NotBlank
        public String getTitle() {
            return "";
        }
    }

    @Test
    void addTo_hostsOwnGetters_goFirst() {
        GetterPropertySelectionStrategy fluent = new GetterPropertySelectionStrategy() {
            @Override
            public Optional<String> getProperty(ConstrainableExecutable executable) {
                return executable.getName().equals("readURL") ? Optional.of("url") : Optional.empty();
            }

            @Override
            public List<String> getGetterMethodNameCandidates(String property) {
                return List.of("read" + property);
            }
        };
        try (ValidatorFactory factory =
                ModelConstraints.addTo(configuration(), fluent).buildValidatorFactory()) {
            assertThat(paths(factory.getValidator(), new FluentBean())).containsExactly("url");
            assertThat(paths(factory.getValidator(), CloudEvent.builder("").build()))
                    .containsExactly("eventType");
        }
    }

    @Test
    void using_hostsOwnConstraintsOnEvents_countToo() {
        String mapping = """
                <constraint-mappings xmlns="https://jakarta.ee/xml/ns/validation/mapping" version="3.1">
                  <bean class="io.dispatchframework.events.event.CloudEvent">
                    <getter name="namespace">
                      <constraint annotation="jakarta.validation.constraints.Pattern">
                        <message>must be one of ours</message>
                        <element name="regexp">com[.].*</element>
                      </constraint>
                    </getter>
                  </bean>
                </constraint-mappings>
                """;
        HibernateValidatorConfiguration configuration = ModelConstraints.addTo(configuration())
                .addMapping(new ByteArrayInputStream(mapping.getBytes(StandardCharsets.UTF_8)));
        try (ValidatorFactory factory = configuration.buildValidatorFactory()) {
            BeanEventValidator validator = BeanEventValidator.using(factory.getValidator());
            CloudEvent.Builder event = CloudEvent.builder("a").namespace("org.other");
            assertThat(validator.validate(event.build()))
                    .containsExactly(new Violation("namespace", "must be one of ours"));
            assertThat(validator.validate(event.eventId("").build()))
                    .extracting(Violation::attribute)
                    .containsExactly("event-id", "namespace");
            assertThat(validator.allowsAnyEventType()).isFalse();
            assertThat(validator.validate(
                            event.eventId("1").namespace("com.example").build()))
                    .isEmpty();
        }
    }

    @Test
    void using_rulesOfTheHostsConfiguration_areFound() {
        BeanEventValidator validator = BeanEventValidator.using(V1_HOST);
        CloudEvent.Builder event =
                CloudEvent.builder("com.example/order placed").cloudEventsVersion("1.0");
        assertThat(validator.allowsAnyEventType()).isTrue();
        assertThat(validator.validate(event.build())).isEmpty();
        assertThat(validator.validate(event.eventId("").extension("A", 1).build()))
                .extracting(Violation::attribute)
                .containsExactly("id", "A");
    }

    @Test
    void using_validatorWithTheHostsOwnConstraintsAlone_isRefused() {
        String mapping = """
                <constraint-mappings xmlns="https://jakarta.ee/xml/ns/validation/mapping" version="3.1">
                  <bean class="io.dispatchframework.events.event.CloudEvent">
                    <class>
                      <constraint annotation="jakarta.validation.constraints.NotNull"/>
                    </class>
                  </bean>
                </constraint-mappings>
                """;
        HibernateValidatorConfiguration configuration =
                configuration().addMapping(new ByteArrayInputStream(mapping.getBytes(StandardCharsets.UTF_8)));
        try (ValidatorFactory factory = configuration.buildValidatorFactory()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BeanEventValidator.using(factory.getValidator()))
                    .withMessageContaining("ModelConstraints.addTo");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void addTo_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> ModelConstraints.addTo(null));
        assertThatNullPointerException()
                .isThrownBy(() -> ModelConstraints.addTo(configuration(), (GetterPropertySelectionStrategy) null));
        assertThatNullPointerException()
                .isThrownBy(() -> ModelConstraints.addTo(configuration(), (EventRules) null))
                .withMessage("rules");
    }
}
