package io.dispatchframework.events.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.SettingSpec;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.testkit.DriverHarness.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every {@link EventDriverFactory} must do, as its documentation says it; extend it in the tests of your own.
 *
 * {@snippet :
 * class ThermometerTest extends EventDriverContract {
 *
 *     private final FakeSensor sensor = new FakeSensor();
 *
 *     @Override
 *     protected EventDriverFactory factory() {
 *         return new Thermometer();
 *     }
 *
 *     @Override
 *     protected Map<String, String> validSettings() {
 *         return Map.of("device", sensor.path());
 *     }
 *
 *     @Override
 *     protected void produce() {
 *         sensor.measure();
 *     }
 * }
 * }
 *
 * <p>Drivers run by the rules of the manager's supervisor, with a sink that answers as the test says. The
 * time is a {@link ManualTime}, which moves on while a test waits for an event, and
 * stands still where it looks whether a driver spins.
 *
 * <p>What a driver does not have is not tested: a driver without secret settings, without {@link #failingSettings}, or whose
 * {@linkplain #sourceCanWait() source cannot wait}, skips the test on that, and JUnit reports it as skipped.
 *
 * @since 0.1
 */
public abstract class EventDriverContract {

    private static final Duration LOOK = Duration.ofMillis(50);

    /** So many events may a source tell at once; who is refused more often meanwhile does not wait. */
    private static final int SPINNING = 1_000;

    /** The time that the driver of the test lives by. */
    protected final ManualTime time = new ManualTime();

    private final List<DriverHarness> runs = new ArrayList<>();

    /** For JUnit, which makes an instance for each test. */
    protected EventDriverContract() {}

    /**
     * Returns the factory.
     *
     * @return the factory, the same or a new one at each call
     */
    protected abstract EventDriverFactory factory();

    /**
     * Returns settings with which a driver starts and can be given something to tell by {@link #produce}.
     *
     * @return text by the settings' names, the same at each call within one test
     */
    protected abstract Map<String, String> validSettings();

    /**
     * Makes the source give the driver something to tell; called again and again until an event has come.
     *
     * <p>Events must come from the driver's own source: the tests ask for its source type and source id.
     *
     * @throws Exception if the test is to fail
     */
    protected abstract void produce() throws Exception;

    /**
     * Returns values that must be refused, for what they are or by {@link EventDriverFactory#violations}.
     *
     * @return values by the settings' names; none, unless overridden
     */
    protected Map<String, List<String>> badSettings() {
        return Map.of();
    }

    /**
     * Returns settings that are as they were declared, and with which a start fails, such as a folder that is missing.
     *
     * @return text by the settings' names; none, so that this is not tried, unless overridden
     */
    protected Map<String, String> failingSettings() {
        return Map.of();
    }

    /**
     * Tells whether the source can wait while the manager has no room, so that no event may be lost.
     *
     * @return {@code true}, unless overridden
     */
    protected boolean sourceCanWait() {
        return true;
    }

    /**
     * Tells how far the time moves with each look, of which there are some twenty in a second.
     *
     * @return 100 milliseconds, unless overridden
     */
    protected Duration step() {
        return Duration.ofMillis(100);
    }

    /**
     * Tells how long the tests wait, in real time, for what a driver may do later.
     *
     * @return ten seconds, unless overridden
     */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    /** Gives up the drivers of the test. */
    @AfterEach
    final void abandonAll() {
        runs.forEach(DriverHarness::abandon);
    }

    // ---------------------------------------------------------------- settings

    /** Each setting has one declaration, which says what it is for, and the declarations are always the same. */
    @Test
    public void settings_areDeclaredOnce() {
        List<SettingSpec> specs = factory().settings();

        assertThat(specs).extracting(SettingSpec::name).doesNotHaveDuplicates();
        assertThat(specs).allSatisfy(spec -> assertThat(spec.description()).isNotBlank());
        assertThat(factory().settings()).isEqualTo(specs);
    }

    /** The settings of these tests have no fault. */
    @Test
    public void settings_thatAreValid_haveNoFault() {
        assertThat(faults(validSettings())).isEmpty();
    }

    /** Without any setting, all that are required are missing. */
    @Test
    public void settings_thatAreMissing_areAllNamed() {
        assertThat(DriverSettings.violations(factory().settings(), Map.of()))
                .extracting(Violation::attribute)
                .containsExactlyElementsOf(factory().settings().stream()
                        .filter(SettingSpec::required)
                        .map(spec -> "settings." + spec.name())
                        .toList());
    }

    /** A value that cannot be taken is refused, alone and together with others of its sort. */
    @Test
    public void settings_thatAreBad_areAllNamed() {
        Map<String, String> wrongKinds = new HashMap<>(validSettings());
        Map<String, String> wrongValues = new HashMap<>(validSettings());
        Set<String> kinds = new HashSet<>();
        Set<String> values = new HashSet<>();
        badSettings()
                .forEach((name, bad) -> bad.forEach(value -> {
                    Map<String, String> one = new HashMap<>(validSettings());
                    one.put(name, value);
                    assertThat(faults(one))
                            .as("%s as %s", value, name)
                            .extracting(Violation::attribute)
                            .contains("settings." + name);
                    boolean ofTheKind =
                            DriverSettings.violations(factory().settings(), one).isEmpty();
                    (ofTheKind ? wrongValues : wrongKinds).put(name, value);
                    (ofTheKind ? values : kinds).add("settings." + name);
                }));

        assertThat(faults(wrongKinds)).extracting(Violation::attribute).containsAll(kinds);
        assertThat(faults(wrongValues)).extracting(Violation::attribute).containsAll(values);
    }

    /**
     * No fault, no event and no text shows a secret.
     *
     * @throws Exception if the driver or its source fails the test
     */
    @Test
    public void secrets_areNotShown() throws Exception {
        Map<String, String> values = new HashMap<>(validSettings());
        List<String> secrets = factory().settings().stream()
                .filter(SettingSpec::secret)
                .map(spec -> values.computeIfAbsent(spec.name(), name -> "hidden-" + name))
                .toList();
        Assumptions.assumeFalse(secrets.isEmpty(), "there are no secrets");
        badSettings().forEach((name, bad) -> {
            if (!secrets.contains(values.get(name))) {
                values.put(name, bad.get(0));
            }
        });
        StringBuilder shown = new StringBuilder(faults(values).toString());
        shown.append(DriverSettings.of(factory().settings(), validSettings()));

        DriverHarness run = start();
        awaitEvents(run, run.accepted, 1);
        run.accepted.forEach(event -> shown.append(event).append(event.data()));

        assertThat(shown).doesNotContain(secrets);
    }

    private List<Violation> faults(Map<String, String> values) {
        List<Violation> faults = DriverSettings.violations(factory().settings(), values);
        return faults.isEmpty()
                ? factory().violations(DriverSettings.of(factory().settings(), values))
                : faults;
    }

    // ---------------------------------------------------------------- events

    /**
     * A driver starts, and what it tells has its source.
     *
     * @throws Exception if the driver or its source fails the test
     */
    @Test
    public void events_comeFromTheDriversSource() throws Exception {
        DriverHarness run = start();

        awaitEvents(run, run.accepted, 1);

        assertThat(run.accepted).allSatisfy(event -> {
            assertThat(event.sourceType()).isEqualTo(DriverHarness.TYPE);
            assertThat(event.sourceId()).isEqualTo(DriverHarness.DRIVER);
            assertThat(event.eventType()).matches("[\\w.\\-]{1,128}");
            assertThat(event.eventId()).isNotEmpty();
        });
        stop(run);
    }

    /**
     * An event that breaks rules is not tried again, and the driver goes on.
     *
     * @throws Exception if the driver or its source fails the test
     */
    @Test
    public void invalidEvents_doNotStopTheDriver() throws Exception {
        DriverHarness run = start();
        run.answer = Answer.INVALID;
        awaitEvents(run, run.invalid, 1);

        run.answer = Answer.ACCEPT;
        awaitEvents(run, run.accepted, 1);

        assertThat(run.invalid).extracting(CloudEvent::eventId).doesNotHaveDuplicates();
        assertThat(run.failure()).isNull();
        stop(run);
    }

    /**
     * Without room the driver waits, without a spin, and offers what was refused again.
     *
     * @throws Exception if the driver or its source fails the test
     */
    @Test
    public void refusedEvents_areOfferedAgainByASourceThatCanWait() throws Exception {
        Assumptions.assumeTrue(sourceCanWait(), "the source cannot wait");
        DriverHarness run = start();
        run.answer = Answer.REFUSE;
        awaitEvents(run, run.refused, 1);
        awaitRest(run);

        run.answer = Answer.ACCEPT;
        await(
                () -> {
                    time.advance(step());
                    return tells(run.accepted).containsAll(tells(run.refused));
                },
                "what was refused was not offered again");

        assertThat(run.failure()).isNull();
        stop(run);
    }

    /**
     * Without room a driver that cannot wait goes on with what comes later.
     *
     * @throws Exception if the driver or its source fails the test
     */
    @Test
    public void refusedEvents_doNotStopTheDriver() throws Exception {
        DriverHarness run = start();
        run.answer = Answer.REFUSE;
        awaitEvents(run, run.refused, 1);

        run.answer = Answer.ACCEPT;
        awaitEvents(run, run.accepted, 1);

        assertThat(run.failure()).isNull();
        stop(run);
    }

    /**
     * The manager's time stands still here, so that who waits for it is refused no more; who spins soon is many times,
     * and does not rest before.
     */
    private void awaitRest(DriverHarness run) {
        int first = run.refused.size();
        int[] before = {-1};
        int[] looks = {(int) (patience().dividedBy(2).toMillis() / LOOK.toMillis())};
        await(
                () -> {
                    int now = run.refused.size();
                    assertThat(now - first)
                            .as("how often the driver offers refused events again without a wait")
                            .isLessThan(SPINNING);
                    boolean same = now == before[0];
                    before[0] = now;
                    // What does not rest in all that time, and is not refused either, is waiting for something else.
                    return same && (run.isRefusedAtRest() || --looks[0] < 0);
                },
                "the driver offers refused events again without a wait");
    }

    private static Set<String> tells(List<CloudEvent> events) {
        return events.stream()
                .map(event -> event.eventType() + " " + event.data())
                .collect(Collectors.toSet());
    }

    // ---------------------------------------------------------------- start and stop

    /**
     * A driver that was stopped tells nothing any more, and has no threads.
     *
     * @throws Exception if the driver or its source fails the test
     */
    @Test
    public void stop_endsTheDriver() throws Exception {
        DriverHarness run = start();
        awaitEvents(run, run.accepted, 1);
        stop(run);
        int late = run.late.size();

        int[] looks = {0};
        await(
                () -> {
                    produce();
                    time.advance(step());
                    return looks[0]++ == 5;
                },
                "the source hangs");

        assertThat(run.late).as("emitted after the stop").hasSize(late);
    }

    /**
     * Another run leaves no more threads than the first, for which the JDK may have begun some of its own.
     *
     * @throws Exception if the driver or its source fails the test
     */
    @Test
    public void stop_leavesNoThread() throws Exception {
        stop(started());
        Set<Thread> before = threads();

        stop(started());

        await(() -> before.containsAll(threads()), "there are threads left");
    }

    private DriverHarness started() throws Exception {
        DriverHarness run = start();
        awaitEvents(run, run.accepted, 1);
        return run;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("awaitility"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * Also without room, and while the sink blocks, a driver stops.
     *
     * @throws Exception if the driver or its source fails the test
     */
    @Test
    public void stop_whileTheSinkBlocks_endsTheDriver() throws Exception {
        DriverHarness refused = start();
        refused.answer = Answer.REFUSE;
        awaitEvents(refused, refused.refused, 1);
        stop(refused);

        DriverHarness blocked = start();
        blocked.answer = Answer.BLOCK;
        awaitEvents(blocked, blocked.blocked, 1);
        stop(blocked);
    }

    /**
     * After a stop the same driver starts again.
     *
     * @throws Exception if the driver or its source fails the test
     */
    @Test
    public void start_afterAStop_worksAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            stop(started());
        }
    }

    /**
     * A driver that is stopped before it had anything to tell, stops.
     *
     * @throws Exception if the driver or its source fails the test
     */
    @Test
    public void stop_afterTheStart_endsTheDriver() throws Exception {
        stop(start());
    }

    /**
     * A start that fails lets go of everything, and says why.
     *
     * @throws Exception if the driver or its source fails the test
     */
    @Test
    public void start_thatFails_leavesNothing() throws Exception {
        Map<String, String> failing = failingSettings();
        Assumptions.assumeFalse(failing.isEmpty(), "there are no settings with which a start fails");
        stop(failed(failing));
        Set<Thread> before = threads();

        stop(failed(failing));

        await(() -> before.containsAll(threads()), "there are threads left");
        stop(started());
    }

    private DriverHarness failed(Map<String, String> failing) throws Exception {
        DriverHarness run = run(failing);
        assertThat(run.startFailure()).as("with %s", failing).isNotNull();
        assertThat(run.startFailure()).message().isNotBlank();
        return run;
    }

    // ---------------------------------------------------------------- help

    private DriverHarness start() throws Exception {
        DriverHarness run = run(validSettings());
        Throwable thrown = run.startFailure();
        if (thrown != null) {
            throw new AssertionError("the driver did not start: " + thrown, thrown);
        }
        return run;
    }

    private DriverHarness run(Map<String, String> settings) throws Exception {
        DriverHarness run =
                new DriverHarness(factory(), DriverSettings.of(factory().settings(), settings), time);
        runs.add(run);
        return run.awaitStart(patience());
    }

    private void stop(DriverHarness run) {
        run.askToStop();
        await(
                () -> {
                    time.advance(step());
                    return run.isStopped() && run.threadsLeft().isEmpty();
                },
                "the driver did not stop, or has threads left");
        assertThat(run.failure()).isNull();
    }

    private void awaitEvents(DriverHarness run, List<CloudEvent> events, int count) {
        await(
                () -> {
                    if (events.size() < count) {
                        produce();
                        time.advance(step());
                    }
                    Throwable failure = run.failure();
                    if (failure != null) {
                        throw new AssertionError("the driver failed: " + failure, failure);
                    }
                    return events.size() >= count;
                },
                "no event came");
    }

    private void await(Callable<Boolean> condition, String fault) {
        Awaitility.await(fault).atMost(patience()).pollInterval(LOOK).until(condition);
    }
}
