package io.dispatchframework.events.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dispatchframework.events.DeadLetters;
import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.EventManagerBuilder;
import io.dispatchframework.events.Explanation;
import io.dispatchframework.events.Subscriptions;
import io.dispatchframework.events.cloudevents.SdkCloudEvents;
import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryHandler;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.EventDriverStore;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.EventDriverTypeStore;
import io.dispatchframework.events.driver.SettingSpec;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventAnyJson;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.CloudEventV1Json;
import io.dispatchframework.events.event.CloudEventV1Mapping;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.DuplicateWindow;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.event.InvalidEventException;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.ContextCarrier;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.PayloadType;
import io.dispatchframework.events.http.HttpDriver;
import io.dispatchframework.events.http.HttpFunctionInvoker;
import io.dispatchframework.events.micrometer.DeliveryMetrics;
import io.dispatchframework.events.micrometer.EventManagerMetrics;
import io.dispatchframework.events.micrometer.ObservedFunctionInvoker;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.store.Resource;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.store.memory.MemoryDuplicateWindow;
import io.dispatchframework.events.store.memory.MemoryEventDriverStore;
import io.dispatchframework.events.store.memory.MemoryEventDriverTypeStore;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.InvalidSubscriptionException;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.testkit.ManualExecutor;
import io.dispatchframework.events.testkit.ManualFunctionCall;
import io.dispatchframework.events.testkit.ManualTime;
import io.dispatchframework.events.testkit.ResourceStoreContract;
import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.dispatchframework.events.validation.EventRules;
import io.dispatchframework.events.validation.ModelConstraints;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every null where none may be is refused by name, in all that the modules export. */
class NullsTest {

    /** What the library or Jupiter calls, not the host. */
    private static final Set<Class<?>> OF_OTHERS = Set.of(
            DeliveryHandler.class,
            DeliveryListener.class,
            DeliveryMetrics.class,
            EventDriverFactory.class,
            HttpDriver.class,
            Resource.class,
            ResourceWatcher.class,
            ResourceStoreContract.class);

    private static final CloudEvent EVENT = CloudEvent.builder("user.created").build();
    private static final Subscription SUBSCRIPTION =
            Subscription.builder("s").functionName("f").build();
    private static final EventDriver DRIVER =
            EventDriver.builder("d").typeName("t").build();
    private static final EventDriverType DRIVER_TYPE =
            EventDriverType.builder("t").implementation("ticker").build();
    private static final SettingSpec SPEC = SettingSpec.of("{}", SettingSpec.Kind.TEXT, "a setting");
    private static final Failure FAILURE = new Failure("failed", null);

    /** One of each type that cannot be made up, new for each call. */
    private static final Map<Class<?>, Supplier<Object>> SAMPLES = new HashMap<>();

