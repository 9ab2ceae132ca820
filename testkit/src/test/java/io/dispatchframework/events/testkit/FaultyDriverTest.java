package io.dispatchframework.events.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.RunningDriver;
import io.dispatchframework.events.driver.SettingSpec;
import io.dispatchframework.events.driver.SettingSpec.Kind;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.Violation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract is seen to fail: on a driver with one fault, the test that is there for it does. */
class FaultyDriverTest {

    /** What can be wrong with a driver, and which test sees it. */
    enum DriverFault {
        NONE("events_comeFromTheDriversSource"),
        DECLARES_TWICE("settings_areDeclaredOnce"),
        REFUSES_WHAT_IS_RIGHT("settings_thatAreValid_haveNoFault"),
        DECLARES_DIFFERENTLY_EACH_TIME("settings_thatAreMissing_areAllNamed"),
        TAKES_ANY_VALUE("settings_thatAreBad_areAllNamed"),
        SHOWS_ITS_SECRET("secrets_areNotShown"),
        HAS_A_SOURCE_OF_ITS_OWN("events_comeFromTheDriversSource"),
        DIES_OF_INVALID_EVENTS("invalidEvents_doNotStopTheDriver"),
        FORGETS_REFUSED_EVENTS("refusedEvents_areOfferedAgainByASourceThatCanWait"),
        SPINS("refusedEvents_areOfferedAgainByASourceThatCanWait"),
        DIES_OF_REFUSED_EVENTS("refusedEvents_doNotStopTheDriver"),
        EMITS_AFTER_ITS_STOP("stop_endsTheDriver"),
        LEAVES_A_THREAD("stop_leavesNoThread"),
        IGNORES_INTERRUPTS("stop_whileTheSinkBlocks_endsTheDriver"),
        STARTS_ONCE("start_afterAStop_worksAgain"),
        STOPS_NEVER("stop_afterTheStart_endsTheDriver"),
        LEAVES_A_THREAD_WHEN_IT_FAILS("start_thatFails_leavesNothing");

        private final String seenBy;

        DriverFault(String seenBy) {
            this.seenBy = seenBy;
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void contract_driverWithFault_fails(DriverFault fault) {
        assertThat(run(fault.seenBy, DriverFault.NONE).getTestsSucceededCount())
                .as("a driver without a fault passes %s", fault.seenBy)
                .isEqualTo(1);

        assertThat(run(fault.seenBy, fault).getFailures())
                .as("a driver that %s does not pass %s", fault, fault.seenBy)
                .hasSize(1);
    }

    @Test
    void contract_eachTest_isSeenToFail() {
        assertThat(Arrays.stream(EventDriverContract.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(DriverFault.values())
                        .filter(fault -> fault != DriverFault.NONE)
                        .map(fault -> fault.seenBy)
                        .distinct()
                        .toList());
    }

    private static TestExecutionSummary run(String test, DriverFault fault) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        FaultyDriver.given = fault;
        FaultyDriver.STARTED.set(false);
        FaultyDriver.listener = number -> {};
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(FaultyDriver.class, test))
                                .build(),
                        summary);
        return summary.getSummary();
    }

    /** Run by the launcher alone: its name is not one of those that the build looks for. */
    static class FaultyDriver extends EventDriverContract {

        /** Set for JUnit, which makes the instances. */
        private static volatile DriverFault given = DriverFault.NONE;

        private static final AtomicBoolean STARTED = new AtomicBoolean();

        /** Whom the source calls on its own thread. */
        private static volatile IntConsumer listener = number -> {};

        private final BlockingQueue<Integer> source = new LinkedBlockingQueue<>();
        private int produced;

        @Override
        protected EventDriverFactory factory() {
            return new Queued(source, given);
        }

        @Override
        protected Map<String, String> validSettings() {
            return Map.of("size", "10", "token", "hunter2");
        }

        @Override
        protected Map<String, List<String>> badSettings() {
            return Map.of("size", List.of("many", "0"));
        }

        @Override
        protected Map<String, String> failingSettings() {
            return Map.of("size", "13");
        }

