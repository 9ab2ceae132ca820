package io.dispatchframework.events.driver;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.time.TimeSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The files below one folder, for one run of a {@link Directory}. */
final class FolderWatch {

    /*
     * How it works.
     *
     * What the system tells about changes is taken as a hint where to look, no more: hints overflow, come late, twice,
     * and for files that are gone again, and some file systems give none. So there is a picture of all files, and an
     * event is a difference between the picture and what is there. One thread takes hints and puts paths into `hints`;
     * another, which alone owns the picture, looks at those paths, tells what has settled, and looks at everything from
     * time to time. It waits on `wake`, which hints and timers release.
     *
     * A folder is registered before its content is listed, so that what comes between is hinted at; and what was there
     * before is listed. Links are looked at as links, which are no files: so nothing outside of the folder counts, and
     * there are no circles.
     */

    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    /** How many paths are remembered before it is cheaper to look at everything. */
    private static final int MOST_HINTS = 10_000;

    /** A file that is never left alone is told after so many times the time to settle. */
    private static final int MOST_SETTLES = 10;

    private final DriverContext context;
    private final TimeSource time;
    private final DriverNotes notes;
    private final PatientSink sink;
    private final Path root;
    private final boolean recursive;
    private final PathMatcher counts;
    private final long settleNanos;
    private final Duration rescan;
    private final Registration registration;
    private final WatchService watcher;
    private final Semaphore wake = new Semaphore(0);

    private volatile boolean rescanTimerRang;
    private volatile boolean stopped;

    private final Set<Path> hints = new LinkedHashSet<>(); // guarded by itself

    // Owned by the thread that compares.
    private final Map<Path, Folder> folders = new HashMap<>();
    private final Set<Path> unsettled = new LinkedHashSet<>();
    private boolean rescanDue;
    private int unwatched;
    private long invalid;

    /** Asks the system to tell of changes in a folder; it may refuse, such as where it has a limit to their number. */
    @FunctionalInterface
    interface Registration {

        Registration WITH_THE_SYSTEM = (folder, watcher) -> folder.register(watcher, KINDS);

        WatchKey register(Path folder, WatchService watcher) throws IOException;
    }

    private static final class Folder {
        /** {@code null} if the system does not tell of changes in it. */
        private final @Nullable WatchKey key;

        private final Map<Path, Entry> files = new HashMap<>();

        Folder(@Nullable WatchKey key) {
            this.key = key;
        }
    }

    private static final class Entry {
        /** As it was told, {@code null} before that. */
        private @Nullable Look told;

        private Look seen;
        private long firstNanos;
        private long lastNanos;

        Entry(Look seen) {
            this.seen = seen;
        }
    }

    /** What a file looks like; one that was replaced by another looks different. */
    private record Look(
            long size, Instant modified, @Nullable Object fileKey) {

        static Look of(BasicFileAttributes attributes) {
            return new Look(attributes.size(), attributes.lastModifiedTime().toInstant(), attributes.fileKey());
        }
    }

    FolderWatch(
            DriverContext context,
            Path root,
            boolean recursive,
            PathMatcher counts,
            Duration settle,
            Duration rescan,
            Registration registration)
            throws IOException {
        this.context = context;
        time = context.time();
        notes = new DriverNotes(context);
        sink = new PatientSink(context, notes);
        this.root = root;
        this.recursive = recursive;
        this.counts = counts;
        settleNanos = settle.toNanos();
        this.rescan = rescan;
        this.registration = registration;
        watcher = root.getFileSystem().newWatchService();
    }

    void close() throws IOException {
        stopped = true; // before the keys become invalid, as they do when folders go
        watcher.close();
    }

    // ---------------------------------------------------------------- hints

    void takeHints() throws InterruptedException {
        try {
            while (true) {
                WatchKey key = watcher.take();
                Path folder = (Path) key.watchable();
                List<Path> places = new ArrayList<>();
                for (WatchEvent<?> event : key.pollEvents()) {
                    places.add(event.context() instanceof Path name ? folder.resolve(name) : folder);
                }
                if (!key.reset()) {
                    places.add(folder);
                }
                hint(places);
            }
        } catch (ClosedWatchServiceException stopped) {
            // there are no more
        }
    }

    void hint(List<Path> places) {
        synchronized (hints) {
            hints.addAll(places);
            if (hints.size() > MOST_HINTS) {
                hints.clear();
                hints.add(root);
                rescanTimerRang = true;
            }
        }
        wake.release();
    }

    private List<Path> drainHints() {
        synchronized (hints) {
            List<Path> drained = List.copyOf(hints);
            hints.clear();
            return drained;
        }
    }

