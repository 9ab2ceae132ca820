package io.dispatchframework.events.event;

import java.util.Objects;

/**
 * Reads and writes events as JSON of CloudEvents 0.1, strictly and with the position of every fault.
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
public final class CloudEventJson extends JsonFormat {

    /** How deep objects and lists may be nested unless set otherwise, the event itself being the first. */
    public static final int DEFAULT_MAX_DEPTH = 64;

    /** How long one text may be unless set otherwise, in characters. */
    public static final int DEFAULT_MAX_TEXT_LENGTH = 10_000_000;

    /** How long one event may be unless set otherwise, in bytes. */
    public static final int DEFAULT_MAX_EVENT_BYTES = 16 * 1024 * 1024;

    private final EventWriter writer;

    private CloudEventJson(Builder builder) {
        super(new V01Format(), builder);
        writer = new EventWriter(documents(), builder.inlineJson, builder.lineFaults() != null);
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
     * Checks that a text is one JSON value, such as a payload, by the rules for reading.
     *
     * @param json the text
     * @throws MalformedJsonException if it is not
     */
    public void requireValue(String json) {
        documents().open(JsonText.toUtf8(Objects.requireNonNull(json, "json"))).checkValue();
    }

    /**
     * Writes an event as one JSON object, without blanks, in the order of the specification.
     *
     * <p>What is absent is left out. The version of an event of 1.0 is written as {@code 0.1}, which is what it is then, and
     * the extensions that it carries in {@code dispatchextensions} are extensions again (unless that is not the JSON text of
     * an object, goes beyond the bounds, or gives a name that stands beside it too: then it stays as it is). The payload
     * stands as text, as in the original, so that its {@link DataKind} is not told; see {@link Builder#inlineJson}.
     *
     * @param event the event, which may be invalid
     * @return the object; {@link #read(String)} gives an equal event where the payload's kind is told, the event is
     *     within the bounds, and numbers in extensions are of the types that reading gives
     * @throws IllegalArgumentException if JSON cannot say it: text with half of a surrogate pair, a year beyond 9999, or
     *     a payload to be written inline that is no JSON
     */
    @Override
    public String write(CloudEvent event) {
        return out(event).asText();
    }

    @Override
    JsonOut out(CloudEvent event) {
        return writer.write(Objects.requireNonNull(event, "event"));
    }

    /**
     * Builds a reader and writer of events; not safe to share between threads.
     */
    public static final class Builder extends JsonFormatBuilder<Builder> {

        private boolean inlineJson;

        private Builder() {}

        @Override
        Builder self() {
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
    }
}