        @Override
        protected void produce() {
            int number = produced++;
            source.add(number);
            listener.accept(number);
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(given == DriverFault.NONE ? 10 : 1);
        }
    }

    /** A driver whose source is a queue. */
    private record Queued(BlockingQueue<Integer> source, DriverFault fault) implements EventDriverFactory {

        @Override
        public List<SettingSpec> settings() {
            SettingSpec size = SettingSpec.of("size", Kind.INTEGER, "how much").asRequired();
            SettingSpec token = SettingSpec.of("token", Kind.TEXT, "who").asSecret();
            return switch (fault) {
                case DECLARES_TWICE -> List.of(size, size, token);
                case DECLARES_DIFFERENTLY_EACH_TIME ->
                    FaultyDriver.STARTED.getAndSet(true)
                            ? List.of(size, token)
                            : List.of(SettingSpec.of("size", Kind.INTEGER, "how much"), token);
                default -> List.of(size, token);
            };
        }

        @Override
        public List<Violation> violations(DriverSettings settings) {
            long size = settings.integer("size");
            boolean bad = fault == DriverFault.REFUSES_WHAT_IS_RIGHT || size < 1;
            return bad && fault != DriverFault.TAKES_ANY_VALUE
                    ? List.of(new Violation("settings.size", "settings.size must be positive"))
                    : List.of();
        }

        @Override
        public RunningDriver start(DriverContext context) {
            if (context.settings().integer("size") == 13) {
                if (fault == DriverFault.LEAVES_A_THREAD_WHEN_IT_FAILS) {
                    leaveThread();
                }
                throw new IllegalStateException("13 is bad luck");
            }
            if (FaultyDriver.STARTED.getAndSet(true) && fault == DriverFault.STARTS_ONCE) {
                throw new IllegalStateException("started before");
            }
            context.run("queue", () -> pump(context));
            if (fault == DriverFault.LEAVES_A_THREAD) {
                leaveThread();
            }
            return () -> {
                if (fault == DriverFault.STOPS_NEVER) {
                    new CountDownLatch(1).await();
                }
                if (fault == DriverFault.EMITS_AFTER_ITS_STOP) {
                    FaultyDriver.listener = number -> context.sink().emit(event(context, number));
                }
            };
        }

        private static void leaveThread() {
            begin(new CountDownLatch(1)::await);
        }

        private static void begin(DriverContext.Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (Exception ended) {
                    // it was left over
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private CloudEvent event(DriverContext context, int number) {
            String data =
                    fault == DriverFault.SHOWS_ITS_SECRET ? context.settings().text("token") : Integer.toString(number);
            CloudEvent event = context.sink().event("queue.item").data(data).build();
            return fault == DriverFault.HAS_A_SOURCE_OF_ITS_OWN
                    ? event.toBuilder().sourceType("other").build()
                    : event;
        }

        private void pump(DriverContext context) throws InterruptedException {
            while (true) {
                CloudEvent event = event(context, source.take());
                Acceptance answer = context.sink().emit(event);
                if (answer instanceof Acceptance.Invalid && fault == DriverFault.DIES_OF_INVALID_EVENTS) {
                    throw new IllegalStateException("invalid");
                }
                while (answer instanceof Acceptance.Refused && fault != DriverFault.FORGETS_REFUSED_EVENTS) {
                    if (fault == DriverFault.DIES_OF_REFUSED_EVENTS) {
                        throw new IllegalStateException("refused");
                    }
                    await(context);
                    answer = context.sink().emit(event);
                }
            }
        }

        private void await(DriverContext context) throws InterruptedException {
            if (fault == DriverFault.SPINS) {
                return;
            }
            CountDownLatch over = new CountDownLatch(1);
            context.time().schedule(Duration.ofSeconds(1), over::countDown);
            while (true) {
                try {
                    over.await();
                    return;
                } catch (InterruptedException interrupted) {
                    if (fault != DriverFault.IGNORES_INTERRUPTS) {
                        throw interrupted;
                    }
                }
            }
        }
    }
}