    static {
        SAMPLES.put(int.class, () -> 1);
        SAMPLES.put(long.class, () -> 1L);
        SAMPLES.put(boolean.class, () -> true);
        SAMPLES.put(byte[].class, () -> new byte[0]);
        SAMPLES.put(String.class, () -> "{}");
        SAMPLES.put(Class.class, () -> String.class);
        SAMPLES.put(Duration.class, () -> Duration.ofSeconds(1));
        SAMPLES.put(Instant.class, () -> Instant.EPOCH);
        SAMPLES.put(Order.class, Order::bySource);
        SAMPLES.put(WhenFull.class, WhenFull::refuse);
        SAMPLES.put(MemoryDuplicateWindow.class, () -> MemoryDuplicateWindow.create(Duration.ofSeconds(1), 1));
        SAMPLES.put(DuplicateWindow.class, () -> MemoryDuplicateWindow.create(Duration.ofSeconds(1), 1));
        SAMPLES.put(
                ManualFunctionCall.class,
                () -> ManualFunctionCall.of(CloudEvent.builder("a").build()));
        SAMPLES.put(ContextCarrier.class, () -> (ContextCarrier) () -> () -> () -> {});
        SAMPLES.put(Predicate.class, () -> (Predicate<Object>) any -> true);
        SAMPLES.put(SettingSpec.class, () -> SPEC);
        SAMPLES.put(SettingSpec.Kind.class, () -> SettingSpec.Kind.TEXT);
        SAMPLES.put(DriverSettings.class, () -> DriverSettings.of(List.of(SPEC), Map.of("{}", "value")));
        SAMPLES.put(DriverStatus.State.class, () -> DriverStatus.State.READY);
        SAMPLES.put(EventDriver.class, () -> DRIVER);
        SAMPLES.put(EventDriver.Builder.class, DRIVER::toBuilder);
        SAMPLES.put(EventDriverType.class, () -> DRIVER_TYPE);
        SAMPLES.put(EventDriverType.Builder.class, DRIVER_TYPE::toBuilder);
        SAMPLES.put(EventDriverFactory.class, EventDriverFactory::ticker);
        SAMPLES.put(EventDriverStore.class, MemoryEventDriverStore::create);
        SAMPLES.put(EventDriverTypeStore.class, MemoryEventDriverTypeStore::create);
        SAMPLES.put(MemoryEventDriverStore.class, MemoryEventDriverStore::create);
        SAMPLES.put(MemoryEventDriverStore.Builder.class, MemoryEventDriverStore::builder);
        SAMPLES.put(MemoryEventDriverTypeStore.class, MemoryEventDriverTypeStore::create);
        SAMPLES.put(MemoryEventDriverTypeStore.Builder.class, MemoryEventDriverTypeStore::builder);
        SAMPLES.put(Throwable.class, IllegalStateException::new);
        SAMPLES.put(Object.class, () -> "value");
        SAMPLES.put(List.class, List::of);
        SAMPLES.put(Collection.class, List::of);
        SAMPLES.put(Map.class, Map::of);
        SAMPLES.put(InputStream.class, () -> new ByteArrayInputStream(new byte[0]));
        SAMPLES.put(Validator.class, () -> {
            try (var factory = ModelConstraints.addTo(hibernate()).buildValidatorFactory()) {
                return factory.getValidator();
            }
        });
        SAMPLES.put(HibernateValidatorConfiguration.class, NullsTest::hibernate);

        SAMPLES.put(CloudEvent.class, () -> EVENT);
        SAMPLES.put(CloudEvent[].class, () -> new CloudEvent[0]);
        SAMPLES.put(CloudEvent.Builder.class, EVENT::toBuilder);
        SAMPLES.put(CloudEventJson.class, CloudEventJson::create);
        SAMPLES.put(CloudEventJson.Builder.class, CloudEventJson::builder);
        SAMPLES.put(CloudEventV1Json.class, CloudEventV1Json::create);
        SAMPLES.put(CloudEventV1Json.Builder.class, CloudEventV1Json::builder);
        SAMPLES.put(SdkCloudEvents.class, SdkCloudEvents::create);
        SAMPLES.put(CloudEventAnyJson.class, CloudEventAnyJson::create);
        SAMPLES.put(CloudEventAnyJson.Builder.class, CloudEventAnyJson::builder);
        SAMPLES.put(CloudEventV1Mapping.class, CloudEventV1Mapping::create);
        SAMPLES.put(CloudEventV1Mapping.Builder.class, CloudEventV1Mapping::builder);
        SAMPLES.put(DataKind.class, () -> DataKind.TEXT);
        SAMPLES.put(EventValidator.class, EventValidator::none);
        SAMPLES.put(BeanEventValidator.class, BeanEventValidator::create);
        SAMPLES.put(EventRules.class, () -> EventRules.CLOUDEVENTS);
        SAMPLES.put(Subscription.class, () -> SUBSCRIPTION);
        SAMPLES.put(Subscription.Builder.class, SUBSCRIPTION::toBuilder);
        SAMPLES.put(Subscription.Status.class, () -> Subscription.Status.READY);
        SAMPLES.put(DeliveryPolicy.class, DeliveryPolicy::defaults);
        SAMPLES.put(DeliveryPolicy.Builder.class, DeliveryPolicy::builder);
        SAMPLES.put(Metadata.class, () -> Metadata.NONE);
        SAMPLES.put(ListQuery.class, ListQuery::all);
        SAMPLES.put(Page.class, () -> new Page<>(List.of(SUBSCRIPTION), true));
        SAMPLES.put(Failure.class, () -> FAILURE);
        SAMPLES.put(Delivery.class, () -> Delivery.of(EVENT, "s", 1, null));
        SAMPLES.put(
                DeadLetter.class,
                () -> new DeadLetter("id", EVENT, "s", 1, "f", FAILURE, 1, Instant.EPOCH, Instant.EPOCH));
        SAMPLES.put(DeliveryOutcome.class, () -> new DeliveryOutcome.Pending("s", "f", 0));
        SAMPLES.put(DeliveryOutcome.Done.class, () -> new DeliveryOutcome.Done("s", "f", 0, null));
        SAMPLES.put(DeliveryOutcome.Dead.class, () -> new DeliveryOutcome.Dead("s", "f", 0, FAILURE));
        SAMPLES.put(DeliveryOutcome.Refused.class, () -> new DeliveryOutcome.Refused("s", "f", 0, "full"));
        SAMPLES.put(DeliveryOutcome.Cancelled.class, () -> new DeliveryOutcome.Cancelled("s", "f", 0, "gone"));
        SAMPLES.put(DeliveryOutcome.Skipped.class, () -> new DeliveryOutcome.Skipped("s", "f", 0, "paused"));
        SAMPLES.put(DeliveryOutcome.HandedOver.class, () -> new DeliveryOutcome.HandedOver("s", "f", 0));
        SAMPLES.put(DeliveryOutcome.Pending.class, () -> new DeliveryOutcome.Pending("s", "f", 0));
        SAMPLES.put(PayloadType.class, () -> new PayloadType<String>() {});
        SAMPLES.put(EnqueueResult.Level.class, () -> EnqueueResult.Level.MEMORY);
        SAMPLES.put(FunctionRegistry.class, FunctionRegistry::create);
        SAMPLES.put(FunctionInvoker.class, FunctionRegistry::create);
        SAMPLES.put(FunctionInvoker[].class, () -> new FunctionInvoker[0]);
        SAMPLES.put(
                HttpFunctionInvoker.class, () -> HttpFunctionInvoker.builder().build());
        SAMPLES.put(HttpFunctionInvoker.Builder.class, HttpFunctionInvoker::builder);
        SAMPLES.put(URI.class, () -> URI.create("https://example.com/"));
        SAMPLES.put(Function.class, () -> (Function<Object, Object>) any -> any);
        SAMPLES.put(String[].class, () -> new String[0]);
        SAMPLES.put(TimeSource.class, TimeSource::system);
        SAMPLES.put(MeterRegistry.class, SimpleMeterRegistry::new);
        SAMPLES.put(ObservationRegistry.class, ObservationRegistry::create);
        SAMPLES.put(
                EventManagerMetrics.class,
                () -> EventManagerMetrics.create(builder().build()));
        SAMPLES.put(
                ObservedFunctionInvoker.class,
                () -> ObservedFunctionInvoker.create(FunctionRegistry.create(), ObservationRegistry.create()));
        SAMPLES.put(MemorySubscriptionStore.class, MemorySubscriptionStore::create);
        SAMPLES.put(MemorySubscriptionStore.Builder.class, MemorySubscriptionStore::builder);
        SAMPLES.put(ManualTime.class, ManualTime::new);
        SAMPLES.put(ManualExecutor.class, ManualExecutor::new);
        SAMPLES.put(EventManagerBuilder.class, NullsTest::builder);
        SAMPLES.put(EventManager.class, () -> builder().build());
        SAMPLES.put(Subscriptions.class, () -> builder().build().subscriptions());
        SAMPLES.put(DeadLetters.class, () -> builder().build().deadLetters());
        SAMPLES.put(Explanation.class, () -> builder().build().explain(EVENT));
        SAMPLES.put(Emission.class, () -> builder().build().emit(EVENT));
    }

