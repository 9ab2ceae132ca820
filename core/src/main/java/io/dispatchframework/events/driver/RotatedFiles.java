package io.dispatchframework.events.driver;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files that a {@link TailedFile} became when it was renamed, and which of them were read; used by one thread.
 *
 * <p>Their order is that of the times at which they were last written to, since their names tell it in as many ways as there
 * are programs that rotate. Where the times are the same, a file may be read that was read before, but none is left out.
 */
final class RotatedFiles {

    /** How many files that were read are remembered; those before them were last written to long ago. */
    private static final int MOST_READ = 100;

    private final Path folder;
    private final @Nullable PathMatcher names;
    private final Deque<Read> read = new ArrayDeque<>();

    private record Read(String key, FileHead head) {}

    private record Candidate(Path path, FileTime written) {}

    /** Makes what finds files next to another by their names; {@code null} for none. */
    RotatedFiles(Path path, @Nullable PathMatcher names) {
        Path absolute = path.toAbsolutePath();
        folder = Objects.requireNonNullElse(absolute.getParent(), absolute);
        this.names = names;
    }

    /** Remembers a file that was read to its end. */
    void hasRead(String key, FileHead head) {
        if (names == null || head.length() == 0) {
            return;
        }
        if (read.size() >= MOST_READ) {
            read.remove();
        }
        read.add(new Read(key, head));
    }

    boolean wasRead(TailedFile.Opened file) throws IOException {
        for (Read each : read) {
            if (each.key().equals(file.key()) && each.head().isOf(file.channel())) {
                return true;
            }
        }
        return false;
    }

    /** Lists the files that have content and were last written to at a time or after it, in the order of these times. */
    List<Path> since(FileTime time) throws IOException {
        if (names == null) {
            return List.of();
        }
        List<Candidate> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names::matches)) {
            for (Path file : files) {
                BasicFileAttributes attributes = attributes(file);
                if (attributes != null
                        && attributes.isRegularFile()
                        && attributes.size() > 0
                        && attributes.lastModifiedTime().compareTo(time) >= 0) {
                    found.add(new Candidate(file, attributes.lastModifiedTime()));
                }
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        return found.stream()
                .sorted(Comparator.comparing(Candidate::written))
                .map(Candidate::path)
                .toList();
    }

    private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException renamedAgain) {
            return null;
        }
    }
}
