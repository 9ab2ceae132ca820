package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.ExtensionNames;
import io.dispatchframework.events.internal.StringSyntax;
import io.dispatchframework.events.internal.Text;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns the attributes of CloudEvents 1.0 into events and back, with nothing lost on the way.
 *
 * <p>{@code id}, {@code source}, {@code type}, {@code time}, {@code datacontenttype} and {@code dataschema} are the event
 * id, source id, event type, event time, content type and schema URL; {@code subject} and extension attributes are
 * extensions of the same name. What only 0.1 has is carried by extension attributes: {@code namespace}, {@code
 * sourcetype}, {@code eventtypeversion}; {@code dispatchextensions} with, as JSON text, the extensions that 1.0 has no
 * name, type or characters for; and {@code dispatchdata}, which is {@code text}, {@code json} or {@code binary} where the
 * content type tells the wrong {@link DataKind}. {@code dispatchextensions} stays an extension of the event that is read,
 * and is taken apart where that is written as 0.1.
 *
 * <p><b>Source type.</b> Where {@code sourcetype} is not given, a mapper of the host tells it, else it is a constant. It
 * is not written where that would tell the same. A carrier that was given although it changes nothing is kept as an
 * extension too, and so is written again.
 *
 * <p>This is what formats, protocol bindings and other libraries' events have in common; {@link CloudEventV1Json} is the
 * JSON format. Whether an event is valid is not asked here, but by an {@link EventValidator}.
 *
 * <p>Immutable, and safe to share between threads if the mapper is.
 *
 * @since 0.1
 */
public final class CloudEventV1Mapping {

    /** The version of the specification that events read here have. */
    public static final String SPEC_VERSION = "1.0";

    /** The source type of events that do not say one, unless set otherwise. */
    public static final String DEFAULT_SOURCE_TYPE = "cloudevents";

    private static final Documents JSON = new Documents(JsonBounds.DEFAULTS);

    private static final CloudEventV1Mapping DEFAULT = builder().build();

    private final SourceTypes sourceTypes;

    private CloudEventV1Mapping(Builder builder) {
        sourceTypes = new SourceTypes(builder.sourceType, builder.sourceTypes);
    }

    /**
     * Returns the mapping in which events that do not say their source type have {@value #DEFAULT_SOURCE_TYPE}.
     *
     * @return a mapping
     */
    public static CloudEventV1Mapping create() {
        return DEFAULT;
    }

    /**
     * Starts a mapping with settings of its own.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    SourceTypes sourceTypes() {
        return sourceTypes;
    }

    /**
     * Makes an event of attributes and a payload in bytes, such as a message in binary mode has them.
     *
     * <p>The payload is {@link DataKind#JSON} if the content type declares JSON and it is one JSON value; {@link
     * DataKind#TEXT} if it is UTF-8 and the content type declares text, JSON or XML; and otherwise {@link
     * DataKind#BINARY}. No bytes are no payload. {@code dispatchdata} overrides all that.
     *
     * @param attributes values by the names of 1.0, {@code datacontenttype} included; text for all that the
     *     specification names, where {@code time} may be an {@link OffsetDateTime} and {@link URI}s are as good as text;
     *     for extensions text, booleans, integers and, as their text, the same two and {@code byte[]}; {@code null} is as
     *     good as absent
     * @param data the payload, which is copied, {@code null} for none
     * @return the event, which may be invalid: what is missing stays missing, and an extension of another name or type
     *     than 1.0 has is left to the validator
     * @throws IllegalArgumentException if it is of another version than {@value #SPEC_VERSION}, a time is malformed, a
     *     value is not of the type it must have, or a carrier does not say what it may; the message begins with the
     *     attribute's name
     */
    public CloudEvent fromAttributes(Map<String, ? extends @Nullable Object> attributes, byte @Nullable [] data) {
        Objects.requireNonNull(attributes, "attributes");
        V1Draft draft = new V1Draft(JSON, sourceTypes);
        attributes.forEach((name, value) -> {
            Objects.requireNonNull(name, "attributes");
            if (value != null) {
                read(draft, name, value);
            }
        });
        draft.payload(data == null ? new byte[0] : data);
        return draft.finish();
    }