    // ---------------------------------------------------------------- the picture

    void scanAtStart(boolean existingAreNew) throws IOException {
        lookAtFolder(root);
        if (!existingAreNew) {
            for (Folder folder : folders.values()) {
                folder.files.values().forEach(entry -> entry.told = entry.seen);
            }
            unsettled.clear();
        }
        noteUnwatched();
    }

    void compare() throws InterruptedException, IOException {
        TimeSource.Timer rescanTimer = null;
        TimeSource.Timer settleTimer = null;
        try {
            while (true) {
                if (rescanTimer == null) {
                    rescanTimer = time.schedule(rescan, () -> {
                        rescanTimerRang = true;
                        wake.release();
                    });
                }
                Duration untilSettled = tellSettled();
                if (untilSettled != null) {
                    settleTimer = time.schedule(untilSettled, wake::release);
                }
                wake.acquire();
                wake.drainPermits();
                if (settleTimer != null) {
                    settleTimer.cancel();
                }
                rescanDue = rescanTimerRang;
                if (rescanDue) {
                    rescanTimerRang = false;
                    rescanTimer.cancel();
                    rescanTimer = null;
                }
                lookAtHints();
            }
        } finally {
            if (rescanTimer != null) {
                rescanTimer.cancel();
            }
            if (settleTimer != null) {
                settleTimer.cancel();
            }
        }
    }

    private void lookAtHints() throws InterruptedException, IOException {
        List<Path> places = drainHints();
        if (rescanDue) {
            lookAt(root);
        } else {
            for (Path place : places) {
                lookAt(place);
            }
        }
        Folder top = folders.get(root);
        if (top == null || (top.key != null && !top.key.isValid())) {
            forget(root);
            throw new IOException("the folder " + Text.quote(root.toString()) + " is gone");
        }
        noteUnwatched();
    }

    private void noteUnwatched() {
        notes.set(
                "watch",
                unwatched == 0
                        ? ""
                        : unwatched + (unwatched == 1 ? " folder" : " folders")
                                + " cannot be watched; the driver looks there every " + rescan
                                + " instead. The system may have a limit");
    }

    private void lookAt(Path place) throws InterruptedException, IOException {
        BasicFileAttributes attributes = attributes(place);
        if (attributes == null || (!attributes.isRegularFile() && !attributes.isDirectory())) {
            forget(place);
        } else if (attributes.isDirectory()) {
            forgetFile(place);
            if (place.equals(root) || recursive) {
                forgetMissing(place);
                lookAtFolder(place);
            }
        } else {
            forgetFolder(place);
            lookAtFile(place, attributes);
        }
    }

    private @Nullable BasicFileAttributes attributes(Path place) throws IOException {
        try {
            return Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException gone) {
            return null;
        } catch (FileSystemException unreadable) {
            // A part of the path may be no folder any more, or closed to us: either way it is not there for us.
            return null;
        }
    }

