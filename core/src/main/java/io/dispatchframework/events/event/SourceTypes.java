package io.dispatchframework.events.event;

import java.util.Collections;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the source type is of 1.0 events that do not say it: what the host's mapper tells, else a constant. */
final class SourceTypes {

    private static final Documents CARRIED = new Documents(JsonBounds.DEFAULTS);

    private final String constant;
    private final @Nullable Function<? super CloudEvent, ? extends @Nullable String> mapper;

    SourceTypes(String constant, @Nullable Function<? super CloudEvent, ? extends @Nullable String> mapper) {
        this.constant = constant;
        this.mapper = mapper;
    }

    boolean isConstant() {
        return mapper == null;
    }

    String constant() {
        return constant;
    }

    /**
     * Returns the source type of an event that does not say one.
     *
     * <p>The mapper sees the same event when it is read and when it is written, which is how the writer knows what may be
     * left out: without what the source type was, or said to be, and without the payload, whose kind may change; with
     * extensions as 0.1 has them.
     */
    String of(CloudEvent event) {
        if (mapper == null) {
            return constant;
        }
        CloudEvent.Builder seen = event.toBuilder()
                .cloudEventsVersion(CloudEventV1Mapping.SPEC_VERSION)
                .sourceType(null)
                .data(null);
        if (event.hasExtensions()) {
            seen.copiedExtensions(extensions(event));
        }
        String told = mapper.apply(seen.build());
        return told == null || told.isEmpty() ? constant : told;
    }

    private static @Nullable Map<String, Object> extensions(CloudEvent event) {
        String sourceType = V1Attribute.SOURCETYPE.jsonName();
        Map<String, Object> others = Extensions.without(event.extensions(), sourceType);
        if (others == null || !CloudEventV1Mapping.isOf1(event)) {
            return others;
        }
        Map<String, Object> unpacked = Collections.unmodifiableMap(ExtensionCarrier.unpacked(others, CARRIED));
        return Extensions.without(unpacked, sourceType);
    }
}
