package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.Text;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A 1.0 event while its attributes are read, in any order.
 *
 * <p>What an attribute means may depend on another that is still to come, so carriers and payload are set at the end. Throws
 * {@link AttributeFault} for what no event can be made of.
 */
final class V1Draft implements EventDraft<V1Attribute> {

    private final Documents documents;
    private final SourceTypes sourceTypes;
    private final CloudEvent.Builder event = CloudEvent.bare();

    /** {@code null} until there is one: an empty map is something else. */
    private @Nullable Map<String, @Nullable Object> extensions;

    private @Nullable String namespace;
    private @Nullable String sourceType;
    private @Nullable String eventTypeVersion;
    private @Nullable String contentType;
    private @Nullable String mark;

    /** The payload in one of its forms: a value in JSON, base64 in JSON, or bytes. */
    private @Nullable JsonPayload value;

    private @Nullable String base64;
    private byte @Nullable [] bytes;

    V1Draft(Documents documents, SourceTypes sourceTypes) {
        this.documents = documents;
        this.sourceTypes = sourceTypes;
    }

    @Override
    public void text(V1Attribute attribute, String text) {
        switch (attribute) {
            case SPECVERSION -> {
                if (!text.equals(CloudEventV1Mapping.SPEC_VERSION)) {
                    throw new AttributeFault(
                            attribute, "must be '" + CloudEventV1Mapping.SPEC_VERSION + "', was " + Text.quote(text));
                }
                event.cloudEventsVersion(text);
            }
            case ID -> event.eventId(text);
            case SOURCE -> event.sourceId(text);
            case TYPE -> event.eventType(text);
            case SUBJECT -> extension(attribute.jsonName(), text);
            case TIME -> {
                try {
                    event.eventTime(Rfc3339.parse(text));
                } catch (IllegalArgumentException malformed) {
                    throw new AttributeFault(attribute, String.valueOf(malformed.getMessage()));
                }
            }
            case DATACONTENTTYPE -> {
                event.contentType(text);
                contentType = text.isEmpty() ? null : text;
            }
            case DATASCHEMA -> event.schemaUrl(text);
            case NAMESPACE -> namespace = text;
            case SOURCETYPE -> sourceType = text;
            case EVENTTYPEVERSION -> eventTypeVersion = text;
            case DISPATCHDATA -> mark = text;
            case DATA_BASE64 -> {
                if (!V1Payload.isBase64(text)) {
                    throw new AttributeFault(attribute, "must be base64 (RFC 4648, section 4) with its padding");
                }
                base64 = text;
            }
            case DATA -> throw new IllegalStateException("the payload is not plain text");
        }
    }

    void time(OffsetDateTime time) {
        event.eventTime(time);
    }

    @Override
    public boolean extension(String name, Object value) {
        if (extensions == null) {
            extensions = new LinkedHashMap<>();
        }
        return extensions.put(name, value) == null;
    }

    @Override
    public void extensions(Map<String, @Nullable Object> values) {
        throw new IllegalStateException("extensions stand among the attributes");
    }

    @Override
    public void payload(JsonPayload payload) {
        value = payload;
    }

    /** Takes the payload of a message that has it as bytes. */
    void payload(byte[] payload) {
        bytes = payload;
    }

    @Override
    public CloudEvent finish() {
        setPayload();
        if (namespace != null) {
            event.namespace(namespace);
            keep(V1Attribute.NAMESPACE, namespace, "");
        }
        if (eventTypeVersion != null) {
            event.eventTypeVersion(eventTypeVersion);
            keep(V1Attribute.EVENTTYPEVERSION, eventTypeVersion, "");
        }
        String implied = impliedSourceType();
        event.sourceType(sourceType == null ? implied : sourceType);
        if (sourceType != null) {
            keep(V1Attribute.SOURCETYPE, sourceType, implied);
        }
        return build(extensions);
    }

    private void setPayload() {
        if (bytes != null) {
            V1Payload.set(event, bytes, contentType, mark, documents);
        } else if (value != null && base64 != null) {
            throw new AttributeFault(V1Attribute.DATA_BASE64, "stands beside data, of which an event has only one");
        } else if (value != null) {
            V1Payload.set(event, value, contentType, mark, documents);
        } else if (base64 != null && mark == null) {
            event.data(base64, DataKind.BINARY);
        } else if (base64 != null) {
            V1Payload.set(event, Base64.getDecoder().decode(base64), contentType, mark, documents);
        } else if (mark != null) {
            throw new AttributeFault(V1Attribute.DISPATCHDATA, "says how to read data, and there is none");
        }
    }

    private String impliedSourceType() {
        if (sourceTypes.isConstant()) {
            return sourceTypes.constant();
        }
        // The mapper gets a copy, since one extension may still be added here.
        return sourceTypes.of(build(extensions == null ? null : new LinkedHashMap<>(extensions)));
    }

    private CloudEvent build(@Nullable Map<String, @Nullable Object> values) {
        return event.copiedExtensions(values == null ? null : Collections.unmodifiableMap(values))
                .build();
    }

    /** Keeps a carrier as an extension where the attribute it sets is as without it, so that it is written again. */
    private void keep(V1Attribute carrier, String value, String implied) {
        if (value.equals(implied)) {
            extension(carrier.jsonName(), value);
        }
    }
}
