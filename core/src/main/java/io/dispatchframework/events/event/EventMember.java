package io.dispatchframework.events.event;

/** A name that a format gives a meaning to; its enums list them in the order of the specification. */
interface EventMember {

    /** What may stand as the member's value, besides {@code null}, which is as good as absent. */
    enum Value {
        /** Text. */
        TEXT,
        /** Text, or else it is an extension of that name. */
        TEXT_OR_EXTENSION,
        /** An object of extensions. */
        EXTENSIONS,
        /** The payload: any JSON value. */
        PAYLOAD
    }

    /** Returns the name, which is ASCII. */
    String jsonName();

    /** Returns what may stand there. */
    Value value();
}
