package io.dispatchframework.events.event;

/** How events are read: in one format, or in the one that each of them is in. */
interface Dialect {

    /** Starts to read, strictly, the event whose opening brace is the current token. */
    EventBinding binding(JsonTokens tokens, Documents documents);

    /** Makes what is tried first, for one event after another. */
    EventScanner scanner(Documents documents);
}
