/**
 * Events of the CloudEvents SDK for Java ({@code io.cloudevents}), for hosts that hold them already.
 *
 * <pre>{@code
 * SdkCloudEvents sdk = SdkCloudEvents.create();
 *
 * events.emit(sdk.fromSdk(received));                // into the event manager
 * producer.send(sdk.toSdk(call.event()));            // and out of a function
 * }</pre>
 *
 * <p>Documents need neither this nor the SDK: {@link io.dispatchframework.events.event.CloudEventV1Json} reads and writes
 * JSON of 1.0. A manager that takes events of 1.0 has a validator that does, such as one with the rules {@code
 * CLOUDEVENTS}.
 */
@NullMarked
package io.dispatchframework.events.cloudevents;

import org.jspecify.annotations.NullMarked;
