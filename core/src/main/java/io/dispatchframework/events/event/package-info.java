/**
 * The event: {@link io.dispatchframework.events.event.CloudEvent}, its JSON forms and the validator SPI.
 *
 * <p>{@link io.dispatchframework.events.event.CloudEventJson} reads and writes CloudEvents 0.1,
 * {@link io.dispatchframework.events.event.CloudEventV1Json} 1.0, and
 * {@link io.dispatchframework.events.event.CloudEventAnyJson} both. An
 * {@link io.dispatchframework.events.event.EventValidator} finds what is wrong with an event.
 */
@NullMarked
package io.dispatchframework.events.event;

import org.jspecify.annotations.NullMarked;