    /** Looks at what is in a folder; new folders in it are looked at as well, all of them in a rescan. */
    private void lookAtFolder(Path place) throws IOException {
        Folder folder = folders.get(place);
        if (folder == null || (folder.key != null && !folder.key.isValid())) {
            Folder fresh = new Folder(register(place));
            if (folder != null) {
                fresh.files.putAll(folder.files);
            }
            folders.put(place, fresh);
            if (fresh.key == null) {
                unwatched++;
            }
        }
        List<Path> inner = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
            for (Path entry : entries) {
                BasicFileAttributes attributes = attributes(entry);
                if (attributes != null && attributes.isRegularFile()) {
                    lookAtFile(entry, attributes);
                } else if (attributes != null && attributes.isDirectory() && recursive) {
                    inner.add(entry);
                }
            }
        } catch (DirectoryIteratorException | FileSystemException unreadable) {
            if (place.equals(root)) {
                throw new IOException("the folder " + Text.quote(root.toString()) + " cannot be read", unreadable);
            }
        }
        for (Path next : inner) {
            if (rescanDue || !folders.containsKey(next)) {
                lookAtFolder(next);
            }
        }
    }

    private @Nullable WatchKey register(Path place) {
        try {
            return registration.register(place, watcher);
        } catch (IOException noWatch) {
            return null;
        }
    }

    private void lookAtFile(Path place, BasicFileAttributes attributes) {
        Path relative = root.relativize(place);
        Folder folder = folders.get(place.getParent());
        if (folder == null || !counts.matches(relative)) {
            return;
        }
        Look look = Look.of(attributes);
        Entry entry = folder.files.get(place);
        if (entry == null) {
            entry = new Entry(look);
            folder.files.put(place, entry);
        } else if (look.equals(entry.seen)) {
            return;
        }
        long now = time.nanos();
        entry.seen = look;
        entry.lastNanos = now;
        if (unsettled.add(place)) {
            entry.firstNanos = now;
        }
    }

    /** Forgets what was in a folder, or below it in a rescan, and is not there any more. */
    private void forgetMissing(Path place) throws InterruptedException, IOException {
        List<Path> gone = new ArrayList<>();
        for (Map.Entry<Path, Folder> folder : folders.entrySet()) {
            if (folder.getKey().equals(place) || (rescanDue && folder.getKey().startsWith(place))) {
                for (Path file : folder.getValue().files.keySet()) {
                    BasicFileAttributes attributes = attributes(file);
                    if (attributes == null || !attributes.isRegularFile()) {
                        gone.add(file);
                    }
                }
            }
            Path parent = folder.getKey().getParent();
            if (parent != null && (parent.equals(place) || (rescanDue && parent.startsWith(place)))) {
                BasicFileAttributes attributes = attributes(folder.getKey());
                if (attributes == null || !attributes.isDirectory()) {
                    gone.add(folder.getKey());
                }
            }
        }
        for (Path path : gone) {
            forget(path);
        }
    }

    private void forget(Path place) throws InterruptedException {
        forgetFile(place);
        forgetFolder(place);
    }

    private void forgetFile(Path place) throws InterruptedException {
        Folder folder = folders.get(place.getParent());
        Entry entry = folder == null ? null : folder.files.remove(place);
        if (entry != null) {
            unsettled.remove(place);
            if (entry.told != null) {
                tell("file.deleted", place, entry.told);
            }
        }
    }

    private void forgetFolder(Path place) throws InterruptedException {
        if (!folders.containsKey(place)) {
            return;
        }
        List<Path> below = folders.keySet().stream()
                .filter(folder -> folder.startsWith(place))
                .sorted()
                .toList();
        for (Path path : below) {
            Folder folder = folders.get(path);
            if (folder != null) {
                for (Path file : folder.files.keySet().stream().sorted().toList()) {
                    forgetFile(file);
                }
                if (folder.key != null) {
                    folder.key.cancel();
                } else {
                    unwatched--;
                }
                folders.remove(path);
            }
        }
    }

    // ---------------------------------------------------------------- events

    /** Tells of files that have been left alone; returns when to look again, {@code null} if there is no need. */
    private @Nullable Duration tellSettled() throws InterruptedException, IOException {
        long next = Long.MAX_VALUE;
        for (Path place : List.copyOf(unsettled)) {
            Folder folder = folders.get(place.getParent());
            Entry entry = folder == null ? null : folder.files.get(place);
            if (entry == null) {
                unsettled.remove(place);
                continue;
            }
            if (waitOf(entry) <= 0) {
                lookAt(place); // a change may be hinted at late
                if (!unsettled.contains(place)) {
                    continue;
                }
            }
            long wait = waitOf(entry);
            if (wait > 0) {
                next = Math.min(next, wait);
            } else {
                unsettled.remove(place);
                tellChange(place, entry);
            }
        }
        return next == Long.MAX_VALUE ? null : Duration.ofNanos(next);
    }

    private long waitOf(Entry entry) {
        long due = Math.min(entry.lastNanos - entry.firstNanos + settleNanos, MOST_SETTLES * settleNanos);
        return due - (time.nanos() - entry.firstNanos);
    }

    private void tellChange(Path place, Entry entry) throws InterruptedException {
        Look former = entry.told;
        entry.told = entry.seen;
        if (former == null) {
            tell("file.created", place, entry.seen);
        } else if (!former.equals(entry.seen)) {
            tell("file.changed", place, entry.seen);
        }
    }

    private void tell(String eventType, Path place, Look look) throws InterruptedException {
        if (stopped) {
            throw new InterruptedException("stopped");
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("path", root.relativize(place).toString().replace(File.separatorChar, '/'));
        data.put("size", look.size());
        data.put("modified", look.modified().toString());
        CloudEvent event = context.sink()
                .event(eventType)
                .contentType("application/json")
                .data(JsonMapper.shared().writeValueAsString(data), DataKind.JSON)
                .build();
        if (sink.emit(event) instanceof Acceptance.Invalid refused) {
            invalid++;
            notes.set(
                    "invalid",
                    invalid + " events were refused as invalid, the last is about " + Text.quote(place.toString())
                            + ": " + PatientSink.faults(refused));
        }
    }
}
