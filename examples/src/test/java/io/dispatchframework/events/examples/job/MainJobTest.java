package io.dispatchframework.events.examples.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainJobTest {

    private static final String SUBSCRIPTIONS = "data/dpkg-subscriptions.json";
    private static final String FAULTY = "data/faulty-events.jsonl";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private InputStream in = InputStream.nullInputStream();

    @TempDir
    private Path folder;

    @Test
    void sample_everyEventIsToldOfInTheOrderOfTheInput() {
        assertThat(run("--events", "data/dpkg-events.jsonl", "--subscriptions", SUBSCRIPTIONS))
                .isZero();

        List<String> events =
                printed().stream().filter(line -> line.startsWith("line ")).toList();
        assertThat(events).hasSizeGreaterThan(4_000);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i)).startsWith("line " + (i + 1) + ": CloudEvent[");
        }
        assertThat(summary("events read")).isEqualTo(events.size());
        assertThat(summary("invalid")).isZero();
        assertThat(summary("malformed")).isZero();
        assertThat(summary("done") + summary("dead")).isEqualTo(summary("deliveries"));
        assertThat(printed())
                .contains(
                        "line 1: CloudEvent[dpkg.startup.archives.unpack from dpkg/dpkg.log, id 1]",
                        "  startups-never-succeed -> fail-always dead after 2 attempts:"
                                + " IOException: every attempt fails on purpose",
                        "  triggers-succeed-late -> fail-first done after 2 attempts: the next one does not")
                .anyMatch(line -> line.endsWith(": matched by nothing"))
                .anyMatch(line -> line.startsWith("  watched-packages -> alert done: ALERT: openssl changes from "));
        assertThat(err()).isEmpty();
    }

    @Test
    void faultyLines_areToldOfWithTheirPlaceAndTheRestGoesOn() {
        assertThat(run("--events", FAULTY, "--subscriptions", SUBSCRIPTIONS)).isZero();

        assertThat(printed())
                .contains(
                        "line 1: CloudEvent[package.status.installed from dpkg/by-hand, id 1]",
                        "  latest-versions -> latest-version done: sound 1",
                        "line 3, column 1: invalid: CloudEvent[package status from dpkg/by-hand, id 3]",
                        "  cloud-events-version must be '0.1', was '0.2'",
                        "line 7: CloudEvent[package.status.installed from dpkg/by-hand, id 7]",
                        "  latest-versions -> latest-version done: sound-too 2")
                .anyMatch(line -> line.startsWith("  event-type must have only the characters "))
                .anyMatch(line -> line.startsWith("malformed: line 2, column 155, attribute event-id: "))
                .anyMatch(line -> line.startsWith("malformed: line 4, column "))
                .anyMatch(line -> line.startsWith("malformed: line 5, column 172, attribute event-time: "))
                .anyMatch(line -> line.contains("count-by-package dead: PermanentFailureException: "));
        assertThat(summary("events read")).isEqualTo(4);
        assertThat(summary("invalid")).isEqualTo(1);
        assertThat(summary("malformed")).isEqualTo(3);
        assertThat(summary("dead")).isEqualTo(2);
        assertThat(summary("done")).isEqualTo(4);
    }

    @Test
    void list_isReadAsADocument() throws IOException {
        Path events =
                Files.writeString(folder.resolve("events.json"), "[\n" + event("one") + ",\n" + event("two") + "\n]");

        assertThat(run("--events", events.toString(), "--subscriptions", echo()))
                .isZero();

        assertThat(printed())
                .startsWith(
                        "line 2: CloudEvent[user.created from test/here, id one]",
                        "  echo-all -> echo done: one",
                        "line 3: CloudEvent[user.created from test/here, id two]",
                        "  echo-all -> echo done: two");
    }

    @Test
    void document_endsAtWhatIsMalformedAndSaysSo() {
        in = utf8(event("one") + event("two") + "\n{\"oops\"" + event("three"));

        assertThat(run("--events", "-", "--format", "document", "--subscriptions", echo()))
                .isEqualTo(1);

        assertThat(summary("events read")).isEqualTo(2);
        assertThat(summary("malformed")).isEqualTo(1);
        assertThat(printed()).anyMatch(line -> line.startsWith("malformed: line 2, column "));
        assertThat(err()).startsWith("the input was not read to its end: line 2, column ");
    }

    @Test
    void standardInput_isReadLineByLine() {
        in = utf8(event("one") + "\n\nno event\n" + event("two") + "\n");

        assertThat(run("--events", "-", "--subscriptions", echo())).isZero();

        assertThat(summary("events read")).isEqualTo(2);
        assertThat(summary("malformed")).isEqualTo(1);
    }

    @Test
    void inputThatFails_isSaidAndWhatWasReadIsTold() {
        InputStream read = utf8(event("one") + "\n");
        in = new InputStream() {
            @Override
            public int read() throws IOException {
                int next = read.read();
                if (next < 0) {
                    throw new IOException("the cable is out");
                }
                return next;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                buffer[offset] = (byte) read();
                return 1;
            }
        };

        assertThat(run("--events", "-", "--subscriptions", echo())).isEqualTo(1);

        assertThat(summary("events read")).isEqualTo(1);
        assertThat(err()).contains("the cable is out");
    }

    @Test
    void quiet_printsTheSummaryOnly() {
        assertThat(run("--quiet", "--events", FAULTY, "--subscriptions", SUBSCRIPTIONS))
                .isZero();

        assertThat(printed()).first().isEqualTo("Summary");
    }

    @Test
    void help_printsTheUsage() {
        assertThat(run("--help")).isZero();

        assertThat(printed()).first().asString().startsWith("usage: MainJob --events FILE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --subscriptions x              | say where the events are
                    --events x                     | say where the subscriptions are
                    --events                       | --events needs a value
                    --event x                      | there is no option --event;
                    --events x --format xml        | --format is lines or document, not xml
                    --events data/faulty-events.jsonl --subscriptions data/none.json  | none.json
                    --events data/none.jsonl --subscriptions data/dpkg-subscriptions.json  | cannot read the events in data
                    --events x --subscriptions data/README.md     | cannot read the subscriptions in data
                    """)
    void wrongArguments_areToldAndNothingRuns(String args, String message) {
        assertThat(run(args.split(" "))).isEqualTo(2);

        assertThat(err()).contains(message).doesNotContain("\tat ");
        assertThat(printed()).isEmpty();
    }

    @Test
    void subscriptions_null_areTold() throws IOException {
        Path file = Files.writeString(folder.resolve("subscriptions.json"), "null");

        assertThat(run("--events", "-", "--subscriptions", file.toString())).isEqualTo(2);

        assertThat(err()).contains("subscriptions.json: it holds null, not a list");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"subscriptionName":"a"}                                | functionName
                    {"subscriptionName":"a","functionName":7}               | functionName must be text
                    {"subscriptionName":"a","functionName":"echo"},{"subscriptionName":"a","functionName":"echo"} | already
                    {"subscriptionName":"a","functionName":"echo","status":"PAUSED","policy":{"whenPaused":"HOLD"}} | hold its deliveries for ever
                    {"subscriptionName":"a","functionName":"echo"},null | subscriptions.json: [1] is null, not a subscription
                    """)
    void subscriptionsThatCannotBe_areTold(String subscriptions, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("subscriptions.json"), "[" + subscriptions + "]");

        assertThat(run("--events", "-", "--subscriptions", file.toString())).isEqualTo(2);

        assertThat(err()).contains(message);
    }

    @Test
    void unknownFunction_isDeadAndSaidBy() throws IOException {
        Path file = Files.writeString(folder.resolve("subscriptions.json"), """
                [{"subscriptionName": "lost", "functionName": "nowhere", "policy": {"maxAttempts": 1}}]
                """);
        in = utf8(event("one"));

        assertThat(run("--events", "-", "--subscriptions", file.toString())).isZero();

        assertThat(printed()).anyMatch(line -> line.startsWith("  lost -> nowhere dead: UnknownFunctionException: "));
    }

    @Test
    void pausedSubscription_isSkipped() throws IOException {
        Path file = Files.writeString(folder.resolve("subscriptions.json"), """
                [{"subscriptionName": "asleep", "functionName": "echo", "status": "PAUSED"}]
                """);
        in = utf8(event("one"));

        assertThat(run("--events", "-", "--subscriptions", file.toString())).isZero();

        assertThat(summary("skipped")).isEqualTo(1);
    }

    private int run(String... args) {
        return MainJob.run(args, in, print(out), print(err), false);
    }

    private String echo() {
        try {
            return Files.writeString(
                            folder.resolve("echo.json"),
                            "[{\"subscriptionName\": \"echo-all\", \"functionName\": \"echo\"}]")
                    .toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String event(String id) {
        return "{\"namespace\":\"test\",\"event-type\":\"user.created\",\"cloud-events-version\":\"0.1\","
                + "\"source-type\":\"test\",\"source-id\":\"here\",\"event-id\":\"" + id + "\",\"data\":\"" + id
                + "\"}";
    }

    private static InputStream utf8(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private List<String> printed() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The number behind a line of the summary. */
    private long summary(String what) {
        List<String> lines = printed();
        return lines.subList(lines.indexOf("Summary") + 1, lines.size()).stream()
                .map(String::strip)
                .filter(line -> line.startsWith(what + " "))
                .map(line -> line.substring(what.length()).strip().replace(",", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}
