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
        FaultyEngineContract.given = fault;
        FaultyEngineContract.keepsThread = keepsThread;
        FaultyEngineContract.saysSo = saysSo;
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(FaultyEngineContract.class, test))
                                .build(),
                        summary);
        return summary.getSummary();
    }

    /** Run by the launcher alone: its name is not one of those that the build looks for. */
    static class FaultyEngineContract extends DeliveryEngineContract {

        /** Set for JUnit, which makes the instances. */
        private static volatile EngineFault given = EngineFault.NONE;

        private static volatile boolean keepsThread;
        private static volatile boolean saysSo;

        @Override
        protected DeliveryEngine createEngine(int capacity) {
            return new FaultyEngine(DeliveryEngine.inMemory(capacity, WhenFull.refuse()), given, keepsThread);
        }

        @Override
        protected boolean keepsThreads() {
            return saysSo;
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(given == EngineFault.NONE && keepsThread == saysSo ? 10 : 1);
        }
    }
}
