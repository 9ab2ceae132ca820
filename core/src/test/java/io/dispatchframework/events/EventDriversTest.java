package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.driver.DriverTypeInUseException;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.EventSink;
import io.dispatchframework.events.driver.InvalidDriverException;
import io.dispatchframework.events.driver.RunningDriver;
import io.dispatchframework.events.driver.SettingSpec;
import io.dispatchframework.events.driver.SettingSpec.Kind;
import io.dispatchframework.events.driver.internal.DriverSupervisor;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.NotFoundException;
import io.dispatchframework.events.store.TestEventDriverStore;
import io.dispatchframework.events.store.TestEventDriverTypeStore;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.ForwardingTime;
import io.dispatchframework.events.time.TestTime;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Drivers through the manager's front door; time is moved by hand. */
@Timeout(60)
@ExtendWith(QuickAwaits.class)
class EventDriversTest {

    private static final Violation NO_TYPE = new Violation("event-type", "event-type is bad");

    private final TestTime time = new TestTime();
    private final TestEventDriverTypeStore types = new TestEventDriverTypeStore();
    private final TestEventDriverStore drivers = new TestEventDriverStore();
    private final Queue<CloudEvent> seen = new ConcurrentLinkedQueue<>();
    private final Scripted scripted = new Scripted();
    private final List<EventManager> managers = new CopyOnWriteArrayList<>();

    /** An implementation that does as the test says, by the driver's name. */
    private static final class Scripted implements EventDriverFactory {

        private final Map<String, EventDriverFactory> scripts = new ConcurrentHashMap<>();
        private final Map<String, DriverContext> contexts = new ConcurrentHashMap<>();
        private final List<String> log = new CopyOnWriteArrayList<>();

        @Override
        public List<SettingSpec> settings() {
            return List.of(
                    SettingSpec.of("user", Kind.TEXT, "who"),
                    SettingSpec.of("port", Kind.INTEGER, "where").withDefault("80"),
                    SettingSpec.of("token", Kind.TEXT, "how").asSecret());
        }

        @Override
        public List<Violation> violations(DriverSettings settings) {
            return settings.integer("port") > 65_535
                    ? List.of(new Violation(
                            "settings.port", "settings.port must be below 65536, not with " + settings.text("token")))
                    : List.of();
        }

        @Override
        public RunningDriver start(DriverContext context) throws Exception {
            String name = context.driverName();
            log.add("start " + name);
            contexts.put(name, context);
            EventDriverFactory script = scripts.get(name);
            RunningDriver running = script == null ? () -> {} : script.start(context);
            return () -> {
                log.add("stop " + name);
                running.stop();
            };
        }

        void script(String name, Script script) {
            scripts.put(name, script);
        }

        long count(String line) {
            return log.stream().filter(line::equals).count();
        }
    }

    private interface Script extends EventDriverFactory {
        @Override
        default List<SettingSpec> settings() {
            return List.of();
        }
    }

    private EventManagerBuilder builder() {
        return EventManager.builder()
                .validator(event -> event.eventType().equals("bad") ? List.of(NO_TYPE) : List.of())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(FunctionRegistry.create().registerVoid("see", call -> seen.add(call.event())))
                .driverTypeStore(types)
                .driverStore(drivers)
                .driverFactory("scripted", scripted)
                .driverFactory("ticker", EventDriverFactory.ticker())
                .timeSource(time);
    }

    private EventManager manager() {
        EventManager manager = builder().build();
        managers.add(manager);
        manager.subscriptions()
                .create(Subscription.builder("all").functionName("see").build());
        return manager;
    }

    private EventManager managerWithType() {
        EventManager events = manager();
        events.driverTypes().create(type("s").build());
        return events;
    }

    private static EventDriverType.Builder type(String name) {
        return EventDriverType.builder(name).implementation("scripted").setting("token", "hunter2");
    }

    private static EventDriver driver(String name) {
        return EventDriver.builder(name).typeName("s").build();
    }

    @AfterEach
    void close() {
        managers.forEach(this::close);
    }

