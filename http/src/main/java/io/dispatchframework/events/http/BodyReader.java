package io.dispatchframework.events.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Reads bodies into memory, within a bound for each and a bound for all that are held at once. */
final class BodyReader {

    private static final int STEP = 8192;
    /** What every JVM can make. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final int longest;
    private final AtomicLong room;

    BodyReader(int longest, long allTogether) {
        this.longest = longest;
        room = new AtomicLong(allTogether);
    }

    int longest() {
        return longest;
    }

    /**
     * Reads a body to its end; memory is taken for what has come, not for what was announced.
     *
     * @param announced how long it is said to be, negative if it is not said
     * @throws RefusedException if it is too long, there is no room, or it ends early
     */
    Body read(InputStream in, long announced) throws IOException, RefusedException {
        if (announced > longest) {
            throw new RefusedException(Reply.tooLong(longest));
        }
        Body body = new Body(announced < 0 ? STEP : (int) Math.min(announced, STEP));
        boolean whole = false;
        try {
            while (body.readOn(in)) {
                // goes on to the end
            }
            if (announced >= 0 && body.length() < announced) {
                throw new IOException("the body ends after " + body.length() + " of " + announced + " bytes");
            }
            whole = true;
            return body;
        } finally {
            if (!whole) {
                body.close();
            }
        }
    }

    /** A body, which holds its room until it is closed. */
    final class Body implements AutoCloseable {

        private byte[] bytes;
        private int length;
        private long taken;

        private Body(int room) {
            bytes = new byte[room];
        }

        /** Reads what has come; {@code false} at the end. */
        private boolean readOn(InputStream in) throws IOException, RefusedException {
            if (length < bytes.length) {
                int count = in.read(bytes, length, bytes.length - length);
                return count >= 0 && add(count);
            }
            int next = in.read(); // mostly the end, for which no more memory is needed
            if (next < 0) {
                return false;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(2L * length, STEP), LARGEST_ARRAY));
            bytes[length] = (byte) next;
            return add(1);
        }

        private boolean add(int count) throws RefusedException {
            if (length + (long) count > longest) {
                throw new RefusedException(Reply.tooLong(longest));
            }
            taken += count;
            if (room.addAndGet(-count) < 0) {
                throw new RefusedException(Reply.busy("too many requests are being read", Reply.SOON));
            }
            length += count;
            return true;
        }

        int length() {
            return length;
        }

        /** Returns the body, not copied where it has come as it was announced. */
        byte[] bytes() {
            return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        }

        @Override
        public void close() {
            room.addAndGet(taken);
            taken = 0;
        }
    }
}
