package io.dispatchframework.events.micrometer;

/** The names of meters and tags. */
final class Names {

    static final String PREFIX = "dispatch.events.";
    static final String OUTCOME = "outcome";
    static final String FUNCTION = "function";
    static final String SUBSCRIPTION = "subscription";

    private Names() {}
}
