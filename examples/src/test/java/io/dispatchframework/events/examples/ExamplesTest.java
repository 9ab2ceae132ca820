package io.dispatchframework.events.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.testkit.ManualTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ExamplesTest {

    private static final String[] NO_ARGUMENTS = {};

    private static final String BILL_17 = "com.example.order.billed from /billing, caused by 17: billed {\"order\":17}";
    private static final String BILL_18 = "com.example.order.billed from /billing, caused by 18: billed {\"order\":18}";

    @Test
    void quickStart_printsTheGreeting() throws Exception {
        assertThat(Printed.by(() -> QuickStart.main(NO_ARGUMENTS)))
                .containsExactly("welcome-new-users -> welcome done: Hello, {\"name\":\"Jon\"}");
    }

    @Test
    void patterns_tellWhatMatchesAndWhatDoesNot() throws Exception {
        assertThat(Printed.by(() -> Patterns.main(NO_ARGUMENTS)))
                .containsExactly(
                        "vm.powered.on from vcenter",
                        "  all -> audit: matched",
                        "  any-words -> audit: matched",
                        "  exactly -> audit: matched",
                        "  from-vcenter -> audit: matched",
                        "  last-word -> audit: not matched by event type",
                        "  one-word -> audit: matched",
                        "vm.powered.on.failed from vcenter",
                        "  all -> audit: matched",
                        "  any-words -> audit: matched",
                        "  exactly -> audit: not matched by event type",
                        "  from-vcenter -> audit: matched",
                        "  last-word -> audit: matched",
                        "  one-word -> audit: not matched by event type",
                        "vm from esx",
                        "  all -> audit: matched",
                        "  any-words -> audit: matched",
                        "  exactly -> audit: not matched by event type",
                        "  from-vcenter -> audit: not matched by source type",
                        "  last-word -> audit: not matched by event type",
                        "  one-word -> audit: not matched by event type",
                        "no spaces, please from esx",
                        "  would be refused: event-type must have only the characters a-z, A-Z, 0-9, '.', '-' and '_',"
                                + " has ' ' at character 3",
                        "  all -> audit: matched",
                        "  any-words -> audit: not matched by event type",
                        "  exactly -> audit: not matched by event type",
                        "  from-vcenter -> audit: not matched by event type and source type",
                        "  last-word -> audit: not matched by event type",
                        "  one-word -> audit: not matched by event type");
    }

    @Test
    void pauseAndResume_holdsOneAndSkipsTheOther() throws Exception {
        assertThat(Printed.by(() -> PauseAndResume.main(NO_ARGUMENTS)))
                .containsExactly(
                        "paused:  billing -> bill pending",
                        "paused:  dashboard -> show skipped: the subscription is paused, and its policy is to skip",
                        "resumed: billing -> bill done: billed {\"order\":17}",
                        "resumed: dashboard -> show skipped: the subscription is paused, and its policy is to skip");
    }

    @Test
    void typedFunctions_bindEndLaterAndDecide() throws Exception {
        List<String> printed = Printed.by(() -> TypedFunctions.main(NO_ARGUMENTS));

        assertThat(printed)
                .startsWith(
                        "{\"name\":\"Jon\",\"age\":42}",
                        "  check-age-new-users -> check-age done: an age of 42 is fine",
                        "  greet-new-users -> greet done: Hello, Jon",
                        "  look-up-new-users -> look-up done: looked up dispatch",
                        "{\"name\":\"Ann\",\"age\":-1}",
                        "  check-age-new-users -> check-age dead: IllegalArgumentException: nobody is -1 years old",
                        "  greet-new-users -> greet done: Hello, Ann",
                        "  look-up-new-users -> look-up done: looked up dispatch",
                        "[\"neither name nor age\"]");
        assertThat(printed.get(9))
                .startsWith("  check-age-new-users -> check-age dead: PermanentFailureException:")
                .contains("does not bind to", "TypedFunctions$User");
        assertThat(printed).hasSize(12);
    }

    @Test
    void leases_endUnlessRenewed() throws Exception {
        ManualTime time = new ManualTime();

        assertThat(Printed.by(() -> Leases.run(time, time::advance)))
                .containsExactly(
                        "leased: [browser-tab-7 -> refresh done: refreshed]",
                        "renewed: [browser-tab-7 -> refresh done: refreshed]",
                        "expired: []");
    }

    @Test
    void ownStoreAndInvoker_auditAndCallOverHttp() throws Exception {
        List<String> printed = Printed.by(() -> OwnStoreAndInvoker.main(NO_ARGUMENTS));

        assertThat(printed)
                .containsExactly(
                        "inserted Subscription[new-users-to-welcome: user.created from * to welcome, revision 1]",
                        "inserted Subscription[new-users-to-restarting: user.created from * to restarting, revision 2]",
                        "inserted Subscription[new-users-to-missing: user.created from * to missing, revision 3]",
                        "new-users-to-missing -> missing dead: IOException: HTTP status 404",
                        "new-users-to-restarting -> restarting done after 3 attempts: up again",
                        "new-users-to-welcome -> welcome done: Hello, {\"name\":\"Jon\"}",
                        "deleted new-users-to-missing, revision 4");
    }

    @Test
    void eventsOverHttp_areTakenAndRefused() throws Exception {
        List<String> printed = Printed.by(() -> EventsOverHttp.main(NO_ARGUMENTS));

        assertThat(printed)
                .hasSize(4)
                .contains("201", "Hello, {\"name\":\"Jon\"} from sidecar/front")
                .anyMatch(line -> line.startsWith("400 {\"error\":\"line 1, column 1: the event is invalid\"")
                        && line.contains("event-type must have only"))
                .anyMatch(line ->
                        line.startsWith("400 {\"error\":\"line 4, column 13, attribute event-id: must be text"));
    }

    @Test
    void webHooks_answerWithAnEvent() throws Exception {
        assertThat(Printed.by(() -> WebHooks.main(NO_ARGUMENTS)))
                .containsExactlyInAnyOrder("orders-to-bill -> bill done", "order.billed: billed {\"order\":17}");
    }

    @Test
    void cloudEventsOverHttp_comeFromTheSdk_areAnsweredByAWebHook_andPrinted() throws Exception {
        List<String> printed = Printed.by(() -> CloudEventsOverHttp.main(NO_ARGUMENTS));

        assertThat(printed)
                .hasSize(5)
                .contains("the SDK: 201", "as curl: 201", BILL_17, BILL_18)
                .anyMatch(line -> line.startsWith("curl -sSi http://127.0.0.1:"));
    }

    @Test
    void cloudEventsOverHttp_takesWhatTheCommandThatItPrintsSends() throws Exception {
        assumeTrue(curlIsThere(), "no shell, or no curl");
        List<String> answer = new ArrayList<>();

        List<String> printed = Printed.by(() -> CloudEventsOverHttp.run("0", driver -> {
            answer.addAll(shell(CloudEventsOverHttp.curl(driver)));
            return 1;
        }));

        assertThat(answer).first(STRING).startsWith("HTTP/1.1 201 ");
        assertThat(printed).containsExactly(BILL_18);
    }

    private static boolean curlIsThere() {
        try {
            return !shell("command -v curl").isEmpty();
        } catch (IOException noShell) {
            return false;
        }
    }

    private static List<String> shell(String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectError(Redirect.INHERIT);
        builder.environment().put("no_proxy", "*");
        Process process = builder.start();
        process.getOutputStream().close();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            return output.lines().toList();
        }
    }

    @Test
    void drivers_tickAsTheFileSays() throws Exception {
        ManualTime time = new ManualTime();
        CountDownLatch enough = new CountDownLatch(3);

        List<String> printed = Printed.by(() -> {
            try (EventManager events = Drivers.start(Path.of("data/drivers.json"), time, enough)) {
                await().until(() -> events.drivers().statuses().stream()
                        .allMatch(status -> status.state() == DriverStatus.State.READY));
                await().until(() -> {
                    time.advance(Duration.ofSeconds(1));
                    return enough.getCount() == 0;
                });
                assertThat(events.drivers().statuses())
                        .extracting(DriverStatus::driverName)
                        .containsExactly("every-second", "every-two");
            }
        });

        assertThat(printed).anyMatch(line -> line.startsWith("every-second: {\"tick\":"));
        assertThat(printed).allMatch(line -> line.matches("every-(second|two): \\{\"tick\":.*\"missed\":[0-9]+}"));
    }

    @Test
    void retriesAndDeadLetters_redriveWhatWasNotItsOwnFault() throws Exception {
        assertThat(Printed.by(() -> RetriesAndDeadLetters.main(NO_ARGUMENTS)))
                .containsExactly(
                        "mails -> send dead after 3 attempts: IOException: the mail server is down",
                        "mails -> send dead: PermanentFailureException: not an address: \"nowhere\"",
                        "dead letter: \"ann@example.org\", attempt 3, IOException: the mail server is down",
                        "dead letter: \"nowhere\", attempt 1, PermanentFailureException: not an address: \"nowhere\"",
                        "redriven: mails -> send done: sent to \"ann@example.org\"",
                        "left: 1",
                        "discarded: 1");
    }

    @Test
    void ordering_keepsTheOrderOfEachKey_alsoBehindARetry() throws Exception {
        assertThat(Printed.by(() -> Ordering.main(NO_ARGUMENTS)))
                .containsExactly(
                        "Ann: [first (attempt 2), second, third, fourth]", "Bob: [first, second, third, fourth]");
    }

    @Test
    void functionChain_tellsItsLineage_andEndsALoop() throws Exception {
        assertThat(Printed.by(() -> FunctionChain.main(NO_ARGUMENTS)))
                .containsExactly(
                        "order.shipped parcel-8, caused by reservation-3, began with order-17",
                        "to-ping -> ping dead: HopLimitException: events that functions returned have come further than"
                                + " the limit of 4 hops: to-ping > to-pong > to-ping > to-pong > to-ping; end the loop,"
                                + " or raise the limit with maxHops");
    }

    @Test
    void backPressure_refusesWaitsOrLendsAHand() throws Exception {
        assertThat(Printed.by(() -> BackPressure.main(NO_ARGUMENTS)))
                .containsExactly(
                        "refuse: thumbnails -> resize refused: the delivery engine is full: it holds 2 deliveries and"
                                + " has room for 2; emit more slowly, or give it more room",
                        "refuse: 2 of 3 done",
                        "wait: 3 of 3 done",
                        "caller runs: 3 of 3 done");
    }

    @Test
    void rateAndConcurrency_areBounded() throws Exception {
        assertThat(Printed.by(() -> RateAndConcurrency.main(NO_ARGUMENTS)))
                .containsExactly("calls: 10", "at most 2 at once: true", "at most 50 a second: true");
    }

    @Test
    void bridge_writesEventsOf01As1() throws Exception {
        assertThat(Printed.by(() -> Bridge.main(NO_ARGUMENTS)))
                .containsExactly(
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"vcenter1\",\"type\":\"vm.powered.on\","
                                + "\"datacontenttype\":\"application/json\",\"namespace\":\"corp.local\","
                                + "\"sourcetype\":\"vcenter\",\"rack\":7,"
                                + "\"dispatchextensions\":\"{\\\"Data-Center\\\":{\\\"row\\\":\\\"B\\\"}}\","
                                + "\"data\":{\"vm\":\"web-1\"}}",
                        "left out: line 2",
                        "left out: source-id must be a URI reference (RFC 3986) such as 'https://example.com/orders' or"
                                + " '/sensors/7', with other characters as percent and hexadecimal digits, was 'vcenter 1'",
                        "{\"specversion\":\"1.0\",\"id\":\"3\",\"source\":\"vcenter1\",\"type\":\"vm.renamed\","
                                + "\"datacontenttype\":\"text/plain\",\"namespace\":\"corp.local\","
                                + "\"sourcetype\":\"vcenter\",\"data\":\"web-2\"}");
    }

    @Test
    void metrics_printsMetersThatAddUp() throws Exception {
        assertThat(Printed.by(() -> Metrics.main(NO_ARGUMENTS)))
                .containsExactly(
                        "dispatch.events.attempts{} 8",
                        "dispatch.events.attempt{error=IllegalStateException, function=flaky, outcome=failure,"
                                + " subscription=flaky-new-users} 4",
                        "dispatch.events.attempt{error=none, function=flaky, outcome=success,"
                                + " subscription=flaky-new-users} 2",
                        "dispatch.events.attempt{error=none, function=welcome, outcome=success,"
                                + " subscription=welcome-new-users} 2",
                        "dispatch.events.deliveries{function=flaky, outcome=done, subscription=flaky-new-users} 2",
                        "dispatch.events.deliveries{function=welcome, outcome=done, subscription=welcome-new-users} 2",
                        "dispatch.events.emitted{} 3",
                        "dispatch.events.ended{outcome=done} 4",
                        "dispatch.events.healthy{} 1",
                        "dispatch.events.matched{} 4",
                        "dispatch.events.retries{} 4");
    }
}
