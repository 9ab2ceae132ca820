package io.dispatchframework.events.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads events of which each has a line to itself, and goes on behind a line that is none. */
final class LineReader implements CloudEventReader {

    private static final int CHUNK = 16 * 1024;

    private final InputStream source;
    private final Documents documents;
    private final Consumer<MalformedJsonException> faults;
    private final @Nullable EventScanner scanner;
    private final ScanTurns turns = new ScanTurns();

    /** The line that is looked at, as far as it was read, and what was read behind it. */
    private byte[] buffer = new byte[CHUNK];

    private int lineStart;
    private int filled;
    private boolean exhausted;
    private boolean closed;

    private long lineNumber;
    private long eventLine;
    private long eventColumn;

    LineReader(InputStream source, Documents documents, Consumer<MalformedJsonException> faults) {
        this.source = source;
        this.documents = documents;
        this.faults = faults;
        this.scanner = documents.scanner();
    }

    @Override
    public @Nullable CloudEvent next() {
        try {
            CloudEvent event = null;
            while (event == null && !closed && (lineStart < filled || fill())) {
                event = nextLine();
            }
            return event;
        } catch (IOException failed) {
            closed = true;
            throw new UncheckedIOException(failed);
        }
    }

    /** Takes the next line and returns its event, or {@code null} if it is blank or at fault. */
    private @Nullable CloudEvent nextLine() throws IOException {
        lineNumber++;
        int length = lineLength();
        if (length > documents.bounds().maxEventBytes()) {
            skipLine();
            faults.accept(new MalformedJsonException(
                    "the line is longer than " + documents.bounds().maxEventBytes() + " bytes", lineNumber, 1, null));
            return null;
        }
        int start = lineStart;
        int end = start + length;
        lineStart = Math.min(end + 1, filled);
        return isBlank(start, end) ? null : read(start, end);
    }

    /** Reads to the end of the line and returns its length, or a length that is too long as soon as it is. */
    private int lineLength() throws IOException {
        int longest = documents.bounds().maxEventBytes();
        int length = 0;
        do {
            int end = Math.min(filled, lineStart + longest + 1);
            int lineEnd = ByteScan.indexOf('\n', buffer, lineStart + length, end);
            if (lineEnd < end) {
                return lineEnd - lineStart;
            }
            length = end - lineStart;
        } while (length <= longest && fill());
        return length;
    }

    private @Nullable CloudEvent read(int start, int end) {
        if (scanner != null && turns.isNext()) {
            CloudEvent event = Documents.scanOnly(scanner, buffer, start, end);
            if (event != null) {
                eventLine = lineNumber;
                eventColumn = 1L + JsonScan.blanksEnd(buffer, start, end) - start;
                return event;
            }
            turns.declined();
        }
        DocumentReader line = documents.openStrictly(buffer, start, end, lineNumber);
        try {
            CloudEvent event = line.only();
            eventLine = line.line();
            eventColumn = line.column();
            return event;
        } catch (MalformedJsonException fault) {
            faults.accept(fault);
            return null;
        }
    }

    private boolean isBlank(int start, int end) {
        for (int i = start; i < end; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Drops the line without holding it. */
    private void skipLine() throws IOException {
        do {
            while (lineStart < filled) {
                if (buffer[lineStart++] == '\n') {
                    return;
                }
            }
        } while (fill());
    }

    /** Reads more behind what is there, or tells that there is no more. */
    private boolean fill() throws IOException {
        if (exhausted) {
            return false;
        }
        int held = filled - lineStart;
        if (filled == buffer.length) {
            byte[] target = held > buffer.length / 2 ? new byte[2 * buffer.length] : buffer;
            System.arraycopy(buffer, lineStart, target, 0, held);
            buffer = target;
            lineStart = 0;
            filled = held;
        }
        int count = source.read(buffer, filled, buffer.length - filled);
        exhausted = count < 0;
        filled += Math.max(count, 0);
        return !exhausted;
    }

    @Override
    public long line() {
        return eventLine;
    }

    @Override
    public long column() {
        return eventColumn;
    }

    @Override
    public void close() {
        closed = true;
        try {
            source.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
