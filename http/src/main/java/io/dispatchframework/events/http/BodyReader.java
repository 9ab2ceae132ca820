package io.dispatchframework.events.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Reads bodies into memory, within a bound for each and a bound for all that are held at once. */
final class BodyReader {

    private static final int STEP = 8192;

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
        Body body = new Body();
        boolean whole = false;
        try {
            byte[] step = new byte[STEP];
            for (int read = in.read(step); read >= 0; read = in.read(step)) {
                body.add(step, read);
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

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long taken;

        private void add(byte[] from, int count) throws RefusedException {
            if (bytes.size() + (long) count > longest) {
                throw new RefusedException(Reply.tooLong(longest));
            }
            taken += count;
            if (room.addAndGet(-count) < 0) {
                throw new RefusedException(Reply.busy("too many requests are being read", Reply.SOON));
            }
            bytes.write(from, 0, count);
        }

        int length() {
            return bytes.size();
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        @Override
        public void close() {
            room.addAndGet(taken);
            taken = 0;
        }
    }
}