    private static void read(V1Draft draft, String name, Object value) {
        V1Attribute attribute = V1Attribute.named(name);
        if (attribute == V1Attribute.TIME && value instanceof OffsetDateTime time) {
            draft.time(time);
            return;
        }
        Object plain = plain(name, value);
        if (attribute == null || attribute == V1Attribute.DATA || attribute == V1Attribute.DATA_BASE64) {
            draft.extension(name, plain);
        } else if (plain instanceof String text) {
            draft.text(attribute, text);
        } else if (attribute.value() == EventMember.Value.TEXT_OR_EXTENSION) {
            draft.extension(name, plain);
        } else {
            throw new AttributeFault(
                    attribute, "must be text, was a " + value.getClass().getName());
        }
    }

    private static Object plain(String name, Object value) {
        if (value instanceof URI) {
            return value.toString();
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        return value instanceof OffsetDateTime time
                ? format(name, time)
                : Objects.requireNonNull(Extensions.copy(value, name), name);
    }

    private static String format(String name, OffsetDateTime time) {
        try {
            return Rfc3339.format(time);
        } catch (IllegalArgumentException unwritable) {
            throw new IllegalArgumentException(Text.escape(name) + " " + unwritable.getMessage(), unwritable);
        }
    }

    /**
     * Returns the attributes of an event by the names of 1.0, for a message that has {@link CloudEvent#dataBytes()} as
     * its payload.
     *
     * <p>{@code specversion} is {@value #SPEC_VERSION} whatever version the event has. Required text that is absent, in
     * an invalid event, is left out. Where JSON has no content type, it is set to {@code application/json}, as 1.0 asks for.
     *
     * @param event the event, which may be invalid
     * @return a new map in the order of the specification: text, booleans and 32-bit integers, times in RFC 3339
     * @throws IllegalArgumentException if 1.0 cannot say it: text with half of a surrogate pair, a year beyond 9999, or a
     *     payload that is not of its kind
     */
    public Map<String, Object> toAttributes(CloudEvent event) {
        Objects.requireNonNull(event, "event");
        JsonText.requireSound(V1Attribute.DATA.jsonName(), event.data());
        String contentType = event.contentType();
        if (event.dataKind() == DataKind.JSON) {
            V1Payload.requireJson(event, JSON);
            contentType = contentType == null ? "application/json" : contentType;
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        write(event, contentType, V1Payload.markOfBytes(event, contentType, JSON), (name, value) -> {
            if (value instanceof String text) {
                JsonText.requireSound(name, text);
            }
            attributes.put(name, value);
        });
        return attributes;
    }

    /**
     * Gives all attributes that an event has in 1.0, in the order of the specification.
     *
     * @param mark the kind of payload that has to be named since nothing else tells it
     */
    void write(
            CloudEvent event,
            @Nullable String contentType,
            @Nullable DataKind mark,
            BiConsumer<? super String, Object> to) {
        to.accept(V1Attribute.SPECVERSION.jsonName(), SPEC_VERSION);
        give(V1Attribute.ID, event.eventId(), to);
        give(V1Attribute.SOURCE, event.sourceId(), to);
        give(V1Attribute.TYPE, event.eventType(), to);
        OffsetDateTime time = event.eventTime();
        give(V1Attribute.TIME, time == null ? null : format(V1Attribute.TIME.jsonName(), time), to);
        give(V1Attribute.DATACONTENTTYPE, contentType, to);
        give(V1Attribute.DATASCHEMA, event.schemaUrl(), to);
        give(V1Attribute.NAMESPACE, event.namespace(), to);
        String impliedType = sourceTypes.of(event);
        if (!event.sourceType().equals(impliedType)) {
            to.accept(V1Attribute.SOURCETYPE.jsonName(), event.sourceType());
        }
        give(V1Attribute.EVENTTYPEVERSION, event.eventTypeVersion(), to);
        if (event.hasExtensions()) {
            writeExtensions(event, impliedType, to);
        }
        give(V1Attribute.DISPATCHDATA, mark == null ? null : V1Payload.mark(mark), to);
    }

    private static void give(V1Attribute attribute, @Nullable String text, BiConsumer<? super String, Object> to) {
        if (text != null && !text.isEmpty()) {
            to.accept(attribute.jsonName(), text);
        }
    }

    private static void writeExtensions(CloudEvent event, String impliedType, BiConsumer<? super String, Object> to) {
        Map<String, Object> extensions = event.extensions();
        Map<String, @Nullable Object> others = new LinkedHashMap<>();
        Object carrier = null;
        for (Map.Entry<String, ? extends @Nullable Object> extension : extensions.entrySet()) {
            String name = extension.getKey();
            Object value = extension.getValue();
            if (value == null || !isOf1(value) || !isFree(name, value, event, impliedType)) {
                others.put(name, value);
            } else if (name.equals(ExtensionCarrier.NAME)) {
                carrier = value;
            } else {
                to.accept(name, value);
            }
        }
        if (carrier != null && others.isEmpty()) {
            to.accept(ExtensionCarrier.NAME, carrier);
        } else if (!others.isEmpty() || extensions.isEmpty()) {
            if (carrier != null) {
                addCarried(extensions, others);
            }
            to.accept(ExtensionCarrier.NAME, ExtensionCarrier.pack(others));
        }
    }

    /** Adds what the carrier of an event of 1.0 has to what must go there too, or else the carrier itself. */
    private static void addCarried(Map<String, Object> extensions, Map<String, @Nullable Object> others) {
        ExtensionCarrier.unpacked(extensions, JSON).forEach((name, value) -> {
            if (name.equals(ExtensionCarrier.NAME) || !extensions.containsKey(name)) {
                others.put(name, value);
            }
        });
    }

    /** Tells whether an event was read as 1.0, or made to be such. */
    static boolean isOf1(CloudEvent event) {
        return event.cloudEventsVersion().equals(SPEC_VERSION);
    }

    /** Tells whether 1.0 has the type of a value. */
    private static boolean isOf1(Object value) {
        return value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || (value instanceof Long number && number.intValue() == number);
    }

    /** Tells whether an extension can stand under its own name. */
    private static boolean isFree(String name, Object value, CloudEvent event, String impliedType) {
        V1Attribute attribute = V1Attribute.named(name);
        // An event of 1.0 is written as it was read, valid or not; one of 0.1 knew nothing of the rules of 1.0.
        if (!isOf1(event) && !isValid(name, value)) {
            return false;
        }
        if (attribute == null) {
            return ExtensionNames.isName(name);
        }
        return switch (attribute) {
            case SUBJECT -> value instanceof String;
            case NAMESPACE -> event.namespace().isEmpty() && changesNothing(value, "");
            case EVENTTYPEVERSION -> event.eventTypeVersion() == null && changesNothing(value, "");
            case SOURCETYPE -> event.sourceType().equals(impliedType) && changesNothing(value, impliedType);
            default -> false;
        };
    }

    /** Tells whether an extension of 0.1, which may be anything, is valid in 1.0 and has no meaning of its own there. */
    private static boolean isValid(String name, Object value) {
        return !name.equals(ExtensionCarrier.NAME)
                && name.length() <= ExtensionNames.LONGEST
                && !(value instanceof String text
                        && (StringSyntax.indexOfDisallowed(text) >= 0
                                || (text.isEmpty() && name.equals(V1Attribute.SUBJECT.jsonName()))));
    }

    /** Tells whether a carrier's value would be kept as an extension when it is read. */
    private static boolean changesNothing(Object value, String implied) {
        return !(value instanceof String) || value.equals(implied);
    }

    /**
     * Builds a mapping; not safe to share between threads.
     */
    public static final class Builder {

        private String sourceType = DEFAULT_SOURCE_TYPE;
        private @Nullable Function<? super CloudEvent, ? extends @Nullable String> sourceTypes;

        private Builder() {}

        /**
         * Sets the source type of events that do not say one, where the mapper does not tell it either.
         *
         * @param constant the source type, {@value CloudEventV1Mapping#DEFAULT_SOURCE_TYPE} unless set
         * @return this builder
         * @throws IllegalArgumentException if it is empty
         */
        public Builder sourceType(String constant) {
            if (Objects.requireNonNull(constant, "constant").isEmpty()) {
                throw new IllegalArgumentException("sourceType must not be empty");
            }
            sourceType = constant;
            return this;
        }

        /**
         * Sets what tells the source type of events that do not say one, such as from the event's source id.
         *
         * @param mapper gets the event as it was read, but for its payload, and with no source type; called by many threads
         *     at once, when an event is read and when one is written; it must tell the same for equal events. {@code null}
         *     or empty text means the constant. What it throws reaches whoever reads or writes
         * @return this builder
         */
        public Builder sourceTypes(Function<? super CloudEvent, ? extends @Nullable String> mapper) {
            sourceTypes = Objects.requireNonNull(mapper, "mapper");
            return this;
        }

        /**
         * Builds it.
         *
         * @return a mapping
         */
        public CloudEventV1Mapping build() {
            return new CloudEventV1Mapping(this);
        }
    }
}
