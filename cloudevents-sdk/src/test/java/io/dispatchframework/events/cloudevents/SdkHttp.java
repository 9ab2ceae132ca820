package io.dispatchframework.events.cloudevents;

import com.sun.net.httpserver.HttpExchange;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Messages over HTTP as the SDK writes and reads them, for the JDK's client and server to carry. */
final class SdkHttp {

    private SdkHttp() {}

    /** A message as the SDK has written it, with the names of its headers in lower case. */
    static final class Message {

        private final Map<String, String> headers;
        private final byte[] body;

        private Message(Map<String, String> headers, byte[] body) {
            this.headers = headers;
            this.body = body;
        }

        static Message of(CloudEvent event, boolean structured) {
            Map<String, String> headers = new TreeMap<>();
            byte[][] body = {new byte[0]};
            MessageWriter<?, ?> writer = HttpMessageFactory.createWriter(
                    (name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value), bytes -> {
                        if (bytes != null) {
                            body[0] = bytes;
                        }
                    });
            if (structured) {
                writer.writeStructured(event, new JsonFormat());
            } else {
                writer.writeBinary(event);
            }
            return new Message(headers, body[0]);
        }

        Map<String, String> headers() {
            return headers;
        }

        byte[] body() {
            return body;
        }

        Message without(String header) {
            Map<String, String> fewer = new TreeMap<>(headers);
            if (fewer.remove(header) == null) {
                throw new IllegalArgumentException(header + " is not among " + headers);
            }
            return new Message(fewer, body);
        }
    }

    static CloudEvent read(Message message) {
        return HttpMessageFactory.createReader(message.headers, message.body).toEvent();
    }

    static CloudEvent received(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        return HttpMessageFactory.createReader(
                        headers, exchange.getRequestBody().readAllBytes())
                .toEvent();
    }

    static void answer(HttpExchange exchange, CloudEvent event) throws IOException {
        Message message = Message.of(event, false);
        message.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(200, message.body().length);
        exchange.getResponseBody().write(message.body());
    }

    /**
     * Returns attributes as texts, which is all they are in headers, and the payload in base64; without the kind of payload,
     * which headers do not say.
     */
    static Map<String, String> texts(CloudEvent event) {
        Map<String, String> texts = new TreeMap<>();
        event.getAttributeNames().forEach(name -> texts.put(name, text(event.getAttribute(name))));
        event.getExtensionNames().forEach(name -> texts.put(name, text(event.getExtension(name))));
        texts.remove("dispatchdata");
        CloudEventData data = event.getData();
        byte[] bytes = data == null ? new byte[0] : data.toBytes();
        texts.put("(payload)", Base64.getEncoder().encodeToString(bytes));
        return texts;
    }

    private static String text(Object value) {
        if (value instanceof OffsetDateTime time) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        }
        return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : String.valueOf(value);
    }
}
