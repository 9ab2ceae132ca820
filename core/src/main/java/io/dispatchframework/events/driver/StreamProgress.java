package io.dispatchframework.events.driver;

import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far the lines of a stream have come to their end, kept in a file.
 *
 * <p>Lines begin in order on the reader's thread and end in any order on those of deliveries. The place that is written
 * is the one behind the last line before which all have ended. It is written by a thread of its own, since a delivery
 * should not wait for a disk; while it writes, further ends add up to one place.
 */
final class StreamProgress {

    /** How many lines may be under way: one that does not end keeps the places of all behind it. */
    private static final int MOST_OPEN = 10_000;

    private final Path file;
    private final Object writing = new Object();
    private final Deque<Line> open = new ArrayDeque<>(); // guarded by this, like all that is not final
    private StreamPlace ended;
    private StreamPlace written;
    private boolean closed;

    StreamProgress(Path file, StreamPlace start) throws IOException {
        this.file = file;
        try {
            start.write(file); // whether it can be written shows now
        } catch (FileSystemException unwritable) {
            throw new IOException(
                    "the position file " + Text.quote(file.toString())
                            + " cannot be written; its folder must be there, and"
                            + " let this process make files in it: " + Text.escape(unwritable.toString()),
                    unwritable);
        }
        ended = start;
        written = start;
    }

    /** A line that is under way. */
    static final class Line {

        private final StreamPlace behind;
        private boolean done;

        private Line(StreamPlace behind) {
            this.behind = behind;
        }
    }

    /** Adds a line by the place behind it; waits while there are too many. */
    synchronized Line begin(StreamPlace behind) throws InterruptedException {
        while (open.size() >= MOST_OPEN) {
            wait();
        }
        Line line = new Line(behind);
        open.add(line);
        return line;
    }

    synchronized void end(Line line) {
        line.done = true;
        for (Line first = open.peek(); first != null && first.done; first = open.peek()) {
            ended = first.behind;
            open.remove();
        }
        notifyAll();
    }

    /** Writes places until it is interrupted. */
    void keepWriting() throws InterruptedException, IOException {
        while (true) {
            synchronized (this) {
                while (closed || ended.equals(written)) {
                    wait();
                }
            }
            write();
        }
    }

    private void write() throws IOException {
        synchronized (writing) { // one writer at a time, but nobody's line waits for it
            StreamPlace place;
            synchronized (this) {
                if (closed || ended.equals(written)) {
                    return;
                }
                place = ended;
            }
            place.write(file);
            synchronized (this) {
                written = place;
            }
        }
    }

    /** Waits for lines that are under way, up to a limit, and writes for the last time, whatever fails on the way. */
    void close(TimeSource time, Duration limit) throws InterruptedException, IOException {
        try {
            awaitEnds(time, limit);
        } finally {
            try {
                write();
            } finally {
                writeNoMore();
            }
        }
    }

    private void awaitEnds(TimeSource time, Duration limit) throws InterruptedException {
        boolean[] over = new boolean[1];
        TimeSource.Timer timer = time.schedule(limit, () -> {
            synchronized (this) {
                over[0] = true;
                notifyAll();
            }
        });
        try {
            synchronized (this) {
                while (!open.isEmpty() && !over[0]) {
                    wait();
                }
            }
        } finally {
            timer.cancel();
        }
    }

    private void writeNoMore() {
        synchronized (writing) { // so that nobody is at it any more
            synchronized (this) {
                closed = true; // deliveries that a closing manager cancels end too
            }
        }
    }
}
