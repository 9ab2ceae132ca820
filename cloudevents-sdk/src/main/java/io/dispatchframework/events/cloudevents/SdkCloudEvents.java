package io.dispatchframework.events.cloudevents;

import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.BytesCloudEventData;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.CloudEventV1Mapping;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.MalformedJsonException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns events of the CloudEvents SDK for Java into events of this library, and back.
 *
 * <p>Attributes and extensions become what {@link CloudEventV1Mapping} says. An event that goes one way and back is equal to
 * the one before, but for what this library or the SDK has no type for:
 *
 * <ul>
 *   <li>Extensions that are a {@link URI}, a time or bytes become text here (times in RFC 3339, bytes in base64), as JSON has
 *       them, since extensions of this library are of the types of JSON; they go back as text. {@link Number}s of
 *       classes that reading JSON does not give, such as {@code AtomicInteger}, are refused.
 *   <li>A payload is bytes in the SDK, and text here; the content type tells which {@link DataKind} it is, as for a message
 *       in binary mode. Without a content type it is {@link DataKind#JSON} if it is one JSON value, as the SDK has it too,
 *       else {@link DataKind#BINARY}. Where that tells another kind than an event of this library has, the extension
 *       {@code dispatchdata} names it. A payload of no bytes is none.
 *   <li>Extensions that 1.0 cannot say, such as those with capital letters or hyphens in their names or with numbers of more
 *       than 32 bits, go together into the extension {@code dispatchextensions}, and stay in it on the way back.
 *   <li>What only 0.1 has goes into extensions, such as {@code sourcetype}.
 * </ul>
 *
 * <p><b>Nothing is lazy.</b> Both ways copy at once: {@link CloudEventData#toBytes()} is called once, on the caller's thread,
 * and what it throws reaches the caller. Later changes to the bytes of either event are not seen by the other.
 *
 * <p>Whether an event is valid is not asked here, but by an {@link io.dispatchframework.events.event.EventValidator}.
 *
 * <p>Immutable, and safe to share between threads if the mapping is.
 *
 * @since 0.1
 */
public final class SdkCloudEvents {

    private static final String CONTENT_TYPE = "datacontenttype";
    private static final String PAYLOAD_KIND = "dispatchdata";

    private static final SdkCloudEvents DEFAULT = new SdkCloudEvents(CloudEventV1Mapping.create());
    private static final CloudEventJson JSON = CloudEventJson.create();

    private final CloudEventV1Mapping mapping;

    private SdkCloudEvents(CloudEventV1Mapping mapping) {
        this.mapping = mapping;
    }

    /**
     * Returns one with the default mapping.
     *
     * @return a converter
     */
    public static SdkCloudEvents create() {
        return DEFAULT;
    }

    /**
     * Makes one with a mapping of the host's own, such as one that tells the source type.
     *
     * @param mapping what becomes of attributes
     * @return a converter
     */
    public static SdkCloudEvents with(CloudEventV1Mapping mapping) {
        return new SdkCloudEvents(Objects.requireNonNull(mapping, "mapping"));
    }

    /**
     * Turns an event of the SDK into one of this library.
     *
     * @param event the event, of version 1.0; it may be of any class, and lack what it must have
     * @return an event of version 1.0
     * @throws IllegalArgumentException if it is of version 0.3, or has an attribute that {@link
     *     CloudEventV1Mapping#fromAttributes} refuses; the message begins with the attribute's name
     */
    public CloudEvent fromSdk(io.cloudevents.CloudEvent event) {
        Objects.requireNonNull(event, "event");
        if (event.getSpecVersion() != SpecVersion.V1) {
            throw new IllegalArgumentException("specversion must be '1.0', was '" + event.getSpecVersion()
                    + "'; the SDK's CloudEventBuilder.v1(event) makes an event of 1.0 of it");
        }
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        for (String name : event.getAttributeNames()) {
            attributes.put(name, event.getAttribute(name));
        }
        attributes.put("specversion", CloudEventV1Mapping.SPEC_VERSION);
        for (String name : event.getExtensionNames()) {
            attributes.put(name, event.getExtension(name));
        }
        CloudEventData data = event.getData();
        byte[] bytes = data == null ? null : data.toBytes();
        if (bytes != null
                && event.getDataContentType() == null
                && attributes.get(PAYLOAD_KIND) == null
                && isJson(bytes)) {
            attributes.put(PAYLOAD_KIND, "json");
        }
        return mapping.fromAttributes(attributes, bytes);
    }

    /**
     * Turns an event of this library into one of the SDK.
     *
     * @param event the event, of any version; it must have an id, a source and a type, since the SDK has no events without
     * @return an event of version 1.0, of the SDK's own class
     * @throws IllegalArgumentException if it lacks one of these, has a source or schema that is no {@link URI} to Java, or
     *     has something that {@link CloudEventV1Mapping#toAttributes} refuses; the message begins with the attribute's name
     *     in 1.0
     */
    public io.cloudevents.CloudEvent toSdk(CloudEvent event) {
        Objects.requireNonNull(event, "event");
        Map<String, Object> attributes = mapping.toAttributes(event);
        byte[] data = event.data() == null ? null : event.dataBytes();
        if (data != null && event.contentType() == null && event.dataKind() == DataKind.BINARY && isJson(data)) {
            attributes.put(PAYLOAD_KIND, "binary");
        }
        CloudEventBuilder sdk = CloudEventBuilder.v1()
                .withId(required("id", attributes))
                .withSource(uri("source", required("source", attributes)))
                .withType(required("type", attributes))
                .withTime(event.eventTime());
        attributes.forEach((name, value) -> {
            switch (name) {
                case "specversion", "id", "source", "type", "time" -> {}
                case CONTENT_TYPE -> sdk.withDataContentType(event.contentType());
                case "dataschema" -> sdk.withDataSchema(uri(name, value.toString()));
                case "subject" -> sdk.withSubject(value.toString());
                default -> extend(sdk, name, value);
            }
        });
        if (data != null) {
            sdk.withData(BytesCloudEventData.wrap(data));
        }
        return sdk.build();
    }

    private static void extend(CloudEventBuilder sdk, String name, Object value) {
        if (value instanceof Boolean truth) {
            sdk.withExtension(name, truth);
        } else if (value instanceof Number number) {
            sdk.withExtension(name, (Number) number.intValue());
        } else {
            sdk.withExtension(name, value.toString());
        }
    }

    private static String required(String name, Map<String, Object> attributes) {
        Object value = attributes.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    name + " is missing, and the SDK has no events without; validate the event first");
        }
        return value.toString();
    }

    private static URI uri(String name, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(
                    name + " must be a URI that java.net.URI can hold: " + malformed.getReason(), malformed);
        }
    }

    private static boolean isJson(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            return false;
        }
        try {
            JSON.requireValue(text);
            return true;
        } catch (MalformedJsonException malformed) {
            return false;
        }
    }
}
