package io.dispatchframework.events.event;

import org.jspecify.annotations.Nullable;

/** A payload in a document: any JSON value, of which a format may want either form. */
interface JsonPayload {

    /** Returns the text that it is, or {@code null} if it is no JSON string. */
    @Nullable
    String text();

    /** Tells whether the text is known to have stood there without escapes, and to be ASCII. */
    default boolean isPlainText() {
        return false;
    }

    /** Returns the value as it stood, to the digit and the blank. */
    String json();
}
