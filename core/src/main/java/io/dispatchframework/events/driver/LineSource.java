package io.dispatchframework.events.driver;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a {@link LineStream} gets its bytes; used by one thread. */
interface LineSource extends Closeable {

    /** What a look for more has found. */
    enum Found {
        /** Bytes, which are in the buffer. */
        BYTES,
        /** Nothing for now. */
        NOTHING,
        /** That what was read before has ended, in the middle of a line or not; what follows is counted anew. */
        BREAK,
        /** The end for good. */
        END
    }

    /** Looks for more; blocks only in a way that an interrupt ends. */
    Found read(ByteBuffer into) throws IOException;

    /** Names a place in what is read now, which is the file of that number of its stream. */
    StreamPlace place(String stream, long fileNumber, long offset, long lines);

    /** Says what is not well, {@code ""} if nothing. */
    default String note() {
        return "";
    }
}
