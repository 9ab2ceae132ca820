package io.dispatchframework.events.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.driver.FolderWatch.Registration;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.time.TestTime;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be brought about from outside with certainty: hints that nobody has taken for a while. */
@Timeout(60)
class FolderWatchTest {

    /** More than the 512 changes that the JDK keeps for a folder. */
    private static final int TOO_MANY = 2_000;

    private static final Duration RESCAN = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private final Told told = new Told();
    private final List<Thread> threads = new ArrayList<>();
    private FolderWatch watch;

    private void open(Duration settle) throws IOException {
        Files.writeString(folder.resolve("doomed"), "");
        watch = watch(settle, Registration.WITH_THE_SYSTEM);
        watch.scanAtStart(false);
    }

    private FolderWatch watch(Duration settle, Registration registration) throws IOException {
        return new FolderWatch(told, folder, true, path -> true, settle, RESCAN, registration);
    }

    @AfterEach
    void close() throws Exception {
        watch.close();
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    private Thread run(DriverContext.Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (InterruptedException stopped) {
                // as it should
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        thread.start();
        threads.add(thread);
        return thread;
    }

    @Test
    void overflow_isMadeUpForByLooking() throws Exception {
        open(Duration.ZERO);
        // Another watcher of the same folder, of which nobody takes anything either, tells when there are too many.
        try (WatchService witness = folder.getFileSystem().newWatchService()) {
            WatchKey seen = folder.register(witness, StandardWatchEventKinds.ENTRY_CREATE);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < TOO_MANY; i++) {
                Files.writeString(folder.resolve("f" + i), "");
                expected.add("file.created f" + i);
            }
            Files.delete(folder.resolve("doomed"));
            expected.add("file.deleted doomed");
            await().until(() -> seen.pollEvents().stream()
                    .anyMatch(event -> event.kind().equals(StandardWatchEventKinds.OVERFLOW)));

            run(watch::takeHints);
            run(watch::compare);

            await().until(() -> told.events.size() >= expected.size());
            assertThat(told.events).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    // There is one timer for the next look at everything, and another while something has not settled.

    private void runUntilSeen(Path file) throws IOException {
        open(Duration.ofSeconds(10));
        run(watch::takeHints);
        run(watch::compare);
        Files.writeString(file, "");
        await().until(() -> told.time.timers() == 2);
    }

    @Test
    void fileThatGoesBeforeItHasSettled_isNotTold() throws Exception {
        Path file = folder.resolve("file");
        runUntilSeen(file);

        Files.delete(file);

        await().until(() -> told.time.timers() == 1);
        assertThat(told.events).isEmpty();
    }

    @Test
    void fileThatChanges_isToldOnceLeftAlone() throws Exception {
        Path file = folder.resolve("file");
        runUntilSeen(file);
        for (int i = 0; i < 5; i++) {
            told.time.advance(Duration.ofSeconds(6));
            Files.writeString(file, "x", StandardOpenOption.APPEND);
            await().until(() -> told.time.timers() == 2);
        }
        assertThat(told.events).isEmpty();

        await().until(() -> {
            told.time.advance(Duration.ofSeconds(1));
            return told.time.timers() == 1;
        });

        await().untilAsserted(() -> assertThat(told.events).containsExactly("file.created file"));
    }

    @Test
    void fileThatNeverIsLeftAlone_isToldAllTheSame() throws Exception {
        Path file = folder.resolve("file");
        runUntilSeen(file);
        for (int i = 0; i < 20; i++) {
            told.time.advance(Duration.ofSeconds(6));
            Files.writeString(file, "x", StandardOpenOption.APPEND);
        }

        await().until(() -> !told.events.isEmpty());
        assertThat(told.events.get(0)).isEqualTo("file.created file");
    }

    @Test
    void fileThatSeemsToBeLeftAlone_isLookedAtBeforeItIsTold() throws Exception {
        Duration settle = Duration.ofSeconds(10);
        Path file = Files.writeString(folder.resolve("file"), "");
        watch = watch(settle, Registration.WITH_THE_SYSTEM);
        watch.scanAtStart(true);
        run(watch::compare); // and nobody takes hints
        await().until(() -> told.time.timers() == 2);

        Files.writeString(file, "x", StandardOpenOption.APPEND);
        told.time.advance(settle);
        await().until(() -> told.time.timers() == 2);
        assertThat(told.events).isEmpty();

        told.time.advance(settle);
        await().until(() -> told.events.equals(List.of("file.created file")));
    }

    /** As on a file system that tells of nothing. */
    @Test
    void lookAtEverything_withoutHints_findsAllThatHasHappened() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("a/b"));
        for (String name : List.of("changed", "deleted", "same")) {
            Files.writeString(deep.resolve(name), "");
        }
        open(Duration.ZERO);
        run(watch::compare); // and nobody takes hints
        await().until(() -> told.time.timers() == 1);

        Files.writeString(deep.resolve("changed"), "x");
        Files.delete(deep.resolve("deleted"));
        Files.writeString(Files.createDirectories(deep.resolve("c")).resolve("new"), "");
        told.time.advance(RESCAN);

        await().untilAsserted(() -> assertThat(told.events)
                .containsExactlyInAnyOrder(
                        "file.changed a/b/changed", "file.deleted a/b/deleted", "file.created a/b/c/new"));
    }

    @Test
    void hints_moreThanAreWorthKeeping_letItLookAtEverything() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("a/b"));
        open(Duration.ZERO);
        Files.writeString(deep.resolve("file"), ""); // and nobody takes hints

