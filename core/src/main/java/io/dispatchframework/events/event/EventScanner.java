package io.dispatchframework.events.event;

import org.jspecify.annotations.Nullable;

/** Reads events of the usual form, or declines, so that they are read strictly instead. */
interface EventScanner {

    /**
     * Returns the event that begins with a brace at {@code from}, or {@code null} to decline.
     *
     * @param input sound UTF-8 as far as {@code end}, which it does not see beyond
     */
    @Nullable
    CloudEvent scan(byte[] input, int from, int end);

    /** Returns the index behind the event, where there is one. */
    int end();

    /** Tells whether it came to the end of what it may see, so that a declined event may go on behind that. */
    boolean sawAll();
}