    private static EventManagerBuilder builder() {
        return EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create());
    }

    private static HibernateValidatorConfiguration hibernate() {
        return Validation.byProvider(HibernateValidator.class).configure();
    }

    @TestFactory
    Stream<DynamicTest> arguments() {
        return Stream.of(
                        EventManager.class,
                        MemorySubscriptionStore.class,
                        BeanEventValidator.class,
                        EventManagerMetrics.class,
                        SdkCloudEvents.class,
                        HttpDriver.class,
                        ManualTime.class)
                .flatMap(NullsTest::exported)
                .flatMap(NullsTest::calls)
                .map(call -> DynamicTest.dynamicTest(call.toString(), call::isRefused));
    }

    /** The public classes of the module that a class stands in. */
    private static Stream<Class<?>> exported(Class<?> one) {
        try {
            Path home = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            ModuleReference module = ModuleFinder.of(home).findAll().iterator().next();
            Set<String> packages = new LinkedHashSet<>();
            for (ModuleDescriptor.Exports exports : module.descriptor().exports()) {
                if (!exports.isQualified()) {
                    packages.add(exports.source());
                }
            }
            try (ModuleReader reader = module.open()) {
                List<Class<?>> found = new ArrayList<>();
                for (String file : reader.list()
                        .filter(name -> name.endsWith(".class") && name.contains("/"))
                        .sorted()
                        .toList()) {
                    String name =
                            file.substring(0, file.length() - ".class".length()).replace('/', '.');
                    if (packages.contains(name.substring(0, name.lastIndexOf('.'))) && !name.endsWith("package-info")) {
                        found.add(Class.forName(name));
                    }
                }
                assertThat(found).contains(one);
                return found.stream().filter(NullsTest::isPublic);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (URISyntaxException | ClassNotFoundException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && !OF_OTHERS.contains(type)
                && (type.getDeclaringClass() == null || isPublic(type.getDeclaringClass()));
    }

    private static Stream<Call> calls(Class<?> type) {
        Stream<Executable> constructors =
                Modifier.isAbstract(type.getModifiers()) ? Stream.of() : Arrays.stream(type.getConstructors());
        Stream<Executable> methods = Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass().getModule() == type.getModule()
                        && method.getDeclaringClass().getPackageName().startsWith("io.dispatchframework")
                        && !method.isBridge()
                        && !method.getName().equals("equals")
                        && !(type.isEnum() && Modifier.isStatic(method.getModifiers()))
                        && (Modifier.isStatic(method.getModifiers()) || isMadeByTheLibrary(type)))
                .map(method -> method);
        return Stream.concat(constructors, methods)
                .flatMap(member -> Arrays.stream(member.getParameters())
                        .filter(NullsTest::refusesNull)
                        .map(parameter -> new Call(type, member, parameter)));
    }

    private static boolean isMadeByTheLibrary(Class<?> type) {
        if (SAMPLES.containsKey(type)) {
            return true;
        }
        // What has no sample takes nothing, or is for hosts to implement and called by the library.
        assertThat(type.isInterface() || Stream.of(type.getMethods()).noneMatch(NullsTest::takesObjects))
                .as("add a sample of " + type)
                .isTrue();
        return false;
    }

    private static boolean takesObjects(Method method) {
        return !Modifier.isStatic(method.getModifiers())
                && method.getDeclaringClass().getPackageName().startsWith("io.dispatchframework")
                && !method.getName().equals("equals")
                && Stream.of(method.getParameters()).anyMatch(NullsTest::refusesNull);
    }

    private static boolean refusesNull(Parameter parameter) {
        AnnotatedType type = parameter.getAnnotatedType();
        return !parameter.getType().isPrimitive() && !type.isAnnotationPresent(Nullable.class);
    }

    private static @Nullable Object sample(Class<?> type) {
        Supplier<Object> sample = SAMPLES.get(type);
        if (sample != null) {
            return sample.get();
        }
        assertThat(type.isInterface()).as("add a sample of " + type).isTrue();
        return Proxy.newProxyInstance(
                NullsTest.class.getClassLoader(), new Class<?>[] {type}, (self, call, with) -> null);
    }

    private record Call(Class<?> type, Executable member, Parameter parameter) {

        void isRefused() throws ReflectiveOperationException {
            Parameter[] parameters = member.getParameters();
            Object[] arguments = new Object[parameters.length];
            for (int i = 0; i < parameters.length; i++) {
                if (!parameters[i].equals(parameter)) {
                    arguments[i] = sample(parameters[i].getType());
                }
            }
            Throwable thrown = null;
            try {
                if (member instanceof Method method) {
                    method.setAccessible(true); // it may be inherited from a class that is not public
                    method.invoke(Modifier.isStatic(method.getModifiers()) ? null : sample(type), arguments);
                } else {
                    ((Constructor<?>) member).newInstance(arguments);
                }
            } catch (InvocationTargetException refused) {
                thrown = refused.getCause();
            }
            assertThat(thrown).as(toString()).isInstanceOf(NullPointerException.class);
            // A builder's method is named after what it sets.
            assertThat(thrown)
                    .as(toString())
                    .extracting(Throwable::getMessage)
                    .isIn(parameter.getName(), member.getName());
        }

        @Override
        public String toString() {
            return type.getSimpleName() + "." + member.getName() + "(" + parameter.getName() + ")";
        }
    }

    @Test
    void elements_areRefusedByTheirPlace() {
        List<CloudEvent> events = Arrays.asList(EVENT, null);
        List<Violation> violations = Arrays.asList(new Violation("a", "m"), null);

        assertThatNullPointerException()
                .isThrownBy(() -> builder().build().emitAll(events))
                .withMessage("events[1]");
        assertThatNullPointerException()
                .isThrownBy(() -> new Page<>(Arrays.asList(SUBSCRIPTION, null), false))
                .withMessage("items[1]");
        assertThatNullPointerException()
                .isThrownBy(() -> new InvalidEventException(EVENT, violations))
                .withMessage("violations[1]");
        assertThatNullPointerException()
                .isThrownBy(() -> new InvalidSubscriptionException(SUBSCRIPTION, violations))
                .withMessage("violations[1]");
        assertThatNullPointerException()
                .isThrownBy(() -> Subscription.builder("s").tags(new HashMap<>() {
                    private static final long serialVersionUID = 1L;

                    {
                        put("k", null);
                    }
                }))
                .withMessage("value");
    }
}
