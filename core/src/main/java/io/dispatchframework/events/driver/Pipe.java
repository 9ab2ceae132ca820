package io.dispatchframework.events.driver;

import io.dispatchframework.events.internal.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A named pipe, which writers may open and close again and again; or the standard input, which ends once. */
final class Pipe implements LineSource {

    private final FileChannel channel;
    private final boolean endsOnce;
    private boolean fed;

    private Pipe(FileChannel channel, boolean endsOnce) {
        this.channel = channel;
        this.endsOnce = endsOnce;
    }

    static Pipe named(Path path) throws IOException {
        // To open a pipe for reading blocks until somebody writes, and no interrupt ends that; but not while there is a
        // writer, be it ourselves. The file's own end to write is closed then, or the end of the others' would not
        // show.
        FileChannel both;
        try {
            both = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (AccessDeniedException denied) {
            throw new IOException(
                    "the pipe " + Text.quote(path.toString()) + " must be open to this process for reading and writing",
                    denied);
        }
        try (both) {
            return new Pipe(FileChannel.open(path, StandardOpenOption.READ), false);
        }
    }

    /** Opens the standard input once more: an interrupt closes a channel, and the process keeps its own. */
    static Pipe standardInput(Path path) throws IOException {
        return new Pipe(FileChannel.open(path, StandardOpenOption.READ), true);
    }

    @Override
    public Found read(ByteBuffer into) throws IOException {
        if (channel.read(into) > 0) {
            fed = true;
            return Found.BYTES;
        }
        if (endsOnce) {
            return Found.END;
        }
        boolean ended = fed; // the last of its writers has closed it
        fed = false;
        return ended ? Found.BREAK : Found.NOTHING;
    }

    @Override
    public StreamPlace place(String stream, long fileNumber, long offset, long lines) {
        return new StreamPlace(stream, fileNumber, "", FileHead.EMPTY, offset, lines);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
