package io.dispatchframework.events.event;

import org.jspecify.annotations.Nullable;

/**
 * What the readers have to know of a format: its names, and how an event is made of their values.
 *
 * @param <M> the members that it has by name
 */
abstract class EventFormat<M extends Enum<M> & EventMember> implements Dialect {

    private final Class<M> type;
    private final KnownNames<M> names;

    EventFormat(Class<M> type) {
        this.type = type;
        this.names = new KnownNames<>(type.getEnumConstants(), this::isUsual);
    }

    Class<M> type() {
        return type;
    }

    /** Returns the names that were met in events of this format. */
    KnownNames<M> names() {
        return names;
    }

    /** Returns a member by its name, which is exact: no other case, no other spelling. */
    abstract @Nullable M named(String name);

    /** Tells whether members of other names are extensions, or of no interest. */
    abstract boolean othersAreExtensions();

    /**
     * Tells whether a name that the format does not have is a usual one for an extension that stands among the attributes;
     * what has another name is only read strictly.
     */
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
