package io.dispatchframework.events.event;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;

/**
 * The bytes of a document on their way to Jackson.
 *
 * <p>Three things happen to them here. They are checked to be UTF-8, of which Jackson only gets what is; it hits the
 * fault when it asks for more, so events before it are still read. They are kept from the start of the event on, so that
 * text can be cut out as it stood, and an event that grows beyond its bound is stopped. And lines and columns are
 * counted, as Jackson's columns are bytes.
 *
 * <pre>
 *   buffer   |--- done with ---|--- handed to Jackson ---|--- checked ---|--- (fault) ---|--- room ---|
 *          base              kept                     handedOut        checked         filled
 * </pre>
 *
 * <p>Offsets ({@code long}) count from the start of the document, indexes ({@code int}) are into the buffer.
 */
final class JsonInput extends InputStream {

    /** Small at first, since many documents are one event. */
    private static final int FIRST_CHUNK = 2 * 1024;

    private static final int CHUNK = 16 * 1024;
    private static final String BETWEEN_EVENTS = "[]{}, \t\r\n";
    private static final long NOTHING = -1;

    private final @Nullable InputStream source;
    private final int maxEventBytes;
    private final Utf8Check utf8 = new Utf8Check();

    private byte[] buffer;
    private int handedOut;
    private int checked;
    private int filled;
    private long base;
    private long kept = NOTHING;

    /** The offset at which Jackson was started, from which it counts. */
    private long jacksonStart;

    /** The place of {@link #placed}, which only moves on. */
    private final Place place;

    private long placed;

    /** Reads from a stream, which is closed with this one. */
    JsonInput(InputStream source, int maxEventBytes) {
        this.source = source;
        this.maxEventBytes = maxEventBytes;
        this.buffer = new byte[FIRST_CHUNK];
        this.place = new Place(1, 1);
    }

    /** Reads from bytes that are all there, without copying them. */
    JsonInput(byte[] bytes, int from, int to, long line, int maxEventBytes) {
        this.source = null;
        this.maxEventBytes = maxEventBytes;
        this.buffer = bytes;
        this.base = -(long) from;
        this.handedOut = from;
        this.filled = to;
        this.checked = utf8.check(bytes, from, to);
        this.place = new Place(line, 1);
    }

    /** Starts Jackson, without copying where all bytes are there. */
    JsonParser parser(TokenStreamFactory jackson) {
        jacksonStart = base + handedOut;
        return source == null
                ? jackson.createParser(ObjectReadContext.empty(), buffer, handedOut, checked - handedOut)
                : jackson.createParser(ObjectReadContext.empty(), this);
    }

    /** Returns the offset of a place that Jackson tells. */
    long offset(TokenStreamLocation place) {
        return jacksonStart + place.getByteOffset();
    }

    /** Goes to what comes next besides blanks, reading until it is there, and returns it; -1 is the end. */
    int peek() throws IOException {
        do {
            for (; handedOut < checked; handedOut++) {
                if (!JsonScan.isBlank(buffer[handedOut])) {
                    return buffer[handedOut] & 0xFF;
                }
            }
        } while (source != null && fill(source));
        checkEnd();
        return -1;
    }

    /** Scans the event whose brace comes next, as far as it is there, and goes on behind it. */
    @Nullable
    CloudEvent scan(EventScanner scanner) {
        CloudEvent event = scanner.scan(buffer, handedOut, checked);
        if (event != null) {
            passTo(base + handedOut);
            handedOut = scanner.end();
        }
        return event;
    }

    /** Goes back to the end of the event last released; what Jackson has read ahead comes again. */
    void backTo(long end) {
        handedOut = index(end);
    }

    /** Throws if what Jackson took for the end is a byte that it was not given. */
    void checkEnd() {
        if (checked < filled) {
            throw malformedUtf8("these bytes are not UTF-8");
        }
        if (utf8.unfinished() > 0) {
            throw malformedUtf8("the text ends in the middle of a character");
        }
    }

