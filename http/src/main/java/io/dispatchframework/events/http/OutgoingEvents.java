package io.dispatchframework.events.http;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventFormat;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.CloudEventV1Json;
import io.dispatchframework.events.event.CloudEventV1Mapping;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** Puts an event into a request. */
interface OutgoingEvents {

    /**
     * Starts the request that posts an event.
     *
     * @throws IllegalArgumentException if it cannot be said so
     */
    HttpRequest.Builder post(URI to, CloudEvent event);

    static OutgoingEvents in(EventMode mode, CloudEventV1Mapping mapping) {
        return switch (mode) {
            case STRUCTURED_V01 -> structured(CloudEventJson.create());
            case STRUCTURED_V1 ->
                structured(CloudEventV1Json.builder().mapping(mapping).build());
            case BINARY_V1 -> binary(new BinaryMode(mapping));
        };
    }

    private static OutgoingEvents structured(CloudEventFormat json) {
        return (to, event) -> HttpRequest.newBuilder(to)
                .header("Content-Type", MediaType.EVENT)
                .POST(BodyPublishers.ofByteArray(json.writeBytes(event)));
    }

    private static OutgoingEvents binary(BinaryMode binary) {
        return (to, event) -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(to);
            binary.write(event, request::header);
            return request.POST(BodyPublishers.ofByteArray(event.dataBytes()));
        };
    }
}
