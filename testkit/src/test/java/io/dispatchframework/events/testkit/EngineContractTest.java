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
        assertThat(run(test, EngineFault.NONE).getFailures())
                .as("an engine without a fault passes %s", test)
                .isEmpty();

        assertThat(run(test, fault).getFailures())
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

        assertThat(run(test, EngineFault.NONE, true, true).getFailures()).isEmpty();

        assertThat(run(test, EngineFault.NONE, true, false).getFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.getException()).hasMessageContaining("keepsThreads()"));
    }

    private static TestExecutionSummary run(String test, EngineFault fault) {
        return run(test, fault, false, false);
    }

    private static TestExecutionSummary run(String test, EngineFault fault, boolean keepsThread, boolean saysSo) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        FaultyEngineContract.GIVEN.set(new Given(fault, keepsThread, saysSo));
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(FaultyEngineContract.class, test))
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                                .build(),
                        summary);
        return summary.getSummary();
    }

    private record Given(EngineFault fault, boolean keepsThread, boolean saysSo) {}

    /** Run by the launcher alone: its name is not one of those that the build looks for. */
    static class FaultyEngineContract extends DeliveryEngineContract {

        /** Set for JUnit, which makes the instances, on the thread that runs the test. */
        private static final ThreadLocal<Given> GIVEN =
                ThreadLocal.withInitial(() -> new Given(EngineFault.NONE, false, false));

        private final Given given = GIVEN.get();

        @Override
        protected DeliveryEngine createEngine(int capacity) {
            return new FaultyEngine(
                    DeliveryEngine.inMemory(capacity, WhenFull.refuse()), given.fault, given.keepsThread);
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
