package io.dispatchframework.events.event;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes events as JSON, strictly and with the place of every fault.
 *
 * <p>A document is one object, a list of objects, or objects one after another, with line breaks, other white space or
 * nothing between them. Nothing at all is no events.
 *
 * <p><b>Attributes.</b> Names are exact; members of other names are ignored, but must be sound JSON. {@code null} is as
 * good as absent. What is text is given as text: a number in its place is an error, not a conversion. A time is RFC
 * 3339, in upper case, with seconds; digits of its fraction beyond nine are cut off, a leap second is refused, and an
 * offset beyond the 18 hours that Java can hold becomes UTC. Numbers in extensions keep their value: {@link Integer},
 * {@link Long} or {@link java.math.BigInteger} without a fraction or exponent, otherwise {@link java.math.BigDecimal};
 * those of more than 1,000 characters or an exponent beyond 10,000 are refused. An object, list, number or boolean as
 * {@code data} is kept as its JSON text, to the digit and the blank, with {@link DataKind#JSON}.
 *
 * <p><b>Refused</b> with {@link MalformedJsonException}: what is not JSON to the letter of RFC 8259 (comments, trailing
 * commas, a byte order mark, {@code NaN}), what is not UTF-8 to the letter of RFC 3629, names given twice in one object
 * at any depth, halves of surrogate pairs, also as escapes, anything after the end of a list, and what is beyond the
 * bounds. Those are per event, so that a document may be of any length.
 *
 * <p>Whether an event is valid is not asked here, but by an {@link EventValidator}.
 *
 * <p>Immutable, and safe to share between threads; making one is not cheap, so keep it.
 *
 * @since 0.1
 */
public final class CloudEventJson {

    /** How deep objects and lists may be nested unless set otherwise, the event itself being the first. */
    public static final int DEFAULT_MAX_DEPTH = 64;

    /** How long one text may be unless set otherwise, in characters. */
    public static final int DEFAULT_MAX_TEXT_LENGTH = 10_000_000;

    /** How long one event may be unless set otherwise, in bytes. */
    public static final int DEFAULT_MAX_EVENT_BYTES = 16 * 1024 * 1024;

    private final Documents documents;
    private final EventWriter writer;
    private final @Nullable Consumer<MalformedJsonException> lineFaults;

    private CloudEventJson(Builder builder) {
        documents = new Documents(new JsonBounds(builder.maxDepth, builder.maxTextLength, builder.maxEventBytes));
        writer = new EventWriter(documents, builder.inlineJson, builder.lineFaults != null);
        lineFaults = builder.lineFaults;
    }

    /**
     * Makes one with the default bounds, that stops at the first fault and writes every payload as text.
     *
     * @return a reader and writer of events
     */
    public static CloudEventJson create() {
        return builder().build();
    }

    /**
     * Starts one with settings of its own.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a document that is one event.
     *
     * @param json the document
     * @return the event, which may be invalid
     * @throws MalformedJsonException if it is malformed, or has no event or more than one
     */
    public CloudEvent read(String json) {
        return documents.only(JsonText.toUtf8(Objects.requireNonNull(json, "json")));
    }

    /**
     * Reads a document that is one event, such as the body of a request.
     *
     * @param json the document, in UTF-8
     * @return the event, which may be invalid
     * @throws MalformedJsonException if it is malformed, or has no event or more than one
     */
    public CloudEvent read(byte[] json) {
        return documents.only(Objects.requireNonNull(json, "json"));
    }

    /**
     * Reads all events of a document into memory; {@link #stream} and {@link #reader} read them one by one.
     *
     * @param json the document, in UTF-8; read to its end and left open
     * @return the events in their order, which may be invalid; immutable
     * @throws MalformedJsonException if the document is malformed anywhere
     * @throws java.io.UncheckedIOException if the input fails
     */
    public List<CloudEvent> readAll(InputStream json) {
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
    public Stream<CloudEvent> stream(InputStream json) {
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
    public CloudEventReader reader(InputStream json) {
        Objects.requireNonNull(json, "json");
        return lineFaults == null ? documents.open(json) : new LineReader(json, documents, lineFaults);
    }

    /**
     * Checks that a text is one JSON value, such as a payload, by the rules for reading.
     *
     * @param json the text
     * @throws MalformedJsonException if it is not
     */
    public void requireValue(String json) {
        documents.open(JsonText.toUtf8(Objects.requireNonNull(json, "json"))).checkValue();
    }

    /**
     * Writes an event as one JSON object, without blanks, in the order of the specification.
     *
     * <p>What is absent is left out. The payload stands as text, as in the original, so that its {@link DataKind} is not
     * told; see {@link Builder#inlineJson}.
     *
     * @param event the event, which may be invalid
     * @return the object; {@link #read(String)} gives an equal event where the payload's kind is told, the event is
     *     within the bounds, and numbers in extensions are of the types that reading gives
     * @throws IllegalArgumentException if JSON cannot say it: text with half of a surrogate pair, a year beyond 9999, or
     *     a payload to be written inline that is no JSON
     */
    public String write(CloudEvent event) {
        return writer.write(Objects.requireNonNull(event, "event"));
    }

    /**
     * Builds a reader and writer of events; not safe to share between threads.
     */
    public static final class Builder {

        private static final int LARGEST_DEPTH = 1_000;
        private static final int LARGEST_EVENT_BYTES = 512 * 1024 * 1024;

        private int maxDepth = DEFAULT_MAX_DEPTH;
        private int maxTextLength = DEFAULT_MAX_TEXT_LENGTH;
        private int maxEventBytes = DEFAULT_MAX_EVENT_BYTES;
        private boolean inlineJson;
        private @Nullable Consumer<MalformedJsonException> lineFaults;

        private Builder() {}

        /**
         * Bounds how deep objects and lists are nested; what is deeper is refused when it is read.
         *
         * @param depth the bound, the event itself being the first, from 1 to 1,000
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxDepth(int depth) {
            maxDepth = inRange("maxDepth", depth, LARGEST_DEPTH);
            return this;
        }

        /**
         * Bounds the length of each text and each name; what is longer is refused when it is read.
         *
         * @param characters the bound in UTF-16 units, at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxTextLength(int characters) {
            maxTextLength = inRange("maxTextLength", characters, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Bounds the length of each event; what is longer is refused when it is read.
         *
         * <p>It bounds memory too: a reader keeps a small multiple of the longest event that it met, and what one event
         * takes while it is read, itself included, stays below 50 times its length on a JVM with compressed references.
         * Text takes about as much as its length; that multiple is for extensions of very many tiny objects and lists.
         *
         * @param bytes the bound, from the event's first brace to its last, from 1 to 512 MiB; with {@link #lines} it
         *     counts for the whole line
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxEventBytes(int bytes) {
            maxEventBytes = inRange("maxEventBytes", bytes, LARGEST_EVENT_BYTES);
            return this;
        }

        /**
         * Reads every line of an input as a document of its own, with one event, and goes on behind a line at fault.
         *
         * <p>Blank lines are skipped. {@link CloudEventJson#write} keeps an event on one line: line breaks between the
         * tokens of an inline payload become spaces.
         *
         * @param faults gets the fault of every line that is not one event, on the reading thread, before the next line
         *     is read; what it throws reaches whoever reads
         * @return this builder
         */
        public Builder lines(Consumer<MalformedJsonException> faults) {
            lineFaults = Objects.requireNonNull(faults, "faults");
            return this;
        }

        /**
         * Writes a payload of {@link DataKind#JSON} as the JSON value that it is, not as text.
         *
         * <p>It is checked to be one JSON value, by the rules for reading. A JSON text or {@code null} is still written
         * as text, since inline it would not be read back as the same payload.
         *
         * @param inline whether to, {@code false} unless set
         * @return this builder
         */
        public Builder inlineJson(boolean inline) {
            inlineJson = inline;
            return this;
        }

        /**
         * Builds it.
         *
         * @return a reader and writer of events
         */
        public CloudEventJson build() {
            return new CloudEventJson(this);
        }

        private static int inRange(String name, int value, int most) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(name + " must be from 1 to " + most + ", was " + value);
            }
            return value;
        }
    }
}
