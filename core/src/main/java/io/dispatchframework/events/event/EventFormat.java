package io.dispatchframework.events.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the readers have to know of a format: its names, and how an event is made of their values.
 *
 * @param <M> the members that it has by name
 */
abstract class EventFormat<M extends Enum<M> & EventMember> implements Dialect {

    private final Class<M> type;
    private final M[] members;
    private final byte[][] quotedNames;

    EventFormat(Class<M> type) {
        this.type = type;
        this.members = type.getEnumConstants();
        this.quotedNames = Arrays.stream(members)
                .map(member -> (member.jsonName() + '"').getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    Class<M> type() {
        return type;
    }

    /** Returns the members in the order of the specification; not to be changed. */
    M[] members() {
        return members;
    }

    /** Returns the members' names, each with its last quote, in the same order; not to be changed. */
    byte[][] quotedNames() {
        return quotedNames;
    }

    /** Returns a member by its name, which is exact: no other case, no other spelling. */
    abstract @Nullable M named(String name);

    /** Tells whether members of other names are extensions, or of no interest. */
    abstract boolean othersAreExtensions();

    /** Tells whether an extension that stands among the attributes is of a usual name; others are only read strictly. */
    abstract boolean isUsual(String extensionName);

    /** Starts an event. */
    abstract EventDraft<M> draft(Documents documents);

    @Override
    public EventBinding binding(JsonTokens tokens, Documents documents) {
        return new EventBinder<>(this, tokens, documents);
    }

    @Override
    public EventScanner scanner(Documents documents) {
        return new PlainEventScanner<>(this, documents);
    }
}
