package io.dispatchframework.events.driver;

import io.dispatchframework.events.internal.Text;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file that grows, is renamed for a new one to take its place, or is cut off to begin anew. */
final class TailedFile implements LineSource {

    /*
     * A file is known by what the file system calls it and by its first bytes, as many of them as were read, up to a
     * bound. The path is looked at before the file is read: once another file has its place and is not empty, whoever
     * writes has moved on, so what is read after that look is all there is. A file that was cut off is shorter than what
     * was read of it, or has grown again since and begins in another way; so the first bytes are compared after each
     * read and before its bytes are used.
     *
     * A file may have had the place and lost it again between two looks, or while nobody looked. Where it can be told by
     * its name, it is read too: whenever a file is done with, those are looked for that were written to after it.
     */

    private final Path path;
    private final RotatedFiles rotated;
    private FileChannel channel;
    private String key;

    /** When it was last written to, as it was seen last; maybe later in truth. */
    private FileTime written;

    private FileHead head;
    private long offset;
    private boolean gone;
    private String loss = "";

    /** What to go over to at the next look, once the break before it was told. */
    private @Nullable Opened next;

    private TailedFile(Path path, RotatedFiles rotated, Opened opened, FileHead head, long offset) {
        this.path = path;
        this.rotated = rotated;
        this.channel = opened.channel();
        this.key = opened.key();
        this.written = opened.written();
        this.head = head;
        this.offset = offset;
    }

    /** An open file, what the file system calls it, and when it was last written to, which belong together. */
    record Opened(FileChannel channel, String key, FileTime written) implements Closeable {

