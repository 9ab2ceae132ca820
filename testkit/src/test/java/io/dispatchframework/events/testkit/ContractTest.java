package io.dispatchframework.events.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.time.TimeSource;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract is seen to fail: on a store with one fault, the test that is there for it does. */
class ContractTest {

    @Execution(ExecutionMode.CONCURRENT) // most of the time is waiting for what a faulty store does not do
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void contract_storeWithFault_fails(Fault fault) {
        assertThat(run(fault.seenBy(), Fault.NONE).getTestsSucceededCount())
                .as("a store without a fault passes %s", fault.seenBy())
                .isEqualTo(1);

        assertThat(run(fault.seenBy(), fault).getFailures())
                .as("a store that %s does not pass %s", fault, fault.seenBy())
                .hasSize(1);
    }

    @Test
    void contract_eachTest_isSeenToFail() {
        assertThat(Arrays.stream(ResourceStoreContract.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Fault.values())
                        .filter(fault -> fault != Fault.NONE)
                        .map(Fault::seenBy)
                        .distinct()
                        .toList());
    }

    private static TestExecutionSummary run(String test, Fault fault) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        FaultyStore.GIVEN.set(fault);
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(FaultyStore.class, test))
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                                .build(),
                        summary);
        return summary.getSummary();
    }

    /** Run by the launcher alone: its name is not one of those that the build looks for. */
    static class FaultyStore extends SubscriptionStoreContract {

        /** Set for JUnit, which makes the instances, on the thread that runs the test. */
        private static final ThreadLocal<Fault> GIVEN = ThreadLocal.withInitial(() -> Fault.NONE);

        private final Fault given = GIVEN.get();

        @Override
        protected SubscriptionStore createStore(TimeSource time, int capacity) {
            return new ReferenceStore(time, capacity, given);
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(given == Fault.NONE ? 10 : 1);
        }
    }
}
