package io.dispatchframework.events.event;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of the formats have in common: bounds, and whether lines are read.
 *
 * @param <B> the kind of builder, the extending class itself
 */
abstract class JsonFormatBuilder<B extends JsonFormatBuilder<B>> {

    private static final int LARGEST_DEPTH = 1_000;
    private static final int LARGEST_EVENT_BYTES = 512 * 1024 * 1024;

    private int maxDepth = CloudEventJson.DEFAULT_MAX_DEPTH;
    private int maxTextLength = CloudEventJson.DEFAULT_MAX_TEXT_LENGTH;
    private int maxEventBytes = CloudEventJson.DEFAULT_MAX_EVENT_BYTES;
    private @Nullable Consumer<MalformedJsonException> lineFaults;

    JsonFormatBuilder() {}

    abstract B self();

    final JsonBounds bounds() {
        return new JsonBounds(maxDepth, maxTextLength, maxEventBytes);
    }

    final @Nullable Consumer<MalformedJsonException> lineFaults() {
        return lineFaults;
    }

    /**
     * Bounds how deep objects and lists are nested; what is deeper is refused when it is read.
     *
     * @param depth the bound, the event itself being the first, from 1 to 1,000
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public final B maxDepth(int depth) {
        maxDepth = inRange("maxDepth", depth, LARGEST_DEPTH);
        return self();
    }

    /**
     * Bounds the length of each text and each name; what is longer is refused when it is read.
     *
     * @param characters the bound in UTF-16 units, at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public final B maxTextLength(int characters) {
        maxTextLength = inRange("maxTextLength", characters, Integer.MAX_VALUE);
        return self();
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
    public final B maxEventBytes(int bytes) {
        maxEventBytes = inRange("maxEventBytes", bytes, LARGEST_EVENT_BYTES);
        return self();
    }

    /**
     * Reads every line of an input as a document of its own, with one event, and goes on behind a line at fault.
     *
     * <p>Blank lines are skipped. {@link CloudEventFormat#write} keeps an event on one line: line breaks between the
     * tokens of an inline payload become spaces.
     *
     * @param faults gets the fault of every line that is not one event, on the reading thread, before the next line
     *     is read; what it throws reaches whoever reads
     * @return this builder
     */
    public final B lines(Consumer<MalformedJsonException> faults) {
        lineFaults = Objects.requireNonNull(faults, "faults");
        return self();
    }

    private static int inRange(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " must be from 1 to " + most + ", was " + value);
        }
        return value;
    }
}
