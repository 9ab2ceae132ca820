package io.dispatchframework.events.event;

import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * Reads events from JSON one by one, on demand, and tells where each one began.
 *
 * <p>What it holds is bounded by the largest event, however much there is to read. It blocks where its input does. Not
 * safe to share between threads.
 *
 * @see CloudEventJson#reader
 * @since 0.1
 */
public interface CloudEventReader extends Closeable {

    /**
     * Reads the next event.
     *
     * <p>An event is returned as soon as its last brace is there. After an exception nothing more is read, but with
     * {@link CloudEventJson.Builder#lines lines}: the next call returns {@code null}.
     *
     * @return the event, which may be invalid, or {@code null} at the end
     * @throws MalformedJsonException if what comes next is not the JSON of an event; with {@link
     *     CloudEventJson.Builder#lines lines} that goes to the consumer instead
     * @throws java.io.UncheckedIOException if the input fails
     */
    @Nullable
    CloudEvent next();

    /**
     * Returns the line in which the event last returned begins, so that a fault found later can be placed.
     *
     * @return the line, from 1; 0 before the first event
     */
    long line();

    /**
     * Returns the column in which the event last returned begins.
     *
     * @return the column in characters (code points), from 1; 0 before the first event
     */
    long column();

    /**
     * Closes the input; the next call of {@link #next()} returns {@code null}.
     *
     * @throws java.io.UncheckedIOException if the input fails to close
     */
    @Override
    void close();
}
