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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far a file was read.
 *
 * @param key what the file system calls the file, {@code ""} if it has no such name
 * @param head how the file begins
 * @param offset how many bytes were read
 * @param lines how many lines these are
 */
record StreamPlace(String key, FileHead head, long offset, long lines) {

    private static final Pattern TEXT = Pattern.compile("""
            dispatch-stream-position 1
            offset=([0-9]{1,18})
            lines=([0-9]{1,18})
            head=([0-9]{1,4}) ([0-9a-f]{64})
            key=([^\n]*)
            """);
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
                matcher.group(5),
                new FileHead(Integer.parseInt(matcher.group(3)), matcher.group(4)),
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)));
    }

    /** Writes it, so that after a crash there is this one or the one before. */
    void write(Path file) throws IOException {
        String text = "dispatch-stream-position 1\noffset=" + offset + "\nlines=" + lines + "\nhead=" + head.length()
                + " " + head.digest() + "\nkey=" + key + "\n";
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
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
