package io.dispatchframework.events.event;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What CloudEvents 1.0 has by name, in the order in which it is written: the attributes of the specification, the
 * extension attributes that carry attributes which only 0.1 has, and the payload as JSON has it.
 */
enum V1Attribute implements EventMember {
    SPECVERSION("specversion"),
    ID("id"),
    SOURCE("source"),
    TYPE("type"),
    SUBJECT("subject"),
    TIME("time"),
    DATACONTENTTYPE("datacontenttype"),
    DATASCHEMA("dataschema"),
    NAMESPACE("namespace"),
    SOURCETYPE("sourcetype"),
    EVENTTYPEVERSION("eventtypeversion"),
    DISPATCHDATA("dispatchdata"),
    DATA("data"),
    DATA_BASE64("data_base64");

    private static final Map<String, V1Attribute> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(V1Attribute::jsonName, each -> each));

    private final String jsonName;

    V1Attribute(String jsonName) {
        this.jsonName = jsonName;
    }

    @Override
    public String jsonName() {
        return jsonName;
    }

    /** A carrier's name may mean something else to others, and then have a value of another type. */
    @Override
    public Value value() {
        return switch (this) {
            case NAMESPACE, SOURCETYPE, EVENTTYPEVERSION -> Value.TEXT_OR_EXTENSION;
            case DATA -> Value.PAYLOAD;
            default -> Value.TEXT;
        };
    }

    static @Nullable V1Attribute named(String jsonName) {
        return BY_NAME.get(jsonName);
    }
}
