package io.dispatchframework.events.event;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads and writes events in a format of JSON: that of CloudEvents 0.1, that of 1.0, or whichever an event is in.
 *
 * <p>A document is one object, a list of objects, or objects one after another, with line breaks, other white space or
 * nothing between them. Nothing at all is no events.
 *
 * <p>Whether an event is valid is not asked here, but by an {@link EventValidator}.
 *
 * <p><b>For implementors.</b> One is used by many threads at once. It blocks where its input does.
 *
 * @see CloudEventJson
 * @see CloudEventV1Json
 * @see CloudEventAnyJson
 * @since 0.1
 */
public interface CloudEventFormat {

    /**
     * Reads a document that is one event.
     *
     * @param json the document
     * @return the event, which may be invalid
     * @throws MalformedJsonException if it is malformed, or has no event or more than one
     */
    CloudEvent read(String json);

    /**
     * Reads a document that is one event, such as the body of a request.
     *
     * @param json the document, in UTF-8
     * @return the event, which may be invalid
     * @throws MalformedJsonException if it is malformed, or has no event or more than one
     */
    CloudEvent read(byte[] json);

    /**
     * Reads all events of a document into memory; {@link #stream} and {@link #reader} read them one by one.
     *
     * @param json the document, in UTF-8; read to its end and left open
     * @return the events in their order, which may be invalid; immutable
     * @throws MalformedJsonException if the document is malformed anywhere
     * @throws java.io.UncheckedIOException if the input fails
     */
    default List<CloudEvent> readAll(InputStream json) {
        CloudEventReader reader = reader(json);
        List<CloudEvent> events = new ArrayList<>();
        for (CloudEvent event = reader.next(); event != null; event = reader.next()) {
            events.add(event);
        }
        return List.copyOf(events);
    }

    /**
     * Returns the events of a document as a stream that reads as far as it is asked to.
     *
     * <p>The stream is sequential and ordered, and throws what {@link CloudEventReader#next()} throws. Nothing is read
     * before its terminal operation.
     *
     * @param json the document, in UTF-8
     * @return the events, which may be invalid; closing the stream closes the input
     */
    default Stream<CloudEvent> stream(InputStream json) {
        CloudEventReader reader = reader(json);
        Spliterator<CloudEvent> events =
                new AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
                    @Override
                    public boolean tryAdvance(Consumer<? super CloudEvent> action) {
                        CloudEvent event = reader.next();
                        if (event == null) {
                            return false;
                        }
                        action.accept(event);
                        return true;
                    }
                };
        return StreamSupport.stream(events, false).onClose(reader::close);
    }

    /**
     * Returns a reader of the events of a document, which also tells where each one stood.
     *
     * @param json the document, in UTF-8; nothing is read before the first {@link CloudEventReader#next()}, and then
     *     somewhat more than the event
     * @return a reader, which closes the input when it is closed
     */
    CloudEventReader reader(InputStream json);

    /**
     * Writes an event as one JSON object.
     *
     * @param event the event, which may be invalid
     * @return the object
     * @throws IllegalArgumentException if the format cannot say it
     */
    String write(CloudEvent event);

    /**
     * Writes an event as one JSON object in UTF-8, such as the body of a request.
     *
     * @param event the event, which may be invalid
     * @return a new array with the bytes of {@link #write}
     * @throws IllegalArgumentException if the format cannot say it
     */
    default byte[] writeBytes(CloudEvent event) {
        return write(event).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes events as one document.
     *
     * @param events the events, which may be invalid
     * @return a list of their objects; where the format reads lines, a line for each, which ends with a line feed
     * @throws IllegalArgumentException if the format cannot say one of them
     */
    String writeAll(Collection<CloudEvent> events);
}