        watch.hint(IntStream.rangeClosed(0, 10_000)
                .mapToObj(i -> folder.resolve("gone-" + i))
                .toList());
        run(watch::compare);

        await().untilAsserted(() -> assertThat(told.events).containsExactly("file.created a/b/file"));
    }

    @Test
    void folderThatTheSystemDoesNotWatch_isNotedAndLookedAtFromTimeToTime() throws Exception {
        Path deaf = Files.createDirectories(folder.resolve("a/deaf"));
        watch = watch(Duration.ZERO, (place, watcher) -> {
            if (place.equals(deaf)) {
                throw new FileSystemException(place.toString(), null, "No space left on device");
            }
            return Registration.WITH_THE_SYSTEM.register(place, watcher);
        });
        String note =
                "1 folder cannot be watched; the driver looks there every PT24H instead. The system may have a limit";
        watch.scanAtStart(false);
        assertThat(told.notes).containsExactly(note);
        run(watch::takeHints);
        run(watch::compare);

        Files.writeString(deaf.resolve("unheard"), "");
        watch.hint(List.of(deaf.getParent())); // which is no rescan
        Files.writeString(folder.resolve("heard"), "");
        await().until(() -> told.events.equals(List.of("file.created heard")));
        told.time.advance(RESCAN);
        await().until(() -> told.events.equals(List.of("file.created heard", "file.created a/deaf/unheard")));
        assertThat(told.notes).as("counted once").containsExactly(note);

        Files.delete(deaf.resolve("unheard"));
        Files.delete(deaf);

        await().until(() -> told.notes.equals(List.of(note, "")));
    }

    /** The keys are not valid any more after a close, as if the folders had gone. */
    @Test
    void look_afterTheClose_tellsNothing() throws Exception {
        runUntilSeen(folder.resolve("file"));
        watch.close();

        told.time.advance(Duration.ofSeconds(10));

        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(told.events).isEmpty();
    }

    @Test
    void folderThatGoes_isSeenAtOnce() throws Exception {
        open(Duration.ZERO);
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        run(watch::takeHints);
        Thread comparing = run(() -> {
            try {
                watch.compare();
            } catch (IOException gone) {
                failure.complete(gone);
            }
        });
        Files.delete(folder.resolve("doomed"));
        await().until(() -> told.events.equals(List.of("file.deleted doomed")));
        await().until(() -> comparing.getState() == Thread.State.WAITING);

        Files.delete(folder);

        await().until(failure::isDone);
        assertThat(failure.join()).hasMessage("the folder '" + folder + "' is gone");
    }

    /** A context whose sink takes everything, for parts that are run by the test. */
    private static final class Told extends IdleContext implements EventSink {

        private final List<String> events = new CopyOnWriteArrayList<>();
        private final List<String> notes = new CopyOnWriteArrayList<>();
        private final TestTime time = new TestTime();

        Told() {
            super(DriverSettings.of(List.of(), Map.of()));
        }

        @Override
        public Acceptance emitAll(List<CloudEvent> all) {
            for (CloudEvent event : all) {
                events.add(event.eventType() + " "
                        + String.valueOf(event.data()).replaceAll("\\{\"path\":\"([^\"]*)\".*", "$1"));
            }
            return new Acceptance.Accepted(() -> CompletableFuture.completedFuture(List.of()));
        }

        @Override
        public CloudEvent.Builder event(String eventType) {
            return CloudEvent.builder(eventType);
        }

        @Override
        public EventSink sink() {
            return this;
        }

        @Override
        public TimeSource time() {
            return time;
        }

        @Override
        public void degraded(String reason) {
            notes.add(reason);
        }

        @Override
        public void healthy() {
            notes.add("");
        }
    }
}
