package io.dispatchframework.events.event;

/**
 * What one event may hold at most.
 *
 * @param maxDepth objects and lists in each other, the event itself being the first
 * @param maxTextLength UTF-16 units of one text or name
 * @param maxEventBytes bytes from the event's first brace to its last
 */
record JsonBounds(int maxDepth, int maxTextLength, int maxEventBytes) {

    /** What holds unless a host sets otherwise. */
    static final JsonBounds DEFAULTS = new JsonBounds(
            CloudEventJson.DEFAULT_MAX_DEPTH,
            CloudEventJson.DEFAULT_MAX_TEXT_LENGTH,
            CloudEventJson.DEFAULT_MAX_EVENT_BYTES);

    /** In an extension: enough for every number in use, and cheap to compute with. */
    static final int MOST_NUMBER_CHARACTERS = 1_000;

    /** In an extension: {@code 1e999999999} is short, but turning it into an integer takes all memory. */
    static final int LARGEST_EXPONENT = 10_000;
}