        static Opened at(Path path) throws IOException {
            while (true) {
                BasicFileAttributes attributes = attributes(path);
                String key = keyOf(attributes);
                FileChannel channel = open(path);
                boolean same = false;
                try {
                    same = keyOf(path).equals(key);
                    if (same) {
                        return new Opened(channel, key, attributes.lastModifiedTime());
                    }
                } finally {
                    if (!same) { // it was replaced meanwhile, or is gone
                        channel.close();
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Opens the file at its start. */
    static TailedFile atStart(Path path, RotatedFiles rotated) throws IOException {
        return new TailedFile(path, rotated, Opened.at(path), FileHead.EMPTY, 0);
    }

    /** Opens the file at its end. */
    static TailedFile atEnd(Path path, RotatedFiles rotated) throws IOException {
        Opened opened = Opened.at(path);
        try {
            TailedFile file = new TailedFile(path, rotated, opened, FileHead.EMPTY, 0);
            file.seek(opened.channel().size());
            return file;
        } catch (IOException | RuntimeException unreadable) {
            opened.close();
            throw unreadable;
        }
    }

    /** Opens the file at a place, which may be in a file that was renamed since. */
    static TailedFile at(Path path, RotatedFiles rotated, StreamPlace place) throws IOException {
        TailedFile file = find(path, rotated, path, place);
        if (file == null) {
            file = findRenamed(path, rotated, place);
        }
        if (file == null) {
            file = atStart(path, rotated);
            file.loss = "the file that it had read up to byte " + place.offset() + " is gone or was cut off, so "
                    + Text.quote(path.toString()) + " is read from its start";
        }
        return file;
    }

    private static @Nullable TailedFile findRenamed(Path path, RotatedFiles rotated, StreamPlace place)
            throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || place.head().length() == 0) {
            return null;
        }
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(folder, Files::isRegularFile)) {
            for (Path sibling : siblings) {
                TailedFile file = find(path, rotated, sibling, place);
                if (file != null) {
                    return file;
                }
            }
        }
        return null;
    }

    private static @Nullable TailedFile find(Path path, RotatedFiles rotated, Path candidate, StreamPlace place)
            throws IOException {
        try {
            if (!keyOf(candidate).equals(place.key())) {
                return null;
            }
            Opened opened = Opened.at(candidate);
            TailedFile file = new TailedFile(path, rotated, opened, place.head(), place.offset());
            boolean found = false;
            try {
                found = opened.key().equals(place.key()) && file.isUncut();
                return found ? file : null;
            } finally {
                if (!found) {
                    file.close();
                }
            }
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    /** Tells whether the file is still the one of which so much was read. */
    private boolean isUncut() throws IOException {
        return channel.size() >= offset && head.isOf(channel);
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    private static String keyOf(Path path) throws IOException {
        return keyOf(attributes(path));
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    private static String keyOf(BasicFileAttributes attributes) {
        return Objects.toString(attributes.fileKey(), "");
    }

    private void seek(long to) throws IOException {
        offset = to;
        head = FileHead.read(channel, to);
    }

    long offset() {
        return offset;
    }

    /** Tells whether the place is behind a line break, or at the start. */
    boolean isAtLineStart() throws IOException {
        ByteBuffer before = ByteBuffer.allocate(1);
        return offset == 0 || channel.read(before, offset - 1) < 1 || before.get(0) == '\n';
    }

    @Override
    public Found read(ByteBuffer into) throws IOException {
        if (next != null) {
            begin(next);
            next = null;
        }
        boolean replaced = isReplaced();
        int read = channel.read(into, offset);
        if (!isUncut()) {
            next = new Opened(channel, key, written);
            return Found.BREAK;
        }
        if (read > 0) {
            offset += read;
            if (head.length() < FileHead.MOST) {
                head = FileHead.read(channel, offset);
            }
            return Found.BYTES;
        }
        if (!replaced) {
            return Found.NOTHING;
        }
        try {
            next = following();
            return Found.BREAK;
        } catch (NoSuchFileException renamedAgain) {
            return Found.NOTHING;
        }
    }

    /** Opens the first of the files that had the place meanwhile and lost it again, or else the one that has it now. */
    private Opened following() throws IOException {
        rotated.hasRead(key, head);
        while (true) {
            String present = keyOf(path);
            try {
                Opened opened = between(present);
                if (opened == null) {
                    opened = Opened.at(path);
                    if (!opened.key().equals(present)) {
                        opened.close(); // what had the place is to be found among the others now
                        continue;
                    }
                }
                return opened;
            } catch (NoSuchFileException renamedMeanwhile) {
                // it is found by its new name, unless it is the path that is gone
            }
        }
    }

    private @Nullable Opened between(String present) throws IOException {
        for (Path each : rotated.since(written)) {
            Opened opened = Opened.at(each);
            boolean wanted = false;
            try {
                wanted = !opened.key().equals(present) && !rotated.wasRead(opened);
            } finally {
                if (!wanted) {
                    opened.close();
                }
            }
            if (wanted) {
                return opened;
            }
        }
        return null;
    }

    private void begin(Opened opened) throws IOException {
        if (!opened.channel().equals(channel)) {
            channel.close();
        }
        channel = opened.channel();
        key = opened.key();
        written = opened.written();
        seek(0);
    }

    private boolean isReplaced() throws IOException {
        try {
            BasicFileAttributes attributes = attributes(path);
            gone = false;
            if (attributes.size() == 0) {
                return false;
            }
            if (!keyOf(attributes).equals(key)) {
                return true;
            }
            if (!key.isEmpty()) {
                written = attributes.lastModifiedTime();
                return false;
            }
            try (FileChannel there = open(path)) {
                return !head.isOf(there);
            }
        } catch (NoSuchFileException none) {
            gone = true;
            return false;
        }
    }

    @Override
    public StreamPlace place(String stream, long fileNumber, long at, long lines) {
        return new StreamPlace(stream, fileNumber, key, head, at, lines);
    }

    @Override
    public String note() {
        return gone ? "there is no " + Text.quote(path.toString()) + " any more; it waits for a new one" : loss;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (next != null) {
            next.close();
        }
    }
}
