package io.dispatchframework.events.store.internal;

import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.store.Resource;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The members of a map, taken out with a telling error where the type is wrong; and what every resource writes there.
 *
 * @param path what stands before the names in errors, empty or with a dot at its end
 * @param map the members by name
 * @param confidential whether the values must not stand in errors
 */
public record Members(String path, Map<?, ?> map, boolean confidential) {

    private static final String TAGS = "tags";
    private static final String EXPIRES_AT = "expiresAt";
    private static final String CREATED_REVISION = "createdRevision";
    private static final String REVISION = "revision";
    private static final String CREATED_TIME = "createdTime";
    private static final String MODIFIED_TIME = "modifiedTime";

    /** Looks at a map as a whole. */
    public static Members of(Map<?, ?> map) {
        return new Members("", map, false);
    }

    /** Returns the names. */
    public Collection<String> names() {
        return map.keySet().stream().map(String::valueOf).toList();
    }

    private IllegalArgumentException fault(String name, String what) {
        Object value = map.get(name);
        return new IllegalArgumentException(Text.escape(path) + Text.escape(name) + " " + what
                + (confidential ? "" : ", was " + Text.quote(String.valueOf(value))));
    }

    /** Returns a member that must be text. */
    public @Nullable String text(String name) {
        Object value = map.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw fault(name, "must be text");
    }

    /** Returns a member that must be text, with the empty text taken for an absent one. */
    public @Nullable String textIfAny(String name) {
        String value = text(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Returns a member that must be an object. */
    public @Nullable Members map(String name) {
        return map(name, confidential);
    }

    private @Nullable Members map(String name, boolean hidden) {
        Object value = map.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Map<?, ?> members) {
            return new Members(path + name + ".", members, hidden);
        }
        throw new Members(path, map, hidden).fault(name, "must be an object");
    }

    /** Returns the members of an object that must all be text; none if it is absent. */
    public Map<String, String> texts(String name) {
        return texts(map(name));
    }

    /** As {@link #texts}, for values that must not stand in errors. */
    public Map<String, String> confidentialTexts(String name) {
        return texts(map(name, true));
    }

    private static Map<String, String> texts(@Nullable Members members) {
        Map<String, String> texts = new TreeMap<>();
        if (members != null) {
            for (String key : members.names()) {
                String value = members.text(key);
                if (value != null) {
                    texts.put(key, value);
                }
            }
        }
        return texts;
    }

    /** Returns a member that must be a whole number. */
    public @Nullable Long number(String name) {
        Object value = map.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        throw fault(name, "must be a whole number");
    }

    /** Returns a member that must be a whole number of 32 bits. */
    public @Nullable Integer integer(String name) {
        Long value = number(name);
        if (value == null) {
            return null;
        }
        if (value != value.intValue()) {
            throw fault(name, "must be between " + Integer.MIN_VALUE + " and " + Integer.MAX_VALUE);
        }
        return value.intValue();
    }

    /** Returns a member that must be a number. */
    public @Nullable Double decimal(String name) {
        Object value = map.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw fault(name, "must be a number");
    }

    /** Returns a member that must be text which a parser takes. */
    public <T> @Nullable T parsed(String name, Function<String, T> parser) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return parser.apply(value);
        } catch (DateTimeParseException malformed) {
            throw fault(name, "must be an ISO-8601 time or duration");
        } catch (IllegalArgumentException wrong) {
            throw fault(name, String.valueOf(wrong.getMessage()));
        }
    }

    /** Returns the tags of a resource. */
    public Map<String, String> tags() {
        return texts(TAGS);
    }

    /** Returns the expiry of a resource. */
    public @Nullable Instant expiresAt() {
        return parsed(EXPIRES_AT, Members::instant);
    }

    /** Returns the metadata of a resource. */
    public Metadata metadata() {
        Long revision = number(REVISION);
        if (revision == null || revision == 0) {
            return Metadata.NONE;
        }
        Long createdRevision = number(CREATED_REVISION);
        Instant created = parsed(CREATED_TIME, Members::instant);
        Instant modified = parsed(MODIFIED_TIME, Members::instant);
        return new Metadata(
                createdRevision == null ? revision : createdRevision,
                revision,
                created == null ? Instant.EPOCH : created,
                modified == null ? Instant.EPOCH : modified);
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException noTimeWithAnOffset) {
            return Instant.parse(text); // which has more years, and wants seconds
        }
    }

    /** Writes the tags of a resource, if there are any. */
    public static void putTags(Map<String, Object> out, Resource<?> resource) {
        if (!resource.tags().isEmpty()) {
            out.put(TAGS, resource.tags());
        }
    }

    /** Writes the expiry and the metadata of a resource, as far as it has them. */
    public static void putMetadata(Map<String, Object> out, Resource<?> resource) {
        putText(out, EXPIRES_AT, resource.expiresAt());
        Metadata metadata = resource.metadata();
        if (metadata.isStored()) {
            out.put(CREATED_REVISION, metadata.createdRevision());
            out.put(REVISION, metadata.revision());
            putText(out, CREATED_TIME, metadata.createdAt());
            putText(out, MODIFIED_TIME, metadata.modifiedAt());
        }
    }

    /** Writes a value as text, unless it is absent. */
    public static void putText(Map<String, Object> out, String name, @Nullable Object value) {
        if (value != null) {
            out.put(name, value.toString());
        }
    }
}
