package io.dispatchframework.events.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract of engines is seen to fail: on an engine with one fault, each test that is there for it does. */
class EngineContractTest {

    static Stream<Arguments> faults() {
        return Arrays.stream(EngineFault.values())
                .flatMap(fault -> fault.seenBy().stream().map(test -> Arguments.of(fault, test)));
    }

    @Execution(ExecutionMode.CONCURRENT) // most of the time is waiting for what a faulty engine does not do
    @ParameterizedTest
    @MethodSource("faults")
    void contract_engineWithFault_fails(EngineFault fault, String test) {
        Given faultless = new Given(EngineFault.NONE, false, false, fault.isAPromise());
        assertThat(run(test, faultless).getTestsSucceededCount())
                .as("an engine without a fault passes %s, and does not skip it", test)
                .isEqualTo(1);

        assertThat(run(test, new Given(fault, false, false, false)).getFailures())
                .as("an engine that %s does not pass %s", fault, test)
                .hasSize(1);
    }

    @Test
    void contract_eachTest_isSeenToFail() {
        assertThat(Arrays.stream(DeliveryEngineContract.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(EngineFault.values())
                        .flatMap(fault -> fault.seenBy().stream())
                        .distinct()
                        .toList());
    }

    @Test
    void contract_engineThatKeepsThreads_hasToSaySo() {
        String test = "pause_handsOutNothingUntilResume";

        assertThat(run(test, new Given(EngineFault.NONE, true, true, false)).getTestsSucceededCount())
                .isEqualTo(1);

        assertThat(run(test, new Given(EngineFault.NONE, true, false, false)).getFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.getException()).hasMessageContaining("keepsThreads()"));
    }

    private static TestExecutionSummary run(String test, Given given) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        FaultyEngineContract.GIVEN.set(given);
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(FaultyEngineContract.class, test))
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                                .build(),
                        summary);
        return summary.getSummary();
    }

    /** What engine to try: its fault, whether it keeps a thread and says so, and whether it keeps what it holds. */
    private record Given(EngineFault fault, boolean keepsThread, boolean saysSo, boolean keeps) {}

    /** Run by the launcher alone: its name is not one of those that the build looks for. */
    static class FaultyEngineContract extends DeliveryEngineContract {

        /** Set for JUnit, which makes the instances, on the thread that runs the test. */
        private static final ThreadLocal<Given> GIVEN =
                ThreadLocal.withInitial(() -> new Given(EngineFault.NONE, false, false, false));

        private final Given given = GIVEN.get();

        @Override
        protected DeliveryEngine createEngine(int capacity) {
            return new FaultyEngine(
                    DeliveryEngine.inMemory(capacity, WhenFull.refuse()), given.fault, given.keepsThread, given.keeps);
        }

        @Override
        protected boolean keepsThreads() {
            return given.saysSo;
        }

        @Override
        protected Duration patience() {
            boolean faulty = given.fault != EngineFault.NONE || given.keepsThread != given.saysSo;
            return Duration.ofSeconds(faulty ? 1 : 10);
        }
    }
}
