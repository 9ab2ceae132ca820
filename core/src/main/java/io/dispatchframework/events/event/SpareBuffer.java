package io.dispatchframework.events.event;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that events are written into one after another; safe to share between threads.
 *
 * <p>Memory that is fresh from the heap is in no cache, and to fetch it there costs more than to write an event. Whoever comes
 * while another one has the buffer gets a fresh one. Of what an earlier event has left in it nothing is ever read.
 */
final class SpareBuffer {

    private static final int SHORTEST = 1024;

    /** A longer one is not kept: few events are of that size, and the buffer stays as long as its owner. */
    private static final int LONGEST = 16 * 1024;

    private final AtomicReference<byte @Nullable []> spare = new AtomicReference<>();

    /** Returns a buffer, in which anything may stand. */
    byte[] take(int leastLength) {
        byte[] buffer = spare.getAndSet(null);
        return buffer != null && buffer.length >= leastLength ? buffer : new byte[Math.max(leastLength, SHORTEST)];
    }

    /** Takes a buffer that whoever had it has no more use for. */
    void giveBack(byte[] buffer) {
        if (buffer.length <= LONGEST) {
            // Whoever takes it sees it; the full fence of a set is for more than that.
            spare.setRelease(buffer);
        }
    }
}
