package io.dispatchframework.events.http;

/**
 * How an event goes out over HTTP.
 *
 * @since 0.1
 */
public enum EventMode {

    /** As JSON of CloudEvents 0.1 in the body, whatever version it is; {@code application/cloudevents+json}. */
    STRUCTURED_V01,

    /** As JSON of CloudEvents 1.0 in the body, whatever version it is; {@code application/cloudevents+json}. */
    STRUCTURED_V1,

    /**
     * As CloudEvents 1.0 with its attributes in headers that begin with {@code ce-}, whatever version it is; the body is its
     * payload, of its content type.
     *
     * <p>In headers all is text, and integers and booleans of extensions come back as text.
     */
    BINARY_V1
}