    /** Marks that an event begins, so that its bytes are kept. */
    void keepFrom(long offset) {
        kept = offset;
        passTo(offset);
    }

    /** Marks that the event has ended, or throws if it was longer than one may be. */
    void release(long end) {
        if (end - kept > maxEventBytes) {
            throw tooLong();
        }
        kept = NOTHING;
    }

    /** Returns the place up to which was counted: where the event last begun begins. */
    Place place() {
        return place.copy();
    }

    /** Returns the place of an offset in what is kept. */
    Place placeOf(long offset) {
        Place found = place.copy();
        found.pass(buffer, index(placed), index(Math.max(offset, placed)));
        return found;
    }

    /** Cuts out text of the event, as it stood. */
    String text(long from, long to) {
        return new String(buffer, index(from), (int) (to - from), StandardCharsets.UTF_8);
    }

    /**
     * Cuts out the text of a JSON string of the event, given the offset of its opening quote. Returns {@code null} where
     * Jackson has to read it: it has escapes or is malformed, or its end is still to come.
     */
    @Nullable
    String plainString(long quote) {
        int from = index(quote) + 1;
        int end = ByteScan.plainEnd(buffer, from, checked);
        return end < checked && buffer[end] == '"'
                ? new String(buffer, from, end - from, StandardCharsets.UTF_8)
                : null;
    }

    /** Returns a part of the event to be read by itself; offsets count from its begin. */
    JsonInput part(long from, long to) {
        return new JsonInput(buffer, index(from), index(to), 1, maxEventBytes);
    }

    /** Cuts out a string of the event with its quotes, given the offset of the first; that it is sound is known. */
    String quotedText(long quote) {
        int from = index(quote);
        int end = JsonScan.textEnd(buffer, from + 1, checked);
        return new String(buffer, from, end + 1 - from, StandardCharsets.UTF_8);
    }

    private int index(long offset) {
        return (int) (offset - base);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (handedOut == checked) {
            if (source == null || !fill(source)) {
                return -1;
            }
        }
        int count = Math.min(length, checked - handedOut);
        System.arraycopy(buffer, handedOut, target, offset, count);
        handedOut += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        if (source != null) {
            source.close();
        }
    }

    /** Gets more to hand out, or tells that the document has ended. */
    private boolean fill(InputStream input) throws IOException {
        if (checked < filled) {
            checkEnd();
        }
        if (kept == NOTHING && handedOut > 0 && BETWEEN_EVENTS.indexOf(buffer[handedOut - 1]) < 0) {
            // Jackson gathers something that is no event, such as a number, which is not to go on for ever either.
            kept = base + handedOut - 1;
        }
        if (kept != NOTHING && base + handedOut - kept > maxEventBytes) {
            throw tooLong();
        }
        makeRoom();
        int count = input.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
            checkEnd();
            return false;
        }
        filled += count;
        checked = utf8.check(buffer, checked, filled);
        return true;
    }

    /** Makes sure that half of the buffer is free, by dropping what is done with, or by growing. */
    private void makeRoom() {
        if (buffer.length - filled >= buffer.length / 2) {
            return;
        }
        // Jackson has used up all that it was handed, except for a character that is still to be completed.
        int done = kept == NOTHING ? handedOut - utf8.unfinished() : index(kept);
        int remaining = filled - done;
        passTo(base + done);
        byte[] target = buffer;
        if (buffer.length < CHUNK || remaining > buffer.length / 2) {
            target = new byte[Math.max(CHUNK, 2 * remaining)];
        }
        System.arraycopy(buffer, done, target, 0, remaining);
        buffer = target;
        base += done;
        handedOut -= done;
        checked -= done;
        filled -= done;
    }

    private void passTo(long offset) {
        place.pass(buffer, index(placed), index(offset));
        placed = offset;
    }

    private JsonFault malformedUtf8(String problem) {
        return new JsonFault(problem, base + checked - utf8.unfinished());
    }

    private JsonFault tooLong() {
        return new JsonFault("the event is longer than " + maxEventBytes + " bytes", kept);
    }
}
