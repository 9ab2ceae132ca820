package io.dispatchframework.events.examples.dpkg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DpkgLogToEventsTest {

    private final DpkgLog log = new DpkgLog("dpkg.log", ZoneId.of("Europe/Berlin"));
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    startup archives unpack              | dpkg.startup.archives.unpack | {"command":"unpack"}
                    status installed tzdata:all 2025b-0  | package.status.installed     | {"package":"tzdata","architecture":"all","installedVersion":"2025b-0"}
                    status half-configured tzdata 1      | package.status.half-configured | {"package":"tzdata","installedVersion":"1"}
                    install git:amd64 <none> 1:2.39      | package.action.install       | {"package":"git","architecture":"amd64","availableVersion":"1:2.39"}
                    upgrade git:amd64 1:2.39 1:2.40      | package.action.upgrade       | {"package":"git","architecture":"amd64","installedVersion":"1:2.39","availableVersion":"1:2.40"}
                    trigproc libc-bin:amd64 2.36 <none>  | package.action.trigproc      | {"package":"libc-bin","architecture":"amd64","installedVersion":"2.36"}
                    conffile /etc/issue keep             | conffile.keep                | {"file":"/etc/issue"}
                    """)
    void event_ofEachFormOfLine_tellsTypeAndData(String line, String eventType, String data) {
        CloudEvent event = log.event(17, "2025-06-24 14:36:25 " + line).orElseThrow();

        assertThat(event.eventType()).isEqualTo(eventType);
        assertThat(event.data()).isEqualTo(data);
        assertThat(event.dataKind()).isEqualTo(DataKind.JSON);
        assertThat(event.sourceType()).isEqualTo("dpkg");
        assertThat(event.sourceId()).isEqualTo("dpkg.log");
        assertThat(event.eventId()).isEqualTo("17");
        assertThat(event.eventTime()).isEqualTo(OffsetDateTime.parse("2025-06-24T14:36:25+02:00"));
        assertThat(BeanEventValidator.create().validate(event)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2025-06-24 14:36:25",
                "2025-06-24 14:36:25 ",
                "2025-13-24 14:36:25 startup archives unpack",
                "2025-06-24 14:36:25 status installed tzdata:all",
                "2025-06-24 14:36:25 dance tzdata:all 1 2"
            })
    void event_ofAnotherLine_isNone(String line) {
        assertThat(log.event(1, line)).isEmpty();
    }

    @Test
    void run_writesAnEventForEachLineAndTellsWhatItLeftOut() throws IOException {
        Path from = Files.writeString(
                folder.resolve("dpkg.log.1"),
                "2025-06-24 14:36:25 startup archives unpack\nwhat?\n2025-06-24 14:36:26 startup packages configure\n");
        Path to = folder.resolve("events.jsonl");

        assertThat(run(from.toString(), "UTC", to.toString())).isEqualTo(1);

        try (InputStream events = Files.newInputStream(to)) {
            assertThat(CloudEventJson.create().readAll(events))
                    .extracting(CloudEvent::sourceId, CloudEvent::eventId)
                    .containsExactly(tuple("dpkg.log.1", "1"), tuple("dpkg.log.1", "3"));
        }
        assertThat(errors()).contains("line 2 ");
    }

    @Test
    void run_withWrongArguments_tellsTheUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(run(
                        folder.resolve("none").toString(),
                        "UTC",
                        folder.resolve("to").toString()))
                .isEqualTo(2);
        assertThat(run("dpkg.log", "Atlantis", "to")).isEqualTo(2);
        assertThat(errors()).contains("usage: ", "cannot read the log", "no time zone Atlantis");
    }

    @Test
    void sample_isValidAndItsIdsAreUnique() throws IOException {
        BeanEventValidator validator = BeanEventValidator.create();
        Set<String> ids = new HashSet<>();
        try (InputStream sample = Files.newInputStream(Path.of("data", "dpkg-events.jsonl"))) {
            List<CloudEvent> events = CloudEventJson.create().readAll(sample);

            assertThat(events).hasSizeGreaterThan(4_000).allSatisfy(event -> {
                assertThat(validator.validate(event)).isEmpty();
                assertThat(ids.add(event.eventId())).isTrue();
            });
        }
    }

    private int run(String... args) {
        return DpkgLogToEvents.run(args, new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    private String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }
}
