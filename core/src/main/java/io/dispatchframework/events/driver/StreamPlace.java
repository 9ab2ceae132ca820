package io.dispatchframework.events.driver;

import io.dispatchframework.events.internal.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far a file was read.
 *
 * @param stream what the stream is called, made up when its position was begun
 * @param fileNumber which of the stream's files it is, from 0
 * @param key what the file system calls the file, {@code ""} if it has no such name
 * @param head how the file begins
 * @param offset how many bytes were read
 * @param lines how many lines these are
 */
record StreamPlace(String stream, long fileNumber, String key, FileHead head, long offset, long lines) {

    private static final Pattern TEXT = Pattern.compile("""
            dispatch-stream-position 1
            stream=([0-9a-f-]{36})
            file=([0-9]{1,18})
            offset=([0-9]{1,18})
            lines=([0-9]{1,18})
            head=([0-9]{1,4}) ([0-9a-f]{64})
            key=([^\n]*)
            """);
    private static final int EVENT_ID_BYTES = 16;
    private static final int LONGEST_TEXT = 65_536;

    /** Reads what was written, {@code null} if there is no such file. */
    static @Nullable StreamPlace read(Path file) throws IOException {
        String text;
        try {
            text = Files.size(file) > LONGEST_TEXT ? "" : Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return null;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IOException("the position file " + Text.quote(file.toString())
                    + " is none that a stream driver wrote; delete it to begin anew");
        }
        return new StreamPlace(
                matcher.group(1),
                Long.parseLong(matcher.group(2)),
                matcher.group(7),
                new FileHead(Integer.parseInt(matcher.group(5)), matcher.group(6)),
                Long.parseLong(matcher.group(3)),
                Long.parseLong(matcher.group(4)));
    }

    /**
     * Makes the event id of the line that ends here: the same when it is read again, and that of no other line.
     *
     * <p>The file's key alone would not do, since the file system gives it to another file later, and a file that was cut
     * off keeps it; nor would the count of files, since those that came and went unseen may not be counted. The text
     * is in it as well, so that at the very worst what is taken for read again has the same words.
     */
    String eventId(byte[] line) {
        MessageDigest digest = FileHead.sha256();
        digest.update((stream + " " + fileNumber + " " + offset + " " + key + "\n").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(line), 0, EVENT_ID_BYTES);
    }

    /** Returns where a place is written before it takes that of the former one. */
    static Path freshFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    /** Writes it, so that after a crash there is this one or the one before. */
    void write(Path file) throws IOException {
        String text = "dispatch-stream-position 1\nstream=" + stream + "\nfile=" + fileNumber + "\noffset=" + offset
                + "\nlines=" + lines + "\nhead=" + head.length() + " " + head.digest() + "\nkey=" + key + "\n";
        Path fresh = freshFile(file);
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
