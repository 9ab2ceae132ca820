package io.dispatchframework.events.event;

import java.util.Objects;

/**
 * Reads events as JSON of CloudEvents 0.1 or 1.0, each by what it says of itself, and writes each in its own version.
 *
 * <p>An event with a member {@code specversion} is read as {@link CloudEventV1Json} reads it, one with a member {@code
 * cloud-events-version} as {@link CloudEventJson} does. One with both is refused, and so is one with neither; {@code null}
 * is as good as absent. Documents may have events of either.
 *
 * <p>Immutable, and safe to share between threads; making one is not cheap, so keep it.
 *
 * @since 0.1
 */
public final class CloudEventAnyJson extends JsonFormat {

    private final EventWriter writer;
    private final V1Writer v1Writer;

    private CloudEventAnyJson(Builder builder) {
        super(new AnyDialect(new V1Format(builder.mapping)), builder);
        boolean onOneLine = builder.lineFaults() != null;
        writer = new EventWriter(documents(), builder.inlineJson, onOneLine);
        v1Writer = new V1Writer(documents(), builder.mapping, onOneLine);
    }

    /**
     * Makes one with the default bounds and mapping, that stops at the first fault.
     *
     * @return a reader and writer of events
     */
    public static CloudEventAnyJson create() {
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
     * Writes an event of version {@value CloudEventV1Mapping#SPEC_VERSION} as {@link CloudEventV1Json} does, and any other
     * as {@link CloudEventJson} does.
     *
     * @param event the event, which may be invalid
     * @return the object
     * @throws IllegalArgumentException if JSON cannot say it, as those two tell
     */
    @Override
    public String write(CloudEvent event) {
        return out(event).asText();
    }

    @Override
    JsonOut out(CloudEvent event) {
        Objects.requireNonNull(event, "event");
        return CloudEventV1Mapping.isOf1(event) ? v1Writer.write(event) : writer.write(event);
    }

    /**
     * Builds a reader and writer of events; not safe to share between threads.
     */
    public static final class Builder extends JsonFormatBuilder<Builder> {

        private CloudEventV1Mapping mapping = CloudEventV1Mapping.create();
        private boolean inlineJson;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets what becomes of the attributes of 1.0, such as where the source type comes from.
         *
         * @param value the mapping, {@link CloudEventV1Mapping#create()} unless set
         * @return this builder
         */
        public Builder mapping(CloudEventV1Mapping value) {
            mapping = Objects.requireNonNull(value, "mapping");
            return this;
        }

        /**
         * Writes events of 0.1 with {@link CloudEventJson.Builder#inlineJson}.
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
        public CloudEventAnyJson build() {
            return new CloudEventAnyJson(this);
        }
    }
}
