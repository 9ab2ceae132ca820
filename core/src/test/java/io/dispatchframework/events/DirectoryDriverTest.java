package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.InvalidDriverException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.time.TestTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The {@code directory} driver on real files. */
@Timeout(120)
class DirectoryDriverTest {

    @TempDir
    private Path temp;

    private Path folder;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createDirectory(temp.resolve("in"));
    }

    private static DriverBed bed() {
        return new DriverBed(EventDriverFactory.directory());
    }

    private Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("path", folder.toString());
        settings.put("settle", "0.02");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static JsonNode data(CloudEvent event) {
        return JsonMapper.shared().readTree(String.valueOf(event.data()));
    }

    private static String path(CloudEvent event) {
        return data(event).get("path").stringValue();
    }

    private static List<String> told(DriverBed bed) {
        return bed.seen.stream()
                .map(event -> event.eventType().replace("file.", "") + " " + path(event))
                .toList();
    }

    private static void awaitTold(DriverBed bed, String... expected) {
        await().untilAsserted(() -> assertThat(told(bed)).containsExactlyInAnyOrder(expected));
    }

    private static void awaitLast(DriverBed bed, String expected) {
        await().untilAsserted(() -> assertThat(told(bed)).last().isEqualTo(expected));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void files_createdChangedAndDeleted_areTold() throws Exception {
        write("old", "here before");
        try (DriverBed bed = bed().start(settings())) {
            Path file = write("a \"b\".txt", "12345");
            awaitTold(bed, "created a \"b\".txt");
            assertThat(bed.seen.get(0))
                    .returns("t", CloudEvent::sourceType)
                    .returns("d", CloudEvent::sourceId)
                    .returns("application/json", CloudEvent::contentType);
            assertThat(data(bed.seen.get(0)).get("size").intValue()).isEqualTo(5);
            assertThat(Instant.parse(data(bed.seen.get(0)).get("modified").stringValue()))
                    .isEqualTo(Files.getLastModifiedTime(file).toInstant());

            Files.writeString(file, "67", StandardOpenOption.APPEND);
            awaitLast(bed, "changed a \"b\".txt");
            assertThat(data(bed.seen.get(bed.seen.size() - 1)).get("size").intValue())
                    .isEqualTo(7);

            Files.delete(file);
            awaitLast(bed, "deleted a \"b\".txt");
            Files.delete(folder.resolve("old"));
            awaitLast(bed, "deleted old");
            assertThat(bed.status().reason()).isEmpty();
        }
    }

    @Test
    void fileThatReplacesAnother_hasChanged() throws Exception {
        Path file = write("a", "12345");
        FileTime modified = Files.getLastModifiedTime(file);
        Path other = Files.writeString(temp.resolve("other"), "67890");
        Files.setLastModifiedTime(other, modified);
        try (DriverBed bed = bed().start(settings())) {
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            awaitTold(bed, "changed a");
        }
    }

    @Test
    void existing_areCreatedIfAskedFor() throws Exception {
        write("a", "1");
        Files.createDirectories(folder.resolve("x/y"));
        write("x/y/b", "2");
        try (DriverBed bed = bed().start(settings("existing", "true"))) {
            awaitTold(bed, "created a", "created x/y/b");
        }
    }

    @Test
    void newFolders_areLookedInto() throws Exception {
        try (DriverBed bed = bed().start(settings())) {
            for (int i = 0; i < 20; i++) {
                Files.createDirectories(folder.resolve(i + "/deep/er"));
                Path whole = Files.writeString(temp.resolve("whole"), "1"); // or it may be seen empty, and change
                Files.move(whole, folder.resolve(i + "/deep/er/file"));
            }
            await().until(() -> bed.seen.size() == 20);
            assertThat(told(bed)).allMatch(told -> told.matches("created \\d+/deep/er/file"));

            Path moved = Files.createDirectories(temp.resolve("moved/in"));
            Files.writeString(moved.resolve("b"), "2");
            Files.move(temp.resolve("moved"), folder.resolve("moved"));
            awaitLast(bed, "created moved/in/b");
            Files.move(folder.resolve("moved"), temp.resolve("out"));
            awaitLast(bed, "deleted moved/in/b");
            Files.writeString(temp.resolve("out/in/c"), "3");
            write("last", "");
            awaitLast(bed, "created last");
            assertThat(bed.seen).hasSize(23);
        }
    }

    @Test
    void recursiveOff_andGlob_leaveOut() throws Exception {
        try (DriverBed bed = bed().start(settings("recursive", "false", "glob", "*.{csv,tsv}"))) {
            Files.createDirectory(folder.resolve("x"));
            write("x/a.csv", "");
            write("a.txt", "");
            write("b.csv", "");
            write("c.tsv", "");
            awaitTold(bed, "created b.csv", "created c.tsv");
        }
        try (DriverBed bed = bed().start(settings("existing", "true", "glob", "x/*"))) {
            awaitTold(bed, "created x/a.csv");
        }
    }

    @Test
    void symbolicLinks_areNotFollowed() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "1");
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Files.createSymbolicLink(folder.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("circle"), folder);
        try (DriverBed bed = bed().start(settings("existing", "true"))) {
            Files.createSymbolicLink(folder.resolve("later"), outside);
            Files.writeString(outside.resolve("more"), "1");
            write("own", "1");
            awaitTold(bed, "created own");
        }
    }

    @Test
    void folderThatIsALinkItself_isWatched() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), folder);
        try (DriverBed bed = bed().start(settings("path", link.toString()))) {
            write("a", "1");
            awaitTold(bed, "created a");
        }
    }

    @Test
    void settle_waitsUntilTheFileIsLeftAlone() throws Exception {
        TestTime time = new TestTime();
        Duration step = Duration.ofMillis(100);
        try (DriverBed bed = new DriverBed(EventDriverFactory.directory(), time)
                .start(settings("settle", "0.3", "rescan", "PT24H"))) {
            Path file = write("a", "");
            Files.delete(write("temporary", "1")); // in no time at all
            await().until(() -> time.timers() == 2); // for the next rescan, and for the file to settle
            for (int i = 0; i < 20; i++) {
                Files.writeString(file, "x", StandardOpenOption.APPEND);
                time.advance(step);
            }
            assertThat(bed.seen).isEmpty();

            await().until(() -> {
                time.advance(step);
                return !bed.seen.isEmpty();
            });
            awaitTold(bed, "created a");
            assertThat(data(bed.seen.get(0)).get("size").intValue()).isEqualTo(20);
        }
    }

    @Test
    void folder_thatIsMissingOrGoes_failsUntilItIsThere() throws Exception {
        Files.delete(folder);
        try (DriverBed bed = bed()) {
            bed.create(settings());
            bed.awaitReason("there is no folder '" + folder + "'");
            assertThat(bed.status().state()).isEqualTo(State.ERROR);
            Files.createDirectory(folder);
            bed.awaitReady();
            write("a", "1");
            awaitTold(bed, "created a");

            Files.delete(folder.resolve("a"));
            Files.delete(folder);
            await().until(() -> bed.status().state() == State.ERROR);
            assertThat(bed.status().reason()).contains("folder '" + folder + "'");
            awaitLast(bed, "deleted a");
            Files.createDirectory(folder);
            bed.awaitReady();
            write("b", "1");
            awaitLast(bed, "created b");
            assertThat(bed.status().restarts()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void folder_thatIsAFile_failsTheStart() throws Exception {
        try (DriverBed bed = bed()) {
            bed.create(settings("path", write("a", "1").toString()));
            bed.awaitReason("is no folder");
        }
    }

    @Test
    void folder_thatIsRenamed_isMissedAtTheNextRescan() throws Exception {
        write("a", "1");
        try (DriverBed bed = bed().start(settings("rescan", "0.1"))) {
            Files.move(folder, temp.resolve("elsewhere"));
            bed.awaitReason("folder '" + folder + "'");
            await().until(() -> told(bed).equals(List.of("deleted a")));
        }
    }

    @Test
    void backPressure_losesNoFile() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (DriverBed bed = new DriverBed(
                EventDriverFactory.directory(), DeliveryEngine.inMemory(2, WhenFull.waitUpTo(Duration.ofMillis(1))))) {
            bed.function = event -> awaitQuietly(release);
            bed.start(settings());
            for (int i = 0; i < 30; i++) {
                write("f" + i, "1");
            }
            bed.awaitReason("events wait, since one was refused");
            release.countDown();
            await().until(() -> bed.seen.size() == 30);
            await().until(() -> bed.status().reason().isEmpty());
        }
    }

    /** A key holds 512 hints; while the driver waits for room there is nobody to look at them. */
    @Test
    void overflow_isMadeUpForByLooking() throws Exception {
        try (DriverBed bed = bed().start(settings("settle", "0"))) {
            for (int i = 0; i < 5_000; i++) {
                write("f" + i, "1");
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> bed.seen.stream()
                                    .filter(event -> event.eventType().equals("file.created"))
                                    .count()
                            == 5_000);
            assertThat(bed.seen)
                    .filteredOn(event -> event.eventType().equals("file.created"))
                    .extracting(DirectoryDriverTest::path)
                    .doesNotHaveDuplicates();
        }
    }

    /** Whatever happens, whoever follows the events has the same picture in the end. */
    @Test
    void changesAtRandom_endInTheSamePicture() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (DriverBed bed = bed().start(settings("settle", "0.001", "rescan", "0.5"))) {
            for (int i = 0; i < 1_500; i++) {
                Path place =
                        folder.resolve("p" + random.nextInt(4) + "/q" + random.nextInt(3) + "/f" + random.nextInt(5));
                switch (random.nextInt(6)) {
                    case 0 -> deleteAll(place.getParent().getParent());
                    case 1, 2 -> Files.deleteIfExists(place);
                    default -> {
                        Files.createDirectories(place.getParent());
                        Files.writeString(place, "x".repeat(random.nextInt(50)));
                    }
                }
            }
            Map<String, Long> there = new TreeMap<>();
            try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
                for (Path file : files.toList()) {
                    there.put(folder.relativize(file).toString(), Files.size(file));
                }
            }
            await("seed " + seed).untilAsserted(() -> assertThat(picture(bed)).isEqualTo(there));
            assertThat(bed.status())
                    .as("seed %d", seed)
                    .returns(State.READY, DriverStatus::state)
                    .returns(0, DriverStatus::restarts);
        }
    }

    /** Deliveries run side by side, so events are put in order by when they happened. */
    private static Map<String, Long> picture(DriverBed bed) {
        Map<String, Long> picture = new TreeMap<>();
        bed.seen.stream().sorted(Comparator.comparing(CloudEvent::eventTime)).forEach(event -> {
            if (event.eventType().equals("file.deleted")) {
                picture.remove(path(event));
            } else {
                picture.put(path(event), data(event).get("size").longValue());
            }
        });
        return picture;
    }

    private static void deleteAll(Path place) throws IOException {
        if (Files.exists(place)) {
            try (Stream<Path> all = Files.walk(place).sorted(Comparator.reverseOrder())) {
                for (Path each : all.toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    @Test
    void settings_areChecked() {
        try (DriverBed bed = bed()) {
            assertThatExceptionOfType(InvalidDriverException.class)
                    .isThrownBy(() ->
                            bed.create(settings("glob", "{a", "settle", "PT2H", "rescan", "0", "path", "nowhere")))
                    .satisfies(thrown -> assertThat(thrown.violations())
                            .extracting(Violation::attribute)
                            .containsExactly("settings.glob", "settings.settle", "settings.rescan"));
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
