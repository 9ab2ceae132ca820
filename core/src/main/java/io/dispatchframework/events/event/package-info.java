/**
 * The event: {@link io.dispatchframework.events.event.CloudEvent}, its JSON form and the validator SPI.
 */
@NullMarked
package io.dispatchframework.events.event;

import org.jspecify.annotations.NullMarked;
