package io.dispatchframework.events.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event while its members are read, each given once and none of them {@code null}, in any order.
 *
 * <p>Methods throw {@link AttributeFault} for what no event can be made of.
 *
 * @param <M> the members that the format has by name
 */
interface EventDraft<M extends EventMember> {

    /** Takes a member that is text. */
    void text(M member, String text);

    /** Takes one extension, in a format where they stand among the attributes, and tells whether it is the first so named. */
    boolean extension(String name, Object value);

    /** Takes all extensions, in a format where they have a member of their own; the map is immutable. */
    void extensions(Map<String, @Nullable Object> values);

    /** Takes the payload, which can be read until the event is finished. */
    void payload(JsonPayload payload);

    /** Makes the event of what was taken. */
    CloudEvent finish();
}
