package io.dispatchframework.events.event;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Writes plain values as JSON: what {@link Extensions} lets pass. */
final class JsonValues {

    /** Extensions have their own bound on depth, which is lower. */
    private static final int UNBOUNDED_DEPTH = 2_000;

    private static final TokenStreamFactory JACKSON = JsonFactory.builder()
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(UNBOUNDED_DEPTH)
                    .build())
            .build();

    private JsonValues() {}

    /** Returns any value as JSON text, or throws an {@link IllegalArgumentException} if JSON cannot say it. */
    static String toText(Object value, String path) {
        return ofCopy(Extensions.copy(value, path), path);
    }

    /** Returns a value as {@link Extensions} has copied it as JSON text, or refuses half of a surrogate pair. */
    static String ofCopy(@Nullable Object value, String path) {
        if (value instanceof Boolean || value instanceof Integer) {
            return value.toString();
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JACKSON.createGenerator(ObjectWriteContext.empty(), text)) {
            write(out, value, path);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, @Nullable Object value, String path) {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String text) {
            out.writeString(sound(text, path));
        } else if (value instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else if (value instanceof Map<?, ?> members) {
            out.writeStartObject();
            members.forEach((name, member) -> {
                out.writeName(sound((String) name, path));
                write(out, member, path + "." + name);
            });
            out.writeEndObject();
        } else if (value instanceof List<?> elements) {
            out.writeStartArray();
            for (Object element : elements) {
                write(out, element, path + "[]");
            }
            out.writeEndArray();
        } else {
            writeNumber(out, (Number) value);
        }
    }

    private static void writeNumber(JsonGenerator out, Number number) {
        if (number instanceof BigDecimal decimal) {
            out.writeNumber(decimal);
        } else if (number instanceof BigInteger integer) {
            out.writeNumber(integer);
        } else if (number instanceof Double fraction) {
            out.writeNumber(fraction);
        } else if (number instanceof Float fraction) {
            out.writeNumber(fraction);
        } else {
            out.writeNumber(number.longValue());
        }
    }

    private static String sound(String text, String path) {
        if (Surrogates.indexOfHalf(text) >= 0) {
            throw new IllegalArgumentException(path + " has half of a surrogate pair, which UTF-8 cannot say");
        }
        return text;
    }
}
