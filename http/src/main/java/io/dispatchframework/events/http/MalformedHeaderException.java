package io.dispatchframework.events.http;

import io.dispatchframework.events.internal.Text;

/** An event in binary mode is at fault in one of its headers. */
final class MalformedHeaderException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The attribute, by its name in 1.0. */
    private final String attribute;

    /** Makes one for the header of an attribute; the problem goes on behind the header's name. */
    MalformedHeaderException(String attribute, String problem) {
        super("the header " + Text.escape(BinaryMode.headerOf(attribute)) + " " + problem);
        this.attribute = attribute;
    }

    String attribute() {
        return attribute;
    }
}
