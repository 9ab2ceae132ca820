package io.dispatchframework.events.event;

/**
 * How the text of a payload is to be read, so that every format can write it back exactly.
 *
 * @since 0.1
 */
public enum DataKind {
    /** The payload is the text itself, or there is none. */
    TEXT,
    /** The text is a JSON value, which stood in its place without quotes. */
    JSON,
    /** The text is bytes in base64 (RFC 4648, section 4). */
    BINARY
}
