package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.InvalidDriverException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.time.TestTime;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The {@code stream} driver on real files and pipes. */
@Timeout(120)
class StreamDriverTest {

    @TempDir
    private Path folder;

    private Path file;
    private Path position;

    @BeforeEach
    void name() {
        file = folder.resolve("events.jsonl");
        position = folder.resolve("events.position");
    }

    private static DriverBed bed() {
        return new DriverBed(EventDriverFactory.stream());
    }

    private Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("path", file.toString());
        settings.put("poll", "0.01");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private Map<String, String> keeping() {
        return settings("position", position.toString());
    }

    private static String line(int number) {
        return line(Integer.toString(number));
    }

    private static String line(String data) {
        return "{\"namespace\":\"n\",\"event-type\":\"e\",\"cloud-events-version\":\"0.1\",\"event-id\":\"" + data
                + "\",\"source-type\":\"s\",\"source-id\":\"i\",\"data\":\"" + data + "\"}\n";
    }

    private static void append(Path to, String text) throws IOException {
        Files.writeString(to, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void awaitData(DriverBed bed, String... data) {
        await().untilAsserted(() -> assertThat(bed.data()).containsExactlyInAnyOrder(data));
    }

    private void awaitPosition(long offset) {
        await().until(() -> Files.exists(position) && Files.readString(position).contains("\noffset=" + offset + "\n"));
    }

    @Test
    void file_thatGrows_isReadLineByLine() throws Exception {
        append(file, line(1));
        try (DriverBed bed = bed().start(settings())) {
            awaitData(bed, "1");
            append(file, line(2).substring(0, 40));
            append(file, line(2).substring(40) + "\n  \r\n" + line(3).replace("\n", "\r\n"));
            awaitData(bed, "1", "2", "3");
            assertThat(bed.seen.get(0).sourceType()).isEqualTo("s");

            append(file, line(4).replace("\"source-type\":\"s\",\"source-id\":\"i\",", ""));
            await().until(() -> bed.seen.size() == 4);
            assertThat(bed.seen.get(3)).returns("t", CloudEvent::sourceType).returns("d", CloudEvent::sourceId);
            assertThat(bed.status()).returns("", DriverStatus::reason).returns(4L, DriverStatus::accepted);
        }
    }

    @Test
    void badLines_areSkippedAndShownWithTheirPlace() throws Exception {
        append(file, line(1) + "{\"event-type\":7}\n" + "x".repeat(600) + "\n" + line(4));
        append(file, line(5).replace("\"e\"", "\"\""));
        try (DriverBed bed = bed().start(settings("max-line", "500"))) {
            awaitData(bed, "1", "4");
            bed.awaitReason("3 lines were skipped, the last is line 5 of '" + file + "': event-type is required");
            append(file, "{\"event-type\":\n" + line(7));
            awaitData(bed, "1", "4", "7");
            assertThat(bed.status().reason())
                    .startsWith("4 lines were skipped, the last is line 6 of '" + file + "': column ");
            append(file, "y".repeat(200_000));
            append(file, "\n" + line(9));
            awaitData(bed, "1", "4", "7", "9");
            assertThat(bed.status())
                    .returns(State.READY, DriverStatus::state)
                    .returns(1L, DriverStatus::invalid)
                    .extracting(DriverStatus::reason)
                    .asString()
                    .endsWith("line 8 of '" + file + "': it has 200000 bytes, and may have 500");
        }
    }

    @Test
    void longestLine_isTaken() throws Exception {
        int length = line(1).length() - 1;
        append(file, line(1));
        try (DriverBed bed = bed().start(settings("max-line", Integer.toString(length)))) {
            append(file, line(22) + line(3)); // of which the first is longer
            awaitData(bed, "1", "3");
            bed.awaitReason("it has " + (length + 2) + " bytes, and may have " + length);
        }
    }

    @Test
    void fromEnd_beginsWithTheNextWholeLine() throws Exception {
        append(file, line(1) + line(2).substring(0, 30));
        try (DriverBed bed = bed().start(settings("from", "end"))) {
            append(file, line(2).substring(30) + line(3));
            awaitData(bed, "3");
            assertThat(bed.status().reason()).isEmpty(); // the rest of a line is no bad line
        }
    }

    @Test
    void eventType_wrapsLines() throws Exception {
        append(file, "{\"a\": 1}\nplain \"text\"\r\n");
        Files.write(file, new byte[] {(byte) 0xC0, (byte) 0x80, '\n'}, StandardOpenOption.APPEND);
        try (DriverBed bed = bed().start(settings("event-type", "log.line"))) {
            await().until(() -> bed.seen.size() == 2);
            assertThat(bed.seen)
                    .extracting(event -> event.eventType() + " " + event.sourceType() + " " + event.contentType() + " "
                            + event.dataKind() + " " + event.data())
                    .containsExactlyInAnyOrder(
                            "log.line t application/json " + DataKind.JSON + " {\"a\": 1}",
                            "log.line t text/plain " + DataKind.TEXT + " plain \"text\"");
            bed.awaitReason("line 3 of '" + file + "': it is not UTF-8");
        }
    }

    // ---------------------------------------------------------------- positions

    @Test
    void position_overARestart_goesOnBehindWhatHasEnded() throws Exception {
        append(file, line(1) + line(2));
        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "1", "2");
            bed.stop();
        }
        append(file, line(3) + "bad\n");
        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "3");
            bed.awaitReason("line 4 of");
            awaitPosition(Files.size(file)); // a bad line is done with too
        }
        try (DriverBed bed = bed().start(keeping())) {
            append(file, line(5));
            awaitData(bed, "5");
        }
    }

    @Test
    void position_waitsForDeliveriesInOrder() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        append(file, line(1) + line(2) + line(3));
        int length = line(1).length();
        try (DriverBed bed = bed()) {
            bed.function = event -> {
                if ("2".equals(event.data())) {
                    awaitQuietly(release);
                }
            };
            bed.start(keeping());
            awaitData(bed, "1", "3");
            awaitPosition(length);
            assertThat(Files.readString(position)).contains("\nlines=1\n");
            release.countDown();
            awaitPosition(3L * length);
        }
    }

    @Test
    void position_whileADeliveryHasNotEnded_redeliversAfterARestart() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        append(file, line(1) + line(2) + line(3));
        try (DriverBed first = bed();
                DriverBed second = bed()) {
            first.function = event -> {
                if ("2".equals(event.data())) {
                    awaitQuietly(release);
                }
            };
            first.start(keeping());
            awaitData(first, "1", "3");
            first.stop();

            second.start(keeping());
            awaitData(second, "2", "3");
            release.countDown();
        }
    }

    /** A function can be done with a line before the emission of it has returned. */
    @Test
    void stop_whileALineIsBeingEmitted_waitsForIt() throws Exception {
        append(file, line(1));
        TestTime time = new TestTime();
        LingeringEngine engine = new LingeringEngine();
        try (DriverBed first = new DriverBed(EventDriverFactory.stream(), engine, time)) {
            first.start(keeping());
            awaitData(first, "1");
            first.events.drivers().delete(DriverBed.DRIVER);
            // There is a timer for the stop as a whole, and another while the driver waits for lines.
            await().until(() -> time.timers() == 2 || engine.interrupted);
            engine.goOn.countDown();
            await().until(() -> first.events.drivers().status(DriverBed.DRIVER).isEmpty());
        }
        append(file, line(2));
        try (DriverBed second = bed().start(keeping())) {
            awaitData(second, "2"); // and not the first, which was done
        }
    }

    /** Takes its time to return once it has taken deliveries in. */
    private static final class LingeringEngine extends ForwardingEngine {

        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile boolean interrupted;

        @Override
        public CompletionStage<EnqueueResult> enqueue(List<? extends Delivery> deliveries, boolean mayWait) {
            CompletionStage<EnqueueResult> answer = super.enqueue(deliveries, mayWait);
            try {
                goOn.await();
            } catch (InterruptedException stopped) {
                interrupted = true;
            }
            return answer;
        }
    }

    private Map<String, String> wrapping(String... more) {
        Map<String, String> settings = settings(more);
        settings.put("event-type", "log.line");
        return settings;
    }

    private static List<String> ids(DriverBed bed, String data) {
        return bed.seen.stream()
                .filter(event -> data.equals(event.data()))
                .map(CloudEvent::eventId)
                .toList();
    }

    @Test
    void position_withWrappedLines_redeliversUnderTheSameId() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        append(file, "a\nb\nc\n");
        try (DriverBed first = bed();
                DriverBed second = bed()) {
            first.function = event -> {
                if ("b".equals(event.data())) {
                    awaitQuietly(release);
                }
            };
            first.start(wrapping("position", position.toString()));
            awaitData(first, "a", "c");
            first.stop();
            Files.move(file, folder.resolve("events.jsonl.1"));
            append(file, "d\n");

            second.start(wrapping("position", position.toString()));
            awaitData(second, "b", "c", "d");
            release.countDown();
            awaitData(first, "a", "b", "c");
            assertThat(ids(second, "b")).isEqualTo(ids(first, "b"));
            assertThat(ids(second, "c")).isEqualTo(ids(first, "c"));
        }
    }

    @Test
    void position_withWrappedLines_ofTheSameText_givesEachAnIdOfItsOwn() throws Exception {
        append(file, "same\nsame\n");
        List<CloudEvent> all = new ArrayList<>();
        try (DriverBed bed = bed().start(wrapping("position", position.toString()))) {
            await().until(() -> bed.seen.size() == 2);
            Files.writeString(file, "same\n"); // cut off: the same file, text and place
            await().until(() -> bed.seen.size() == 3);
            Files.move(file, folder.resolve("events.jsonl.1"));
            append(file, "same\n");
            await().until(() -> bed.seen.size() == 4);
            bed.stop();
            all.addAll(bed.seen);
        }
        append(file, "same\n");
        try (DriverBed bed = bed().start(wrapping("position", position.toString()))) {
            await().until(() -> bed.seen.size() == 1);
            bed.stop();
            all.addAll(bed.seen);
        }
        Files.writeString(file, "same\n"); // cut off while nobody looks
        try (DriverBed bed = bed().start(wrapping("position", position.toString()))) {
            await().until(() -> bed.seen.size() == 1);
            all.addAll(bed.seen);
        }
        assertThat(all).extracting(CloudEvent::eventId).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void noPosition_withWrappedLines_remembersNoId() throws Exception {
        append(file, "a\n");
        try (DriverBed first = bed().start(wrapping());
                DriverBed second = bed().start(wrapping())) {
            awaitData(first, "a");
            awaitData(second, "a");

            assertThat(ids(first, "a")).isNotEqualTo(ids(second, "a"));
        }
    }

    @Test
    void position_thatIsNone_failsTheStart() throws Exception {
        append(file, line(1));
        Files.writeString(position, "42");
        try (DriverBed bed = bed()) {
            bed.create(keeping());
            bed.awaitReason("is none that a stream driver wrote; delete it to begin anew");
            assertThat(bed.status().state()).isEqualTo(State.ERROR);
            assertThat(bed.seen).isEmpty();
            Files.delete(position);
            bed.awaitReady();
            awaitData(bed, "1");
        }
    }

    @Test
    void position_thatAnotherDriverHas_failsTheStartUntilItIsLetGo() throws Exception {
        append(file, line(1));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        try (DriverBed first = bed().start(keeping());
                DriverBed second = bed()) {
            awaitData(first, "1");
            awaitPosition(line(1).length());
            second.create(settings("position", link.resolve("events.position").toString()));
            second.awaitReason("events.position' is in use by another driver");
            append(file, line(2));
            awaitData(first, "1", "2");
            awaitPosition(line(1).length() + line(2).length());

            first.stop();

            second.awaitReady();
            append(file, line(3));
            awaitData(second, "3");
        }
    }

    // ---------------------------------------------------------------- rotation

    @Test
    void rename_isFollowedAndNothingIsLost() throws Exception {
        append(file, line(1));
        try (DriverBed bed = bed().start(keeping());
                OutputStream writer = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            awaitData(bed, "1");
            Files.move(file, folder.resolve("events.jsonl.1"));
            bed.awaitReason("there is no '" + file + "' any more");
            writer.write(line(2).getBytes(StandardCharsets.UTF_8));
            awaitData(bed, "1", "2");
            append(file, "");
            await().until(() -> bed.status().reason().isEmpty()); // it has seen that there is a new one
            writer.write(line(3).getBytes(StandardCharsets.UTF_8));
            awaitData(bed, "1", "2", "3");
            append(file, line(4));
            awaitData(bed, "1", "2", "3", "4");
            awaitPosition(line(4).length());
            assertThat(bed.status().reason()).isEmpty();
        }
    }

    @Test
    void rename_countsLinesAnew() throws Exception {
        append(file, line(1) + line(2));
        try (DriverBed bed = bed().start(settings())) {
            awaitData(bed, "1", "2");
            Files.move(file, folder.resolve("events.jsonl.1"));
            append(file, "bad\n");
            bed.awaitReason("the last is line 1 of '" + file + "'");
        }
    }

    @Test
    void rename_letsGoOfTheFileThatIsDoneWith() throws Exception {
        Path own = Path.of("/proc/self/fd");
        assumeThat(own).exists();
        append(file, line(1));
        try (DriverBed bed = bed().start(settings())) {
            awaitData(bed, "1");
            Path renamed = Files.move(file, folder.resolve("events.jsonl.1"));
            append(file, line(2));
            awaitData(bed, "1", "2");

            assertThat(openFiles(own)).contains(file.toRealPath()).doesNotContain(renamed.toRealPath());
        }
    }

    private static List<Path> openFiles(Path own) throws IOException {
        List<Path> open = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(own)) {
            for (Path link : links) {
                try {
                    open.add(Files.readSymbolicLink(link));
                } catch (NoSuchFileException closedMeanwhile) {
                    // so it is not open
                }
            }
        }
        return open;
    }

    @Test
    void rename_whileDown_isToldFromCopies() throws Exception {
        append(file, line(1));
        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "1");
            awaitPosition(Files.size(file));
            bed.stop();
        }
        for (int i = 0; i < 10; i++) {
            Files.copy(file, folder.resolve("copy-" + i));
        }
        append(file, line(2));
        Files.move(file, folder.resolve("events.jsonl.1"));
        for (int i = 10; i < 20; i++) {
            Files.copy(folder.resolve("copy-0"), folder.resolve("copy-" + i));
        }
        append(file, line(3));
        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "2", "3");
        }
    }

    @Test
    void rename_whileDown_isFound() throws Exception {
        append(file, line(1));
        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "1");
            bed.stop();
        }
        append(file, line(2));
        Files.move(file, folder.resolve("events.jsonl.1"));
        append(file, line(3));
        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "2", "3");
            assertThat(bed.status().reason()).isEmpty();
            bed.stop();
        }
        Files.delete(folder.resolve("events.jsonl.1"));
        Files.delete(file);
        append(file, line(4)); // may well be the same inode
        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "4");
            bed.awaitReason("is gone or was cut off");
        }
    }

    /** What a program that rotates does with numbers: the file becomes number 1, which becomes number 2. */
    private void rotate() throws IOException {
        Path first = folder.resolve("events.jsonl.1");
        if (Files.exists(first)) {
            Files.move(first, folder.resolve("events.jsonl.2"));
        }
        Files.move(file, first);
    }

    private static void touch(Path file, int second) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(Instant.now().toEpochMilli() + second * 1_000L));
    }

    /** Leaves off in a file that is number 2 after that, with one that nobody has seen between it and the present one. */
    private void rotateTwiceWhileDown(Map<String, String> settings) throws IOException {
        append(file, line(1));
        try (DriverBed bed = bed().start(settings)) {
            await().until(() -> bed.seen.size() == 1);
            awaitPosition(Files.size(file));
            bed.stop();
        }
        append(file, line(2));
        touch(file, 1);
        rotate();
        append(file, line(3) + line(4));
        touch(file, 2);
        rotate();
        append(file, line(5));
        touch(file, 3);
    }

    @Test
    void renames_whileDown_areReadWhereTheirNamesAreTold() throws Exception {
        Map<String, String> settings = settings("position", position.toString(), "rotated", "events.jsonl.*");
        append(folder.resolve("events.jsonl.3"), line("long done with"));
        append(folder.resolve("events.jsonl.0"), "");
        append(folder.resolve("events.jsonl-other"), line("of another name"));
        Files.createDirectory(folder.resolve("events.jsonl.folder"));
        rotateTwiceWhileDown(settings);
        touch(folder.resolve("events.jsonl.3"), -1);
        touch(folder.resolve("events.jsonl.0"), 2);
        touch(folder.resolve("events.jsonl-other"), 2);
        touch(folder.resolve("events.jsonl.folder"), 2);

        try (DriverBed bed = bed().start(settings)) {
            awaitData(bed, "2", "3", "4", "5");
            assertThat(bed.status().reason()).isEmpty();
            append(file, line(6));
            awaitData(bed, "2", "3", "4", "5", "6");
            awaitPosition(Files.size(file));
        }
    }

    @Test
    void renames_whileDown_withoutTheirNames_leaveOutWhatCameBetween() throws Exception {
        rotateTwiceWhileDown(keeping());

        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "2", "5");
        }
    }

    @Test
    void renames_betweenTwoLooks_areReadWhereTheirNamesAreTold() throws Exception {
        TestTime time = new TestTime();
        append(file, line(1));
        try (DriverBed bed =
                new DriverBed(EventDriverFactory.stream(), time).start(settings("rotated", "events.jsonl.?"))) {
            awaitData(bed, "1");
            await().until(() -> time.timers() == 1); // for the next look
            rotate();
            append(file, line(2));
            rotate();
            append(file, line(3));

            await().untilAsserted(() -> {
                time.advance(Duration.ofMillis(10));
                assertThat(bed.data()).containsExactlyInAnyOrder("1", "2", "3");
            });
        }
    }

    @Test
    void renames_ofFilesThatWereRead_areNotReadAgain() throws Exception {
        append(file, line(1));
        try (DriverBed bed = bed().start(settings("rotated", "events.jsonl.*"))) {
            awaitData(bed, "1");
            rotate();
            append(file, line(2));
            awaitData(bed, "1", "2");
            touch(folder.resolve("events.jsonl.1"), 1); // as if it had been written to after the one that followed it
            rotate();
            append(file, line(3));
            awaitData(bed, "1", "2", "3");
        }
    }

    @Test
    void renames_whileDown_withWrappedLines_keepTheirIds() throws Exception {
        Map<String, String> settings = wrapping("position", position.toString(), "rotated", "events.jsonl.*");
        rotateTwiceWhileDown(settings);
        CountDownLatch release = new CountDownLatch(1);
        String[] lines = {line(2).strip(), line(3).strip(), line(4).strip(), line(5).strip()};
        try (DriverBed first = bed();
                DriverBed second = bed()) {
            first.function = event -> awaitQuietly(release);
            first.start(settings);
            await().until(() -> first.status().accepted() == lines.length);
            first.stop();
            second.start(settings);
            awaitData(second, lines);
            release.countDown();
            awaitData(first, lines);

            for (String each : lines) {
                assertThat(ids(second, each)).isEqualTo(ids(first, each));
            }
        }
    }

    @Test
    void truncation_beginsAnew() throws Exception {
        append(file, line(1) + line(2));
        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "1", "2");
            Files.writeString(file, line(3));
            awaitData(bed, "1", "2", "3");
            bed.stop();
        }
        Files.writeString(file, line(4) + line(5) + line(6));
        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "4", "5", "6");
        }
    }

    @Test
    void truncation_behindTheFirstBytes_isSeenByTheLength() throws Exception {
        int lines = 30;
        String[] all = IntStream.rangeClosed(100, 100 + lines)
                .mapToObj(Integer::toString)
                .toArray(String[]::new);
        for (String each : all) {
            append(file, line(each));
        }
        try (DriverBed bed = bed().start(settings())) {
            awaitData(bed, all);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(line(100).length() * 20L);
            }
            await().until(() -> bed.seen.size() == all.length + 20);
        }
    }

    @Test
    void truncation_whileDown_isSeenByTheFirstBytes() throws Exception {
        append(file, line(1));
        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "1");
            awaitPosition(line(1).length());
            bed.stop();
        }
        Files.writeString(file, line(2) + line(3));
        try (DriverBed bed = bed().start(keeping())) {
            awaitData(bed, "2", "3");
            bed.awaitReason("is gone or was cut off, so '" + file + "' is read from its start");
        }
    }

    @Test
    void truncation_thatHasGrownAgain_isSeenByTheFirstBytes() throws Exception {
        append(file, line(1));
        try (DriverBed bed = bed().start(settings("poll", "0.2"))) {
            awaitData(bed, "1");
            Files.writeString(file, line(2) + line(3));
            awaitData(bed, "1", "2", "3");
        }
    }

    @Test
    void rotationAtRandom_withRestarts_losesNothing() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> written = new ArrayList<>();
        append(file, "");
        List<String> got = new ArrayList<>();
        int rotations = 0;
        for (int round = 0; round < 5; round++) {
            try (DriverBed bed = bed().start(keeping())) {
                String first = round + "-first"; // a file that is renamed before it was ever opened is out of reach
                append(file, line(first));
                written.add(first);
                await("seed " + seed).until(() -> bed.data().contains(first));
                int rotateAfter = random.nextInt(60);
                for (int i = 0; i < 60; i++) {
                    String data = round + "-" + i;
                    if (i == rotateAfter && Files.size(file) > 0) {
                        Files.move(file, folder.resolve("events.jsonl." + ++rotations));
                    }
                    append(file, line(data));
                    written.add(data);
                }
                if (random.nextBoolean()) {
                    await().until(() -> bed.data().contains(written.get(written.size() - 1)));
                }
                bed.stop();
                got.addAll(bed.data());
            }
        }
        try (DriverBed bed = bed().start(keeping())) {
            await("seed " + seed).untilAsserted(() -> {
                List<String> all = new ArrayList<>(got);
                all.addAll(bed.data());
                assertThat(all).as("seed %d", seed).containsAll(written);
            });
        }
    }

    // ---------------------------------------------------------------- the rest

    @Test
    void file_thatIsMissing_isWaitedFor() throws Exception {
        try (DriverBed bed = bed()) {
            bed.create(settings());
            bed.awaitReason("there is no such file to read lines from");
            assertThat(bed.status().state()).isEqualTo(State.ERROR);
            append(file, line(1));
            awaitData(bed, "1");
            bed.awaitReady();
        }
    }

    @Test
    void backPressure_slowsTheReadingAndLosesNothing() throws Exception {
        String[] data = IntStream.range(0, 50).mapToObj(Integer::toString).toArray(String[]::new);
        for (String each : data) {
            append(file, line(each));
        }
        CountDownLatch release = new CountDownLatch(1);
        try (DriverBed bed = new DriverBed(
                EventDriverFactory.stream(), DeliveryEngine.inMemory(10, WhenFull.waitUpTo(Duration.ofMillis(1))))) {
            bed.function = event -> awaitQuietly(release);
            bed.start(keeping());
            bed.awaitReason("events wait, since one was refused");
            assertThat(bed.status().accepted()).isLessThanOrEqualTo(10);
            release.countDown();
            awaitData(bed, data);
            await().until(() -> bed.status().reason().isEmpty());
        }
    }

    @Test
    void close_whileThereIsNoRoom_isPrompt() throws Exception {
        append(file, line(1) + line(2) + line(3));
        CountDownLatch release = new CountDownLatch(1);
        try (DriverBed bed = new DriverBed(
                EventDriverFactory.stream(), DeliveryEngine.inMemory(1, WhenFull.waitUpTo(Duration.ofDays(1))))) {
            bed.function = event -> awaitQuietly(release);
            bed.start(settings());
            await().until(() -> bed.status().accepted() == 1);
            bed.stop();
            release.countDown();
        }
    }

    @Test
    void namedPipe_isReadFromWriterToWriter() throws Exception {
        makePipe();
        try (DriverBed bed = bed().start(settings())) {
            try (OutputStream writer = Files.newOutputStream(file)) {
                writer.write((line(1) + line(2).stripTrailing()).getBytes(StandardCharsets.UTF_8));
                awaitData(bed, "1");
            }
            awaitData(bed, "1", "2");
            try (OutputStream writer = Files.newOutputStream(file)) {
                writer.write(line(3).getBytes(StandardCharsets.UTF_8));
                awaitData(bed, "1", "2", "3");
                bed.stop(); // while a writer has it open
                assertThat(bed.events.drivers().statuses()).isEmpty();
            }
        }
    }

    @Test
    void namedPipe_withAPosition_isRefused() throws Exception {
        makePipe();
        try (DriverBed bed = bed()) {
            bed.create(keeping());
            bed.awaitReason("is no regular file, so it has no position to keep");
        }
    }

    private void makePipe() throws Exception {
        Process made = null;
        try {
            made = new ProcessBuilder("mkfifo", file.toString()).start();
        } catch (IOException noSuchCommand) {
            assumeThat(noSuchCommand).as("mkfifo").isNull();
        }
        assertThat(made).isNotNull();
        assertThat(made.waitFor()).isZero();
    }

    @Test
    void standardInput_isReadToItsEnd() throws Exception {
        assumeThat(Path.of("/dev/stdin")).exists();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StandardInput.class.getName())
                .redirectErrorStream(true)
                .start();
        try (OutputStream writer = process.getOutputStream()) {
            writer.write((line(1) + "bad\n").getBytes(StandardCharsets.UTF_8));
            writer.flush();
            writer.write(line(3).stripTrailing().getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.inputReader().lines())
                .containsExactly(
                        "1", "3", "READY", "1 line was skipped, the last is line 2 of '-'; the input has ended");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** Run in a process of its own, since that of the tests has its standard input for something else. */
    static final class StandardInput {

        private StandardInput() {}

        public static void main(String[] args) {
            try (DriverBed bed = bed().start(Map.of("path", "-"))) {
                awaitData(bed, "1", "3");
                bed.awaitReason("the input has ended");
                bed.data().stream().sorted().forEach(System.out::println);
                System.out.println(bed.status().state());
                System.out.println(bed.status().reason().replaceAll("'-': column [^;]*", "'-'"));
            }
        }
    }

    @Test
    void settings_areChecked() {
        try (DriverBed bed = bed()) {
            assertThatExceptionOfType(InvalidDriverException.class)
                    .isThrownBy(() -> bed.create(Map.of(
                            "path",
                            "-",
                            "position",
                            "p",
                            "from",
                            "middle",
                            "event-type",
                            "a b",
                            "max-line",
                            "0",
                            "poll",
                            "0")))
                    .satisfies(thrown -> assertThat(thrown.violations())
                            .extracting(Violation::attribute)
                            .containsExactly(
                                    "settings.position",
                                    "settings.from",
                                    "settings.event-type",
                                    "settings.max-line",
                                    "settings.poll"));
        }
    }

    @Test
    void position_inTheFileThatIsRead_isRefused() throws Exception {
        append(file, line(1));
        Path besides = file.resolveSibling("lines.new");
        try (DriverBed bed = bed()) {
            for (Map<String, String> settings : List.of(
                    settings("position", file.toString()),
                    settings(
                            "position",
                            file.resolveSibling(".").resolve(file.getFileName()).toString()),
                    Map.of(
                            "path",
                            besides.toString(),
                            "position",
                            besides.resolveSibling("lines").toString()))) {
                assertThatExceptionOfType(InvalidDriverException.class)
                        .isThrownBy(() -> bed.create(settings))
                        .withMessageContaining("settings.position must be a file of the driver's own");
            }
        }
    }

    @Test
    void position_thatCannotBeWritten_saysWhichAndWhy() throws Exception {
        append(file, line(1));
        Path nowhere = file.resolveSibling("nowhere");
        try (DriverBed bed = bed()) {
            bed.create(settings("position", nowhere.resolve("position").toString()));
            bed.awaitReason("nowhere/position' cannot be written; its folder must be there");
            Files.createDirectory(nowhere);
            bed.awaitReady();
            awaitData(bed, "1");
        }
    }

    @Test
    void settings_ofRotatedNames_areChecked() throws Exception {
        try (DriverBed bed = bed()) {
            assertThatExceptionOfType(InvalidDriverException.class)
                    .isThrownBy(() -> bed.create(settings("rotated", "{a")))
                    .withMessageContaining("settings.rotated must be a glob pattern, was '{a'");
            assertThatExceptionOfType(InvalidDriverException.class)
                    .isThrownBy(() -> bed.create(settings("rotated", "old/*")))
                    .withMessageContaining("without a slash, was 'old/*'");
            assertThatExceptionOfType(InvalidDriverException.class)
                    .isThrownBy(() -> bed.create(Map.of("path", "-", "rotated", "*")))
                    .withMessageContaining("settings.rotated must not be set for the standard input");
            for (String pattern : List.of("events.*", "*.new")) {
                assertThatExceptionOfType(InvalidDriverException.class)
                        .isThrownBy(() -> bed.create(settings("position", position.toString(), "rotated", pattern)))
                        .withMessageContaining("settings.rotated must not match the name of the position file");
            }
            makePipe();
            bed.create(settings("rotated", "events.jsonl.*"));
            bed.awaitReason("is no regular file, so it is never renamed for another");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
