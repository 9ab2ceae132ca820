package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.StringSyntax;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The extension attribute of 1.0 that has, as JSON text, what 1.0 cannot say of the extensions of an event.
 *
 * <p>In an event of 1.0 it is an extension as any other, so that the event is as valid as what was read. Only where the
 * event is written as 0.1 its members are extensions again.
 */
final class ExtensionCarrier {

    static final String NAME = "dispatchextensions";

    private ExtensionCarrier() {}

    /**
     * Returns the extensions in 0.1 of an event of 1.0: the same map where nothing is carried, or where the carrier does not
     * say what it may or has a name that stands beside it too, since then it is all that there is.
     *
     * @param documents whose bounds apply
     */
    static Map<String, Object> unpacked(Map<String, Object> extensions, Documents documents) {
        if (!(extensions.get(NAME) instanceof String packed)) {
            return extensions;
        }
        Map<String, @Nullable Object> members;
        try {
            members = documents.object(packed);
        } catch (MalformedJsonException malformed) {
            return extensions;
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(extensions);
        all.remove(NAME);
        for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
            if (all.containsKey(member.getKey())) {
                return extensions;
            }
            all.put(member.getKey(), member.getValue());
        }
        return all;
    }

    /** Returns the text that carries some extensions, with characters that 1.0 disallows as escapes. */
    static String pack(Map<String, @Nullable Object> extensions) {
        String json = JsonValues.toText(extensions, "extensions");
        if (StringSyntax.indexOfDisallowed(json) < 0) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 64);
        json.codePoints().forEach(point -> {
            if (StringSyntax.isAllowed(point)) {
                escaped.appendCodePoint(point);
            } else {
                // They stand in texts and names alone, where an escape says the same.
                for (char unit : Character.toChars(point)) {
                    escaped.append("\\u%04X".formatted((int) unit));
                }
            }
        });
        return escaped.toString();
    }
}
