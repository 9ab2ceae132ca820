package io.dispatchframework.events.event;

import java.util.Objects;

/**
 * Reads and writes events as JSON of CloudEvents 1.0: one event, a batch, or a line for each; strictly and with the place
 * of every fault.
 *
 * <p>What becomes of attributes is told by {@link CloudEventV1Mapping}. Documents, bounds and strictness are those of
 * {@link CloudEventJson}, and so are values of extensions; one that 1.0 does not have, such as an object, is read, and
 * left to the validator to refuse. {@code null} is as good as absent, also for {@code data}.
 *
 * <p><b>Payload.</b> {@code data_base64} is {@link DataKind#BINARY} and must be base64 with its padding. Where the content
 * type declares JSON, or there is none, {@code data} is {@link DataKind#JSON}: the value's own text, to the digit and the
 * blank, and a JSON string with its quotes. Under any other content type it must be a string, and is {@link
 * DataKind#TEXT}. Text that would come back as something else is written as a string, and {@code dispatchdata} tells its
 * kind.
 *
 * <p>Immutable, and safe to share between threads; making one is not cheap, so keep it.
 *
 * @since 0.1
 */
public final class CloudEventV1Json extends JsonFormat {

    private final V1Writer writer;

    private CloudEventV1Json(Builder builder) {
        super(new V1Format(builder.mapping), builder);
        writer = new V1Writer(documents(), builder.mapping, builder.lineFaults() != null);
    }

    /**
     * Makes one with the default bounds and mapping, that stops at the first fault.
     *
     * @return a reader and writer of events
     */
    public static CloudEventV1Json create() {
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
     * Writes an event as one JSON object of 1.0, without blanks around its members, whatever version it was.
     *
     * @param event the event, which may be invalid
     * @return the object; {@link #read(String)} gives the same event, of version {@value CloudEventV1Mapping#SPEC_VERSION},
     *     in which text that is JSON, under a content type that says so or none, is {@link DataKind#JSON}
     * @throws IllegalArgumentException if JSON cannot say it: text with half of a surrogate pair, a year beyond 9999, or
     *     a payload that is not of its kind
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

        private CloudEventV1Mapping mapping = CloudEventV1Mapping.create();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets what becomes of attributes, such as where the source type comes from.
         *
         * @param value the mapping, {@link CloudEventV1Mapping#create()} unless set
         * @return this builder
         */
        public Builder mapping(CloudEventV1Mapping value) {
            mapping = Objects.requireNonNull(value, "mapping");
            return this;
        }

        /**
         * Builds it.
         *
         * @return a reader and writer of events
         */
        public CloudEventV1Json build() {
            return new CloudEventV1Json(this);
        }
    }
}