    /** Closes a manager, with time going by for those that do not end by themselves. */
    private void close(EventManager manager) {
        CompletableFuture<Void> closed = CompletableFuture.runAsync(manager::close, task -> new Thread(task).start());
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return closed.isDone();
        });
        closed.join();
    }

    private static @Nullable State state(EventManager events, String name) {
        return events.drivers().status(name).map(DriverStatus::state).orElse(null);
    }

    private static DriverStatus status(EventManager events, String name) {
        return events.drivers().status(name).orElseThrow();
    }

    private static void awaitState(EventManager events, String name, State state) {
        await().until(() -> state(events, name), found -> found == state);
    }

    private static void awaitGone(EventManager events, String name) {
        await().until(() -> events.drivers().status(name).isEmpty());
    }

    // ---------------------------------------------------------------- the doors

    @Test
    void build_withoutStores_saysWhichLinesToAdd() {
        EventManager without = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(FunctionRegistry.create())
                .build();
        managers.add(without);

        assertThatIllegalStateException()
                .isThrownBy(without::drivers)
                .withMessageContaining(".driverTypeStore(MemoryEventDriverTypeStore.create())")
                .withMessageContaining(".driverStore(MemoryEventDriverStore.create())")
                .withMessageContaining(".driverFactory(");
        assertThatIllegalStateException().isThrownBy(without::driverTypes);
        assertThatIllegalStateException()
                .isThrownBy(() -> EventManager.builder()
                        .validator(EventValidator.none())
                        .subscriptionStore(new TestSubscriptionStore())
                        .functions(FunctionRegistry.create())
                        .driverStore(drivers)
                        .build())
                .withMessageContaining(".driverTypeStore(")
                .withMessageNotContaining(".driverStore(");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().driverFactory("ticker", scripted))
                .withMessageContaining("'ticker' already");
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void types_areKeptAndChecked() {
        EventManager events = manager();

        EventDriverType stored = events.driverTypes().create(type("s").build());
        assertThat(events.driverTypes().find("s")).contains(stored);
        assertThat(events.driverTypes().list()).containsExactly(stored);
        EventDriverType next = events.driverTypes()
                .update(stored.toBuilder().setting("port", "81").build());
        assertThat(events.driverTypes()
                        .list(ListQuery.all().field("implementation", "scripted"))
                        .items())
                .containsExactly(next);
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> events.driverTypes().update(stored));
        assertThatExceptionOfType(InvalidDriverException.class)
                .isThrownBy(() -> events.driverTypes()
                        .create(EventDriverType.builder("x\n")
                                .implementation("scripted")
                                .setting("port", "high")
                                .setting("colour", "hunter2")
                                .build()))
                .satisfies(thrown -> assertThat(thrown.violations())
                        .extracting(Violation::attribute)
                        .containsExactly("typeName", "settings.port", "settings.colour"))
                .withMessageNotContaining("hunter2");
        assertThatExceptionOfType(InvalidDriverException.class)
                .isThrownBy(() -> events.driverTypes()
                        .create(EventDriverType.builder("x")
                                .implementation("kafka")
                                .build()))
                .withMessageContaining("implementation 'kafka' was not given to this event manager, which has scripted,"
                        + " ticker; add .driverFactory('kafka', ...) to its builder");
        assertThatNullPointerException().isThrownBy(() -> events.driverTypes().create(null));
        events.driverTypes().delete("s");
        assertThat(events.driverTypes().list()).isEmpty();
    }

    @Test
    void create_withFaults_saysAllAtOnceAndNoSecret() {
        EventManager events = managerWithType();

        InvalidDriverException refused = catchThrowableOfType(
                InvalidDriverException.class,
                () -> events.drivers()
                        .create(EventDriver.builder("x".repeat(65))
                                .typeName("s")
                                .setting("port", "high")
                                .setting("token", "hunter3")
                                .setting("colour", "hunter4")
                                .build()));

        assertThat(refused.violations())
                .extracting(Violation::message)
                .containsExactly(
                        "driverName must be at most 64 characters, was 65",
                        "settings.port must be a whole number, was 'high'",
                        "settings has 'colour', which is unknown; known are user, port, token");
        assertThat(refused).message().doesNotContain("hunter");
        assertThatExceptionOfType(InvalidDriverException.class)
                .isThrownBy(() -> events.drivers()
                        .create(driver("d").toBuilder().setting("port", "65536").build()))
                .withMessageContaining("settings.port must be below 65536, not with ***");
        assertThatExceptionOfType(InvalidDriverException.class)
                .isThrownBy(() -> events.drivers()
                        .create(EventDriver.builder("d").typeName("other").build()))
                .withMessageContaining("none named 'other'; create the type first");
        assertThat(events.drivers().list()).isEmpty();
        assertThat(events.drivers().statuses()).isEmpty();
    }

    @Test
    void deleteType_inUse_isRefused() {
        EventManager events = managerWithType();
        events.drivers().create(driver("d"));

        assertThatExceptionOfType(DriverTypeInUseException.class)
                .isThrownBy(() -> events.driverTypes().delete("s"))
                .withMessageContaining("the driver 'd' is of it");
        assertThat(events.driverTypes().find("s")).isPresent();

        events.drivers().delete("d");
        events.driverTypes().delete("s");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> events.driverTypes().delete("s"));
    }

    @Test
    void doors_ofAClosedManager_areClosed() {
        EventManager events = managerWithType();
        close(events);

        assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> events.drivers().create(driver("d")));
        assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> events.driverTypes().list());
        assertThat(events.drivers().statuses()).isEmpty();
    }

    // ---------------------------------------------------------------- events

    @Test
    void emit_fillsInTheSourceAndIsSeenToItsEnd() throws Exception {
        EventManager events = managerWithType();
        AtomicReference<Acceptance> answer = new AtomicReference<>();
        scripted.script("d", context -> {
            context.run(
                    "one",
                    () -> answer.set(
                            context.sink().emit(context.sink().event("vm.on").build())));
            return () -> {};
        });

        events.drivers().create(driver("d"));

        await().until(() -> answer.get() != null);
        assertThat(answer.get().isAccepted()).isTrue();
        assertThat(((Acceptance.Accepted) answer.get())
                        .completion()
                        .toCompletableFuture()
                        .get())
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.isDone()).isTrue());
        assertThat(seen)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.sourceType() + " " + event.sourceId()).isEqualTo("s d"));
        assertThat(status(events, "d").accepted()).isEqualTo(1);
    }

    @Test
    void emit_ofInvalidEvents_isCountedAndTheDriverGoesOn() {
        EventManager events = managerWithType();
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        DriverContext context = scripted.contexts.get("d");

        CloudEvent good = context.sink().event("good").build();
        CloudEvent bad = context.sink().event("bad").build();
        assertThat(context.sink().emitAll(List.of(good, bad, bad)))
                .isEqualTo(new Acceptance.Invalid(1, List.of(NO_TYPE)));
        assertThat(context.sink().emitAll(List.of(good, good)).isAccepted()).isTrue();
        assertThat(context.sink().emitAll(List.of()).isAccepted()).isTrue();

        assertThat(status(events, "d"))
                .returns(State.READY, DriverStatus::state)
                .returns(2L, DriverStatus::accepted)
                .returns(1L, DriverStatus::invalid);
        await().until(() -> seen.size() == 2);
    }

    @Test
    void emit_ofAnInvalidEventThatIsTakenALineageFrom_saysWhichOne() {
        EventManager events = managerWithType();
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        EventSink sink = scripted.contexts.get("d").sink();

        CloudEvent good = sink.event("good").build();
        CloudEvent bad = sink.event("bad").extension("dispatchhops", 1).build();

        assertThat(sink.emit(bad)).isEqualTo(new Acceptance.Invalid(0, List.of(NO_TYPE)));
        assertThat(sink.emitAll(List.of(good, bad))).isEqualTo(new Acceptance.Invalid(1, List.of(NO_TYPE)));
        assertThat(sink.emitAll(List.of(good, good, bad))).isEqualTo(new Acceptance.Invalid(2, List.of(NO_TYPE)));
        assertThat(status(events, "d"))
                .returns(State.READY, DriverStatus::state)
                .returns(3L, DriverStatus::invalid);
    }

    @Test
    void health_ofADriverThatDoesNotWork_saysSo_untilItIsGone() {
        EventManager events = managerWithType();
        scripted.script("d", context -> {
            throw new IllegalStateException("no hunter2 here");
        });
        assertThat(events.health().isHealthy()).isTrue();

        events.drivers().create(driver("d"));
        awaitState(events, "d", State.ERROR);

        assertThat(events.health().problems())
                .singleElement()
                .asString()
                .contains("the event driver 'd' is not well (ERROR)", "IllegalStateException")
                .doesNotContain("hunter2");
        events.drivers().delete("d");
        awaitGone(events, "d");
        assertThat(events.health().isHealthy()).isTrue();
    }

    @Test
    void emit_withoutRoom_isRefusedWithAHint() {
        CountDownLatch release = new CountDownLatch(1);
        EventManager events = builder()
                .functions(FunctionRegistry.create().registerVoid("see", call -> release.await()))
                .deliveryEngine(DeliveryEngine.inMemory(1, WhenFull.waitUpTo(Duration.ZERO)))
                .build();
        managers.add(events);
        events.subscriptions()
                .create(Subscription.builder("all").functionName("see").build());
        events.driverTypes().create(type("s").build());
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        DriverContext context = scripted.contexts.get("d");

        CloudEvent event = context.sink().event("e").build();
        assertThat(context.sink().emit(event).isAccepted()).isTrue();
        assertThat(context.sink().emitAll(List.of(event, event)))
                .isInstanceOfSatisfying(
                        Acceptance.Refused.class,
                        refused -> assertThat(refused)
                                .returns(false, Acceptance.Refused::failed)
                                .satisfies(each -> assertThat(each.retryAfter()).isPositive()));
        assertThat(status(events, "d").refused()).isEqualTo(2);
        release.countDown();
    }

    /** An engine that takes nothing, in the way that the test says. */
    private static final class BrokenEngine extends ForwardingEngine {

        private final Supplier<? extends CompletionStage<EnqueueResult>> answer;

        BrokenEngine(Supplier<? extends CompletionStage<EnqueueResult>> answer) {
            this.answer = answer;
        }

        @Override
        public CompletionStage<EnqueueResult> enqueue(List<? extends Delivery> deliveries, boolean mayWait) {
            return answer.get();
        }
    }

    static Stream<Supplier<? extends CompletionStage<EnqueueResult>>> failures() {
        return Stream.of(
                () -> {
                    throw new IllegalStateException("broken");
                },
                () -> CompletableFuture.failedFuture(new IOException("broken")),
                () -> CompletableFuture.completedFuture(null),
                () -> CompletableFuture.completedFuture(new EnqueueResult.Refused("broken", true)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void emit_whereTheEngineFails_isRefusedAsFailed(Supplier<? extends CompletionStage<EnqueueResult>> failure) {
        EventManager events =
                builder().deliveryEngine(new BrokenEngine(failure)).build();
        managers.add(events);
        events.subscriptions()
                .create(Subscription.builder("all").functionName("see").build());
        events.driverTypes().create(type("s").build());
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        DriverContext context = scripted.contexts.get("d");

        assertThat(context.sink().emit(context.sink().event("e").build()))
                .isInstanceOfSatisfying(
                        Acceptance.Refused.class,
                        refused -> assertThat(refused.failed()).isTrue());
        assertThat(status(events, "d").refused()).isEqualTo(1);
    }

    @Test
    void emit_whereTheValidatorFails_isRefusedAsFailed() {
        EventManager events = builder()
                .validator(event -> {
                    throw new IllegalStateException("broken");
                })
                .build();
        managers.add(events);
        events.driverTypes().create(type("s").build());
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        DriverContext context = scripted.contexts.get("d");

        assertThat(context.sink().emit(context.sink().event("e").build()))
                .isInstanceOfSatisfying(
                        Acceptance.Refused.class,
                        refused -> assertThat(refused)
                                .returns(true, Acceptance.Refused::failed)
                                .satisfies(each -> assertThat(each.reason()).contains("broken")));
    }

    @Test
    void sink_ofAStoppedDriver_isClosed() {
        EventManager events = managerWithType();
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        DriverContext context = scripted.contexts.get("d");
        events.drivers().delete("d");
        awaitGone(events, "d");

        assertThat(context.sink().emit(context.sink().event("e").build())).isEqualTo(new Acceptance.Closed());
        context.failed(new IllegalStateException("late"));
        context.degraded("late");
        assertThat(events.drivers().status("d")).isEmpty();
        assertThat(seen).isEmpty();
    }

    // ---------------------------------------------------------------- life

    @Test
    void build_startsWhatIsStored() {
        types.insert(type("s").build());
        drivers.insert(driver("b"));
        drivers.insert(driver("aa"));
        drivers.insert(driver("a"));
        EventManager events = manager();

        awaitState(events, "a", State.READY);
        awaitState(events, "aa", State.READY);
        awaitState(events, "b", State.READY);
        assertThat(events.drivers().statuses())
                .extracting(DriverStatus::driverName)
                .containsExactly("a", "aa", "b");
    }

    @Test
    void store_changedPastTheManager_isFollowed() {
        EventManager events = manager();
        EventDriver d = drivers.insert(driver("d"));
        awaitState(events, "d", State.ERROR);
        assertThat(status(events, "d").reason()).isEqualTo("there is no driver type 's'");

        EventDriverType unknown = types.insert(
                EventDriverType.builder("s").implementation("kafka").build());
        assertThat(status(events, "d").reason()).contains("implementation 'kafka' was not given");

        EventDriverType wrong = types.update(
                type("s").setting("port", "high").build(), unknown.metadata().revision());
        assertThat(status(events, "d").reason()).contains("settings.port must be a whole number");

        EventDriverType right = types.update(type("s").build(), wrong.metadata().revision());
        awaitState(events, "d", State.READY);

        types.delete("s", right.metadata().revision());
        awaitState(events, "d", State.ERROR);
        await().until(() -> scripted.count("stop d") == 1);

        drivers.delete("d", d.metadata().revision());
        awaitGone(events, "d");
    }

    @Test
    void create_isShownUntilReady() {
        EventManager events = managerWithType();
        CountDownLatch go = new CountDownLatch(1);
        scripted.script("d", context -> {
            go.await();
            return () -> {};
        });

        events.drivers().create(driver("d"));
        assertThat(state(events, "d")).isEqualTo(State.CREATING);
        go.countDown();
        awaitState(events, "d", State.READY);
    }

    @Test
    void update_ofSettings_startsAnewWithThem() {
        EventManager events = managerWithType();
        EventDriver stored = events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        CountDownLatch stop = new CountDownLatch(1);
        scripted.script("d", context -> () -> {});
        DriverContext first = scripted.contexts.get("d");
        CountDownLatch begun = new CountDownLatch(1);
        first.run("slow to end", () -> {
            begun.countDown();
            awaitUninterruptibly(stop);
        });
        awaitUninterruptibly(begun);

        EventDriver next = events.drivers()
                .update(stored.toBuilder().setting("user", "jon").build());
        assertThat(state(events, "d")).isEqualTo(State.UPDATING);
        await().until(() -> scripted.count("stop d") == 1);
        assertThat(scripted.count("start d")).as("the first run has not ended").isEqualTo(1);
        stop.countDown();
        awaitState(events, "d", State.READY);
        assertThat(scripted.contexts.get("d").settings().text("user")).isEqualTo("jon");

        EventDriver tagged =
                events.drivers().update(next.toBuilder().tag("team", "a").build());
        assertThat(state(events, "d")).isEqualTo(State.READY);

        events.driverTypes()
                .update(events.driverTypes().find("s").orElseThrow().toBuilder()
                        .setting("port", "81")
                        .build());
        await().until(() -> scripted.count("start d") == 3);
        awaitState(events, "d", State.READY);
        assertThat(scripted.contexts.get("d").settings().integer("port")).isEqualTo(81);
        assertThat(tagged.metadata().createdRevision())
                .isEqualTo(stored.metadata().createdRevision());
        assertThat(status(events, "d").restarts()).as("an update is no failure").isZero();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException again) {
                // that is what it is about
            }
        }
    }

    @Test
    void delete_isShownUntilItHasStopped() {
        EventManager events = managerWithType();
        CountDownLatch stop = new CountDownLatch(1);
        AtomicReference<Acceptance> last = new AtomicReference<>();
        scripted.script("d", context -> () -> {
            last.set(context.sink().emit(context.sink().event("last").build()));
            stop.await();
        });
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);

        events.drivers().delete("d");
        assertThat(state(events, "d")).isEqualTo(State.DELETING);
        assertThat(events.drivers().find("d")).isEmpty();
        stop.countDown();
        awaitGone(events, "d");
        assertThat(last.get().isAccepted()).as("a driver may flush in stop").isTrue();
    }

    @Test
    void delete_andCreateAgain_startsAnotherAfterTheFirst() {
        EventManager events = managerWithType();
        CountDownLatch stop = new CountDownLatch(1);
        scripted.script("d", context -> stop::await);
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        DriverContext first = scripted.contexts.get("d");
        first.sink().emit(first.sink().event("e").build());

        events.drivers().delete("d");
        events.drivers().create(driver("d"));
        assertThat(state(events, "d")).isEqualTo(State.CREATING);
        assertThat(scripted.count("start d")).isEqualTo(1);
        stop.countDown();
        awaitState(events, "d", State.READY);
        assertThat(scripted.log).containsExactly("start d", "stop d", "start d");
        assertThat(status(events, "d").accepted()).as("another driver").isZero();
    }

    @Test
    void delete_whileItStarts_interruptsTheStart() {
        EventManager events = managerWithType();
        CountDownLatch never = new CountDownLatch(1);
        scripted.script("d", context -> {
            never.await();
            return () -> {};
        });
        events.drivers().create(driver("d"));
        await().until(() -> scripted.count("start d") == 1);

        events.drivers().delete("d");
        awaitGone(events, "d");
    }

    @Test
    void update_whileItStarts_interruptsTheStartAndStartsAnew() {
        EventManager events = managerWithType();
        CountDownLatch never = new CountDownLatch(1);
        scripted.script("d", context -> {
            if (!context.settings().has("user")) {
                never.await();
            }
            return () -> {};
        });
        EventDriver stored = events.drivers().create(driver("d"));
        await().until(() -> scripted.count("start d") == 1);

        events.drivers().update(stored.toBuilder().setting("user", "jon").build());

        awaitState(events, "d", State.READY);
        assertThat(scripted.log).containsExactly("start d", "start d");
        assertThat(status(events, "d"))
                .returns("", DriverStatus::reason)
                .returns(0, DriverStatus::restarts)
                .returns(0, DriverStatus::abandoned);
    }

    @Test
    void update_whileAStartTakesNoInterrupt_waitsForItAndStopsIt() {
        EventManager events = managerWithType();
        CountDownLatch late = new CountDownLatch(1);
        scripted.script("d", context -> {
            if (!context.settings().has("user")) {
                awaitUninterruptibly(late);
            }
            return () -> {};
        });
        EventDriver stored = events.drivers().create(driver("d"));
        await().until(() -> scripted.count("start d") == 1);

        events.drivers().update(stored.toBuilder().setting("user", "jon").build());
        assertThat(state(events, "d")).isEqualTo(State.UPDATING);
        late.countDown();

        awaitState(events, "d", State.READY);
        assertThat(scripted.log).containsExactly("start d", "stop d", "start d");
    }

    @Test
    void update_whileAStartTakesNoInterruptAndItsStopHangs_isNotReadyBetween() {
        EventManager events = managerWithType();
        CountDownLatch lateStart = new CountDownLatch(1);
        CountDownLatch lateStop = new CountDownLatch(1);
        scripted.script("d", context -> {
            if (context.settings().has("user")) {
                return () -> {};
            }
            awaitUninterruptibly(lateStart);
            return () -> awaitUninterruptibly(lateStop);
        });
        EventDriver stored = events.drivers().create(driver("d"));
        await().until(() -> scripted.count("start d") == 1);

        events.drivers().update(stored.toBuilder().setting("user", "jon").build());
        lateStart.countDown();
        await().until(() -> scripted.count("stop d") == 1);
        assertThat(state(events, "d")).isEqualTo(State.UPDATING);
        time.advance(Duration.ofSeconds(10));
        assertThat(status(events, "d").reason()).isEqualTo("it did not stop within 10 seconds and was abandoned");
        time.advance(Duration.ofSeconds(1));
        awaitState(events, "d", State.READY);
        lateStop.countDown();
    }

    @Test
    void delete_andCreateAgain_ofOneThatHasFailed_countsAnew() {
        EventManager events = managerWithType();
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch stop = new CountDownLatch(1);
        scripted.script("d", context -> {
            if (scripted.count("start d") == 1) {
                awaitUninterruptibly(late);
            }
            return stop::await;
        });
        events.drivers().create(driver("d"));
        await().until(() -> scripted.count("start d") == 1);
        time.advance(Duration.ofSeconds(30));
        time.advance(Duration.ofSeconds(1));
        awaitState(events, "d", State.READY);
        assertThat(status(events, "d")).returns(1, DriverStatus::restarts).returns(1, DriverStatus::abandoned);

        events.drivers().delete("d");
        events.drivers().create(driver("d"));

        assertThat(status(events, "d")).returns(0, DriverStatus::restarts).returns(0, DriverStatus::abandoned);
        stop.countDown();
        late.countDown();
        awaitState(events, "d", State.READY);
    }

    @Test
    void update_twiceWhileItStops_startsOnceWithTheLast() {
        EventManager events = managerWithType();
        CountDownLatch stop = new CountDownLatch(1);
        scripted.script("d", context -> stop::await);
        EventDriver stored = events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);

        EventDriver next = events.drivers()
                .update(stored.toBuilder().setting("user", "jon").build());
        events.drivers().update(next.toBuilder().setting("user", "ann").build());
        stop.countDown();

        awaitState(events, "d", State.READY);
        assertThat(scripted.log).containsExactly("start d", "stop d", "start d");
        assertThat(scripted.contexts.get("d").settings().text("user")).isEqualTo("ann");
    }

    @Test
    void delete_whileItIsUpdated_stopsItForGood() {
        EventManager events = managerWithType();
        CountDownLatch stop = new CountDownLatch(1);
        scripted.script("d", context -> stop::await);
        EventDriver stored = events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);

        events.drivers().update(stored.toBuilder().setting("user", "jon").build());
        assertThat(state(events, "d")).isEqualTo(State.UPDATING);
        events.drivers().delete("d");
        assertThat(state(events, "d")).isEqualTo(State.DELETING);
        stop.countDown();

        awaitGone(events, "d");
        assertThat(scripted.log).containsExactly("start d", "stop d");
    }

    // ---------------------------------------------------------------- stores that fail

    @Test
    void store_thatLosesTouch_leavesTheLastKnownStateAndCatchesUp() {
        EventManager events = managerWithType();
        events.drivers().create(driver("stays"));
        EventDriver goes = events.drivers().create(driver("goes"));
        awaitState(events, "stays", State.READY);
        awaitState(events, "goes", State.READY);
        assertThat(events.health().isHealthy()).isTrue();

        drivers.lose();
        assertThat(events.health().problems())
                .containsExactly(
                        "the stores of event drivers have changes that are not known yet; the last known state applies");
        drivers.delete("goes", goes.metadata().revision());
        drivers.insert(driver("comes"));
        assertThat(state(events, "goes")).isEqualTo(State.READY);
        assertThat(state(events, "comes")).isNull();
        events.drivers().create(driver("own"));
        awaitState(events, "own", State.READY);

        drivers.mend();
        assertThat(events.health().isHealthy()).isTrue();
        types.lose();
        assertThat(events.health().isHealthy()).isFalse();
        types.mend();
        awaitGone(events, "goes");
        awaitState(events, "comes", State.READY);
        assertThat(state(events, "own")).isEqualTo(State.READY);
        assertThat(scripted.count("start stays")).isEqualTo(1);
        assertThat(scripted.count("start own")).isEqualTo(1);
        assertThat(events.health().isHealthy()).isTrue();
    }

    @Test
    void store_thatLosesTouch_whileADriverTakesOverAName_startsTheOtherOne() {
        EventManager events = managerWithType();
        EventDriver first = events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        EventSink sink = scripted.contexts.get("d").sink();
        sink.emit(sink.event("e").build());
        assertThat(status(events, "d").accepted()).isEqualTo(1);

        drivers.lose();
        drivers.delete("d", first.metadata().revision());
        drivers.insert(driver("d"));
        drivers.mend();

        await().until(() -> scripted.count("start d") == 2);
        awaitState(events, "d", State.READY);
        assertThat(status(events, "d").accepted()).as("another driver").isZero();
    }

    @Test
    void store_thatThrows_tellsTheCallerAndHarmsNoDriver() {
        EventManager events = managerWithType();
        EventDriver stored = events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        IllegalStateException away = new IllegalStateException("the store is away");

        drivers.failWith(away);
        types.failWith(away);
        assertThatIllegalStateException().isThrownBy(() -> events.drivers().create(driver("e")));
        assertThatIllegalStateException()
                .isThrownBy(() -> events.drivers()
                        .update(stored.toBuilder().setting("user", "jon").build()));
        assertThatIllegalStateException().isThrownBy(() -> events.drivers().delete("d"));
        assertThatIllegalStateException()
                .isThrownBy(() -> events.driverTypes().delete("s"))
                .withMessage("the store is away");
        assertThat(state(events, "d")).isEqualTo(State.READY);
        assertThat(state(events, "e")).isNull();

        drivers.failWith(null);
        types.failWith(null);
        events.drivers().create(driver("e"));
        events.drivers().delete("d");
        awaitState(events, "e", State.READY);
        awaitGone(events, "d");
    }

    // ---------------------------------------------------------------- failure

    @Test
    void start_thatReturnsNull_isAFailure() {
        EventManager events = managerWithType();
        types.insert(EventDriverType.builder("n").implementation("nothing").build());
        managers.add(builder()
                .driverFactory("nothing", new Script() {
                    @Override
                    @SuppressWarnings("NullAway") // on purpose
                    public RunningDriver start(DriverContext context) {
                        return null;
                    }
                })
                .build());
        EventManager other = managers.get(1);
        events.drivers().create(driver("well"));
        other.drivers().create(EventDriver.builder("d").typeName("n").build());

        awaitState(other, "d", State.ERROR);
        assertThat(status(other, "d").reason())
                .isEqualTo("NullPointerException: the driver factory returned null for a running driver");
        awaitState(other, "well", State.READY);
    }

    @Test
    void build_withAFactoryThatDeclaresBadSettings_saysWhich() {
        assertThatNullPointerException()
                .isThrownBy(() -> builder()
                        .driverFactory("nothing", new Script() {
                            @Override
                            @SuppressWarnings("NullAway") // on purpose
                            public List<SettingSpec> settings() {
                                return null;
                            }

                            @Override
                            public RunningDriver start(DriverContext context) {
                                return () -> {};
                            }
                        })
                        .build())
                .withMessageContaining("the settings that the driver factory 'nothing' declares");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder()
                        .driverFactory("twice", new Script() {
                            @Override
                            public List<SettingSpec> settings() {
                                return List.of(
                                        SettingSpec.of("a", Kind.TEXT, "one"), SettingSpec.of("a", Kind.PATH, "two"));
                            }

                            @Override
                            public RunningDriver start(DriverContext context) {
                                return () -> {};
                            }
                        })
                        .build())
                .withMessageContaining("the driver factory 'twice' declares a setting twice");
    }

    /** What the factory adds to the check of settings is anybody's code, and runs when a driver is created and started. */
    @Test
    @SuppressWarnings("NullAway") // on purpose
    void check_thatFails_isAFaultOfTheSettings() {
        AtomicReference<Supplier<List<Violation>>> check = new AtomicReference<>();
        EventManager events = builder()
                .driverFactory("checked", new Script() {
                    @Override
                    public List<Violation> violations(DriverSettings settings) {
                        return check.get().get();
                    }

                    @Override
                    public RunningDriver start(DriverContext context) {
                        return () -> {};
                    }
                })
                .build();
        managers.add(events);
        events.driverTypes()
                .create(EventDriverType.builder("c").implementation("checked").build());
        EventDriver d = EventDriver.builder("d").typeName("c").build();

        check.set(() -> {
            throw new IllegalStateException("broken");
        });
        assertThatExceptionOfType(InvalidDriverException.class)
                .isThrownBy(() -> events.drivers().create(d))
                .withMessageContaining("settings could not be checked: IllegalStateException: broken");
        check.set(() -> null);
        assertThatExceptionOfType(InvalidDriverException.class)
                .isThrownBy(() -> events.drivers().create(d))
                .withMessageContaining("settings could not be checked: NullPointerException");
        check.set(() -> {
            throw new StackOverflowError("deep");
        });
        drivers.insert(d);
        awaitState(events, "d", State.ERROR);
        assertThat(status(events, "d").reason()).isEqualTo("StackOverflowError: deep");
    }

    @Test
    void delete_whileTheSettingsAreCheckedForTheStart_doesNotStartIt() {
        CountDownLatch checking = new CountDownLatch(1);
        CountDownLatch checked = new CountDownLatch(1);
        AtomicBoolean started = new AtomicBoolean();
        EventManager events = builder()
                .driverFactory("checked", new Script() {
                    @Override
                    public List<Violation> violations(DriverSettings settings) {
                        if (Thread.currentThread().getName().startsWith("dispatch-driver-d")) {
                            checking.countDown();
                            awaitUninterruptibly(checked);
                        }
                        return List.of();
                    }

                    @Override
                    public RunningDriver start(DriverContext context) {
                        started.set(true);
                        return () -> {};
                    }
                })
                .build();
        managers.add(events);
        events.driverTypes()
                .create(EventDriverType.builder("c").implementation("checked").build());
        events.drivers().create(EventDriver.builder("d").typeName("c").build());
        awaitUninterruptibly(checking);

        events.drivers().delete("d");
        checked.countDown();

        awaitGone(events, "d");
        assertThat(started).isFalse();
    }

    @Test
    void stop_thatThrowsAnError_countsAsStopped() {
        EventManager events = managerWithType();
        scripted.script("d", context -> () -> {
            throw new StackOverflowError("deep");
        });
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);

        events.drivers().delete("d");
        awaitGone(events, "d");
        awaitNoThreadOf("d");
    }

    @Test
    void work_thatDoesNotEnd_isAbandonedAndItsSinkClosed() {
        EventManager events = managerWithType();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        AtomicReference<Acceptance> last = new AtomicReference<>();
        scripted.script("d", context -> {
            context.run("work", () -> {
                begun.countDown();
                awaitUninterruptibly(late);
                last.set(context.sink().emit(context.sink().event("late").build()));
            });
            return () -> {};
        });
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        await().until(() -> begun.getCount() == 0);

        events.drivers().delete("d");
        await().until(() -> scripted.count("stop d") == 1);
        assertThat(state(events, "d")).isEqualTo(State.DELETING);
        time.advance(Duration.ofSeconds(10));
        assertThat(status(events, "d").reason()).isEqualTo("it did not stop within 10 seconds and was abandoned");
        late.countDown();

        awaitGone(events, "d");
        assertThat(last.get()).isEqualTo(new Acceptance.Closed());
        assertThat(seen).isEmpty();
    }

    /** One that hangs must not keep the JVM. */
    @Test
    void threads_areDaemons() throws Exception {
        EventManager events = managerWithType();
        List<Boolean> daemons = new CopyOnWriteArrayList<>();
        DriverContext.Work note = () -> daemons.add(Thread.currentThread().isDaemon());
        scripted.script("d", context -> {
            note.run();
            context.run("work", note);
            return () -> {};
        });
        events.drivers().create(driver("d"));

        await().until(() -> daemons.size() == 2);
        assertThat(daemons).containsOnly(true);
        assertThat(scripted.contexts.get("d").threads().newThread(() -> {}).isDaemon())
                .isTrue();
    }

    @Test
    void work_thatIsBegunAfterTheStop_doesNotRun() throws Exception {
        EventManager events = managerWithType();
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        AtomicBoolean ran = new AtomicBoolean();
        Thread late = scripted.contexts.get("d").threads().newThread(() -> ran.set(true));
        events.drivers().delete("d");
        awaitGone(events, "d");

        late.start();
        late.join();

        assertThat(ran).isFalse();
    }

    @Test
    void sink_sharedByThreads_countsEveryEvent() {
        EventManager events = managerWithType();
        CountDownLatch ended = new CountDownLatch(8);
        scripted.script("d", context -> {
            for (int i = 0; i < 8; i++) {
                context.run("work-" + i, () -> {
                    for (int j = 0; j < 200; j++) {
                        context.sink()
                                .emit(context.sink()
                                        .event(j % 4 == 0 ? "bad" : "good")
                                        .build());
                    }
                    ended.countDown();
                });
            }
            return () -> {};
        });
        events.drivers().create(driver("d"));
        await().until(() -> ended.getCount() == 0);

        assertThat(status(events, "d"))
                .returns(1_200L, DriverStatus::accepted)
                .returns(400L, DriverStatus::invalid)
                .returns(0L, DriverStatus::refused);
        await().until(() -> seen.size() == 1_200);
    }

    @Test
    void flood_leavesRoomForOthers() {
        EventManager events = builder()
                .deliveryEngine(DeliveryEngine.inMemory(10, WhenFull.waitUpTo(Duration.ofDays(1))))
                .build();
        managers.add(events);
        events.subscriptions()
                .create(Subscription.builder("all").functionName("see").build());
        events.driverTypes().create(type("s").build());
        scripted.script("flood", context -> {
            for (int i = 0; i < 4; i++) {
                context.run("work-" + i, () -> {
                    while (!(context.sink().emit(context.sink().event("flood").build()) instanceof Acceptance.Closed)) {
                        // and again
                    }
                });
            }
            return () -> {};
        });
        CountDownLatch taken = new CountDownLatch(100);
        scripted.script("calm", context -> {
            context.run("work", () -> {
                for (int i = 0; i < 100; i++) {
                    if (context.sink()
                            .emit(context.sink().event("calm").build())
                            .isAccepted()) {
                        taken.countDown();
                    }
                }
            });
            return () -> {};
        });
        events.drivers().create(driver("flood"));
        await().until(() -> seen.size() > 100);
        events.drivers().create(driver("calm"));

        await().until(() -> taken.getCount() == 0);
        await().until(() ->
                seen.stream().filter(event -> event.eventType().equals("calm")).count() == 100);
        events.drivers().delete("flood");
        awaitGone(events, "flood");
    }

    @Test
    void start_thatFails_isTriedAgainWithBackoff() {
        EventManager events = managerWithType();
        AtomicInteger starts = new AtomicInteger();
        scripted.script("d", context -> {
            if (starts.incrementAndGet() < 4) {
                throw new IllegalStateException(
                        "cannot log in with " + context.settings().text("token"));
            }
            return () -> {};
        });

        events.drivers().create(driver("d"));
        for (int failed = 1; failed < 4; failed++) {
            int count = failed;
            await().until(() -> starts.get() == count && waitsForItsBackoff());
            assertThat(status(events, "d"))
                    .returns(State.ERROR, DriverStatus::state)
                    .returns("IllegalStateException: cannot log in with ***", DriverStatus::reason)
                    .returns(failed - 1, DriverStatus::restarts);
            Duration longest = Duration.ofSeconds(1L << (failed - 1));
            time.advance(longest.dividedBy(2).minusMillis(2)); // less what the last step may have been too long
            assertThat(time.timers()).as("not before half of it").isEqualTo(1);
            assertThat(starts).hasValue(failed);
            Duration step = Duration.ofMillis(1);
            for (Duration waited = Duration.ZERO;
                    time.timers() == 1 && starts.get() == failed && waited.compareTo(longest) < 0;
                    waited = waited.plus(step)) {
                time.advance(step); // no further than to the start, whose failure is timed from there
            }
        }
        awaitState(events, "d", State.READY);
        assertThat(status(events, "d")).returns("", DriverStatus::reason).returns(3, DriverStatus::restarts);
    }

    /** Tells whether d has failed to start so many times, and waits to be started again. */
    private boolean waitsToStart(int starts) {
        return scripted.count("start d") == starts && waitsForItsBackoff();
    }

    /** Tells whether no run of d has a thread any more, so that the timer is none that bounds a start or a stop. */
    private boolean waitsForItsBackoff() {
        return threadsOf("d").isEmpty() && time.timers() == 1;
    }

    @Test
    void failed_afterAWhileOfHealth_beginsTheBackoffAnew() {
        EventManager events = managerWithType();
        events.drivers().create(driver("d"));
        for (int i = 1; i <= 5; i++) {
            int count = i;
            await().until(() -> scripted.count("start d") == count && state(events, "d") == State.READY);
            time.advance(Duration.ofMinutes(1));
            scripted.contexts.get("d").failed(new java.io.IOException("lost"));
            assertThat(state(events, "d")).isEqualTo(State.ERROR);
            await().until(() -> scripted.count("stop d") == count && waitsForItsBackoff());
            time.advance(Duration.ofSeconds(1));
        }
        await().until(() -> scripted.count("start d") == 6);
    }

    @Test
    void failed_againAndAgain_doesNotBeginAnew() {
        EventManager events = managerWithType();
        events.drivers().create(driver("d"));
        for (int i = 1; i <= 3; i++) {
            int count = i;
            await().until(() -> scripted.count("start d") == count && state(events, "d") == State.READY);
            scripted.contexts.get("d").failed(new java.io.IOException("lost"));
            await().until(() -> scripted.count("stop d") == count && waitsForItsBackoff());
            time.advance(Duration.ofSeconds(count == 3 ? 1 : 4));
        }
        assertThat(time.timers()).as("the third wait is 2 to 4 seconds").isEqualTo(1);
        assertThat(scripted.count("start d")).isEqualTo(3);
    }

    @Test
    void work_thatThrowsAnError_failsTheDriverAlone() {
        EventManager events = managerWithType();
        scripted.script("d", context -> {
            if (scripted.count("start d") == 1) {
                context.run("work", () -> {
                    throw new StackOverflowError("deep");
                });
            }
            return () -> {};
        });
        events.drivers().create(driver("other"));
        events.drivers().create(driver("d"));

        awaitState(events, "d", State.ERROR);
        assertThat(status(events, "d").reason()).isEqualTo("StackOverflowError: deep");
        await().until(() -> scripted.count("stop d") == 1 && waitsForItsBackoff());
        time.advance(Duration.ofSeconds(1));
        awaitState(events, "d", State.READY);
        assertThat(state(events, "other")).isEqualTo(State.READY);
        assertThat(scripted.count("stop other")).isZero();
    }

    @Test
    void update_afterFailures_startsAtOnce_andBeginsTheBackoffAnew() {
        EventManager events = managerWithType();
        scripted.script("d", context -> {
            throw new IllegalStateException("does not start");
        });
        EventDriver stored = events.drivers().create(driver("d"));
        for (int i = 1; i <= 4; i++) {
            int count = i;
            await().until(() -> waitsToStart(count));
            time.advance(Duration.ofSeconds(1L << (i - 1)));
        }
        await().until(() -> waitsToStart(5));

        events.drivers().update(stored.toBuilder().setting("user", "jon").build());

        await().until(() -> waitsToStart(6));
        time.advance(Duration.ofSeconds(1));
        await().until(() -> scripted.count("start d") == 7);
    }

    @Test
    void start_thatFailsForLong_isTriedEachFewMinutes() {
        EventManager events = managerWithType();
        scripted.script("d", context -> {
            throw new IllegalStateException("does not start");
        });
        events.drivers().create(driver("d"));
        Duration longest = Duration.ofMinutes(5);
        Duration step = Duration.ofSeconds(1);
        for (int failed = 1; failed <= 12; failed++) {
            int count = failed;
            await().until(() -> waitsToStart(count));
            Duration waited = Duration.ZERO;
            while (status(events, "d").restarts() < failed) { // no further than to the start, which has a limit too
                time.advance(step);
                waited = waited.plus(step);
                assertThat(waited).isLessThanOrEqualTo(longest);
            }
        }
    }

    /** A timer that was not cancelled in time, since it rang already, finds that what it was for is over. */
    @Test
    void limitOfAStart_thatRingsTooLate_isOfNoAccount() {
        Duration startLimit = Duration.ofSeconds(30);
        TimeSource cancelsTooLate = new ForwardingTime(time) {
            @Override
            public Timer schedule(Duration delay, Runnable task) {
                Timer timer = super.schedule(delay, task);
                return delay.equals(startLimit) ? () -> false : timer;
            }
        };
        EventManager events = builder().timeSource(cancelsTooLate).build();
        managers.add(events);
        events.driverTypes().create(type("s").build());
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);

        time.advance(startLimit);

        assertThat(status(events, "d"))
                .returns(State.READY, DriverStatus::state)
                .returns(0, DriverStatus::abandoned);
    }

    @Test
    void since_isWhenTheStateBegan() {
        EventManager events = managerWithType();
        CountDownLatch go = new CountDownLatch(1);
        scripted.script("d", context -> {
            go.await();
            return () -> {};
        });
        Instant created = time.now();
        events.drivers().create(driver("d"));
        time.advance(Duration.ofSeconds(3));
        assertThat(status(events, "d").since()).isEqualTo(created);
        go.countDown();
        awaitState(events, "d", State.READY);
        assertThat(status(events, "d").since()).isEqualTo(created.plusSeconds(3));

        time.advance(Duration.ofSeconds(4));
        scripted.contexts.get("d").degraded("slow");
        assertThat(status(events, "d").since()).as("READY all the time").isEqualTo(created.plusSeconds(3));
        scripted.contexts.get("d").failed(new IllegalStateException("broken"));
        assertThat(status(events, "d").since()).isEqualTo(created.plusSeconds(7));
    }

    @Test
    void degraded_inTheStart_isShownWhenItIsReady_andNotAfterTheNextStart() {
        EventManager events = managerWithType();
        scripted.script("d", context -> {
            if (scripted.count("start d") == 1) {
                context.degraded("open to all");
            }
            return () -> {};
        });
        EventDriver stored = events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        assertThat(status(events, "d").reason()).isEqualTo("open to all");

        events.drivers().update(stored.toBuilder().setting("user", "jon").build());
        await().until(() -> scripted.count("start d") == 2);
        awaitState(events, "d", State.READY);
        assertThat(status(events, "d").reason()).isEmpty();
    }

    @Test
    void degraded_whileItStops_isNotShown() {
        EventManager events = managerWithType();
        CountDownLatch stop = new CountDownLatch(1);
        scripted.script("d", context -> stop::await);
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);

        events.drivers().delete("d");
        scripted.contexts.get("d").degraded("slow");

        assertThat(status(events, "d"))
                .returns(State.DELETING, DriverStatus::state)
                .returns("", DriverStatus::reason);
        stop.countDown();
        awaitGone(events, "d");
    }

    @Test
    void degraded_isShownWhileItGoesOn() {
        EventManager events = managerWithType();
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);
        DriverContext context = scripted.contexts.get("d");

        context.degraded("slow, says hunter2");
        assertThat(status(events, "d"))
                .returns(State.READY, DriverStatus::state)
                .returns("slow, says ***", DriverStatus::reason);
        context.healthy();
        assertThat(status(events, "d").reason()).isEmpty();
    }

    /** A driver that emits nothing but what is invalid must not fill the log. */
    @Test
    void log_hasNoSecrets_andOneWarningOfInvalidEventsInARun() {
        List<LogRecord> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logRecord) {
                logged.add(logRecord);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(DriverSupervisor.class.getName());
        Level levelBefore = logger.getLevel();
        logger.setLevel(Level.WARNING);
        logger.addHandler(handler);
        try {
            EventManager events = builder()
                    .validator(event -> List.of(new Violation("event-type", "event-type must not be hunter2")))
                    .build();
            managers.add(events);
            events.driverTypes().create(type("s").build());
            events.drivers().create(driver("d"));
            awaitState(events, "d", State.READY);
            DriverContext context = scripted.contexts.get("d");
            CloudEvent event = context.sink().event("e").build();
            context.sink().emit(event);
            context.sink().emit(event);
            context.failed(new IllegalStateException("cannot log in with hunter2"));
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(levelBefore);
        }

        assertThat(logged)
                .extracting(new SimpleFormatter()::formatMessage)
                .hasSize(2)
                .noneMatch(text -> text.contains("hunter2"))
                .anyMatch(text -> text.contains("event-type must not be ***"))
                .anyMatch(text -> text.contains("cannot log in with ***"));
    }

    @Test
    void start_thatHangs_isAbandonedAndItsLateResultStopped() {
        EventManager events = managerWithType();
        CountDownLatch late = new CountDownLatch(1);
        scripted.script("d", context -> {
            if (scripted.count("start d") == 1) {
                awaitUninterruptibly(late);
            }
            return () -> {};
        });
        events.drivers().create(driver("d"));
        await().until(() -> scripted.count("start d") == 1);

        time.advance(Duration.ofSeconds(30));
        assertThat(status(events, "d"))
                .returns(State.ERROR, DriverStatus::state)
                .returns("it did not start within 30 seconds and was abandoned", DriverStatus::reason)
                .returns(1, DriverStatus::abandoned);
        DriverContext first = scripted.contexts.get("d");
        time.advance(Duration.ofSeconds(1));
        awaitState(events, "d", State.READY);

        late.countDown();
        await().until(() -> scripted.count("stop d") == 1);
        first.failed(new IllegalStateException("late"));
        assertThat(state(events, "d")).as("late results are ignored").isEqualTo(State.READY);
        assertThat(first.sink().emit(first.sink().event("e").build())).isEqualTo(new Acceptance.Closed());
    }

    @Test
    void stop_thatHangs_isAbandonedAndSeenUntilItEnds() {
        EventManager events = managerWithType();
        CountDownLatch late = new CountDownLatch(1);
        scripted.script("d", context -> () -> awaitUninterruptibly(late));
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);

        events.drivers().delete("d");
        await().until(() -> scripted.count("stop d") == 1);
        time.advance(Duration.ofSeconds(10));
        assertThat(status(events, "d"))
                .returns(State.ERROR, DriverStatus::state)
                .returns("it did not stop within 10 seconds and was abandoned", DriverStatus::reason)
                .returns(1, DriverStatus::abandoned);
        late.countDown();
        awaitGone(events, "d");
    }

    @Test
    void stop_thatHangs_isInterruptedWhenItIsAbandoned() {
        EventManager events = managerWithType();
        CountDownLatch never = new CountDownLatch(1);
        scripted.script("d", context -> never::await);
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);

        events.drivers().delete("d");
        await().until(() -> scripted.count("stop d") == 1);
        time.advance(Duration.ofSeconds(10));

        awaitGone(events, "d");
        awaitNoThreadOf("d");
    }

    @Test
    void start_thatHangsEachTime_isNotTriedForEver() {
        EventManager events = managerWithType();
        CountDownLatch late = new CountDownLatch(1);
        scripted.script("d", context -> {
            awaitUninterruptibly(late);
            return () -> {};
        });
        events.drivers().create(driver("d"));
        for (int i = 1; i <= 3; i++) {
            int count = i;
            await().until(() -> scripted.count("start d") == count);
            time.advance(Duration.ofSeconds(30));
            time.advance(Duration.ofSeconds(4));
        }
        time.advance(Duration.ofHours(1));
        assertThat(scripted.count("start d")).isEqualTo(3);
        assertThat(status(events, "d"))
                .returns(State.ERROR, DriverStatus::state)
                .returns("3 runs of it hang; it is started again when one of them ends", DriverStatus::reason)
                .returns(3, DriverStatus::abandoned);

        late.countDown();
        await().until(() -> scripted.count("stop d") == 3 && waitsForItsBackoff());
        time.advance(Duration.ofSeconds(4));
        awaitState(events, "d", State.READY);
    }

    // ---------------------------------------------------------------- close

    @Test
    void close_stopsDriversFirstAndTakesTheirLastEvents() {
        EventManager events = managerWithType();
        AtomicReference<Acceptance> last = new AtomicReference<>();
        scripted.script("d", context -> () -> {
            assertThatExceptionOfType(ClosedException.class)
                    .isThrownBy(() -> events.emit(CloudEvent.builder("host").build()));
            last.set(context.sink().emit(context.sink().event("last").build()));
        });
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);

        close(events);

        assertThat(last.get().isAccepted()).isTrue();
        assertThat(seen).extracting(CloudEvent::eventType).containsExactly("last");
        assertThat(events.drivers().statuses()).isEmpty();
        awaitNoThreadOf("d");
    }

    /** To wait would be to wait for itself; time stands still here. */
    @Test
    void close_onAThreadOfADriver_beginsAndReturns() {
        for (String place : List.of("start", "work", "stop")) {
            EventManager events = builder().build();
            managers.add(events);
            if (events.driverTypes().find("s").isEmpty()) {
                events.driverTypes().create(type("s").build());
            }
            CountDownLatch returned = new CountDownLatch(1);
            DriverContext.Work close = () -> {
                events.close();
                returned.countDown();
            };
            scripted.script(place, context -> {
                switch (place) {
                    case "start" -> close.run();
                    case "work" -> context.run("work", close);
                    default -> {
                        return close::run;
                    }
                }
                return () -> {};
            });
            events.drivers().create(driver(place));
            if (place.equals("stop")) {
                awaitState(events, place, State.READY);
                events.drivers().delete(place);
            }

            await().until(() -> returned.getCount() == 0);
            await().until(() -> events.drivers().statuses().isEmpty());
            awaitNoThreadOf(place);
            if (drivers.find(place).isPresent()) {
                drivers.delete(
                        place, drivers.find(place).orElseThrow().metadata().revision());
            }
        }
    }

    @Test
    void close_withADriverThatHangs_abandonsItWithinTheGrace() {
        EventManager events = managerWithType();
        CountDownLatch late = new CountDownLatch(1);
        scripted.script("hangs", context -> () -> awaitUninterruptibly(late));
        events.drivers().create(driver("hangs"));
        events.drivers().create(driver("well"));
        awaitState(events, "hangs", State.READY);
        awaitState(events, "well", State.READY);
        long before = time.nanos();

        close(events);

        assertThat(Duration.ofNanos(time.nanos() - before)).isLessThanOrEqualTo(Duration.ofSeconds(11));
        assertThat(scripted.count("stop well")).isEqualTo(1);
        late.countDown();
        awaitNoThreadOf("hangs");
    }

    /** The grace of a close goes for a driver that stops already, too, and for one that there is no time for at all. */
    @Test
    void close_withLessGraceThanAStopMayTake_abandonsAtItsEnd() {
        for (Duration grace : List.of(Duration.ZERO, Duration.ofSeconds(2))) {
            CountDownLatch late = new CountDownLatch(1);
            EventManager events = builder().closeGrace(grace).build();
            managers.add(events);
            if (events.driverTypes().find("s").isEmpty()) {
                events.driverTypes().create(type("s").build());
            }
            for (String name : List.of("hangs", "hung")) {
                scripted.script(name, context -> () -> awaitUninterruptibly(late));
                events.drivers().create(driver(name));
                awaitState(events, name, State.READY);
            }
            long stops = scripted.count("stop hung");
            events.drivers().delete("hung");
            await().until(() -> scripted.count("stop hung") == stops + 1);
            long before = time.nanos();

            close(events);

            assertThat(Duration.ofNanos(time.nanos() - before)).isLessThan(Duration.ofSeconds(8));
            late.countDown();
            awaitNoThreadOf("h");
            drivers.delete(
                    "hangs", drivers.find("hangs").orElseThrow().metadata().revision());
        }
    }

    @Test
    void close_whileTheStoreGoesOnChanging_startsNothingAnew() {
        EventManager events = managerWithType();
        scripted.script("d", context -> () -> drivers.insert(driver("late")));
        events.drivers().create(driver("d"));
        awaitState(events, "d", State.READY);

        close(events);

        assertThat(scripted.log).containsExactly("start d", "stop d");
    }

    @Test
    void close_whileDriversFailAtRandom_leavesNoThread() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        EventManager events = managerWithType();
        AtomicInteger accepted = new AtomicInteger();
        for (int i = 0; i < 50; i++) {
            String name = "random-" + i;
            int fate = random.nextInt(4);
            scripted.script(name, context -> {
                if (fate == 0) {
                    throw new IllegalStateException("never starts");
                }
                context.run("work", () -> {
                    for (int event = 0; event < 20; event++) {
                        if (context.sink()
                                .emit(context.sink().event("e").build())
                                .isAccepted()) {
                            accepted.incrementAndGet();
                        }
                    }
                    if (fate == 1) {
                        throw new StackOverflowError();
                    }
                });
                return () -> {
                    if (fate == 2) {
                        throw new IllegalStateException("stops badly");
                    }
                };
            });
            events.drivers().create(driver(name));
        }
        for (int i = 0; i < 20; i++) {
            time.advance(Duration.ofMillis(500));
        }
        await("seed " + seed)
                .until(() -> events.drivers().statuses().stream()
                        .allMatch(status -> status.state() == State.READY || status.state() == State.ERROR));
        close(events);

        awaitNoThreadOf("random");
        assertThat(seen).as("seed %d", seed).hasSize(accepted.get());
    }

    /** A thread has told that it ends a moment before it has. */
    private static void awaitNoThreadOf(String driver) {
        await().until(() -> threadsOf(driver), List::isEmpty);
    }

    private static List<String> threadsOf(String driver) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("dispatch-driver-" + driver))
                .collect(Collectors.toList());
    }

    // ---------------------------------------------------------------- the ticker

    @Test
    void ticker_ticksOnTheGrid() {
        EventManager events = manager();
        events.driverTypes()
                .create(EventDriverType.builder("clock")
                        .implementation("ticker")
                        .setting("every", "60")
                        .build());
        events.drivers()
                .create(EventDriver.builder("every-5s")
                        .typeName("clock")
                        .setting("every", "PT5S")
                        .build());
        awaitState(events, "every-5s", State.READY);

        for (int tick = 1; tick <= 3; tick++) {
            int count = tick;
            await().until(() -> time.timers() == 1);
            time.advance(Duration.ofSeconds(5));
            await().until(() -> seen.size() == count);
        }

        assertThat(seen)
                .extracting(event ->
                        event.eventType() + " " + event.sourceType() + " " + event.sourceId() + " " + event.data())
                .containsExactly(
                        "ticker.tick clock every-5s {\"tick\":1,\"time\":\"2026-01-01T00:00:05Z\",\"missed\":0}",
                        "ticker.tick clock every-5s {\"tick\":2,\"time\":\"2026-01-01T00:00:10Z\",\"missed\":0}",
                        "ticker.tick clock every-5s {\"tick\":3,\"time\":\"2026-01-01T00:00:15Z\",\"missed\":0}");
        events.drivers().delete("every-5s");
        awaitGone(events, "every-5s");
        assertThat(time.timers()).isZero();
    }

    @Test
    void ticker_thatIsBehind_leavesTicksOut() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        EventManager events = builder()
                .validator(event -> {
                    entered.countDown();
                    awaitUninterruptibly(slow);
                    return List.of();
                })
                .build();
        managers.add(events);
        events.subscriptions()
                .create(Subscription.builder("all").functionName("see").build());
        events.driverTypes()
                .create(EventDriverType.builder("clock")
                        .implementation("ticker")
                        .build());
        events.drivers()
                .create(EventDriver.builder("t")
                        .typeName("clock")
                        .setting("every", "1")
                        .build());
        awaitState(events, "t", State.READY); // before that there is a timer for the start
        await().until(() -> time.timers() == 1);
        time.advance(Duration.ofSeconds(1));
        awaitUninterruptibly(entered);
        time.advance(Duration.ofMillis(9_500));
        slow.countDown();
        await().until(() -> time.timers() == 1);
        assertThat(seen).hasSizeLessThanOrEqualTo(1);
        time.advance(Duration.ofMillis(500));
        await().until(() -> seen.size() == 2);

        assertThat(seen)
                .extracting(CloudEvent::data)
                .containsExactlyInAnyOrder(
                        "{\"tick\":1,\"time\":\"2026-01-01T00:00:01Z\",\"missed\":0}",
                        "{\"tick\":11,\"time\":\"2026-01-01T00:00:11Z\",\"missed\":9}");
    }

    @Test
    void ticker_settings_areChecked() {
        EventManager events = manager();
        events.driverTypes()
                .create(EventDriverType.builder("clock")
                        .implementation("ticker")
                        .build());

        assertThatExceptionOfType(InvalidDriverException.class)
                .isThrownBy(() -> events.drivers()
                        .create(EventDriver.builder("t").typeName("clock").build()))
                .withMessageContaining("settings.every is required");
        assertThatExceptionOfType(InvalidDriverException.class)
                .isThrownBy(() -> events.drivers()
                        .create(EventDriver.builder("t")
                                .typeName("clock")
                                .setting("every", "0")
                                .build()))
                .withMessageContaining("settings.every must be between PT0.001S and");
    }
}
