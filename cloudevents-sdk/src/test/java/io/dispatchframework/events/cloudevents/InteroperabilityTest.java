package io.dispatchframework.events.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.CloudEventV1Json;
import io.dispatchframework.events.event.CloudEventV1Mapping;
import io.dispatchframework.events.event.DataKind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the SDK writes is read here, and what is written here is read by the SDK. */
class InteroperabilityTest {

    private static final int EVENTS = 250;

    private static final SdkCloudEvents SDK = SdkCloudEvents.create();
    private static final CloudEventV1Mapping MAPPING = CloudEventV1Mapping.create();
    private static final CloudEventV1Json V1 = CloudEventV1Json.create();
    private static final CloudEventJson V01 = CloudEventJson.create();
    private static final JsonFormat SDK_JSON = new JsonFormat();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] bytes(io.cloudevents.CloudEvent event) {
        CloudEventData data = event.getData();
        return data == null ? null : data.toBytes();
    }

    /** All but the payload, whose kind a format may tell otherwise. */
    private static Map<String, Object> withoutPayload(CloudEvent event) {
        return event.toBuilder().data(null).build().toMap();
    }

    /** The same, with the content type that the SDK gives to a JSON value that has none, as the specification allows. */
    private static Map<String, Object> asReadByTheSdk(CloudEvent event) {
        Map<String, Object> attributes = withoutPayload(event);
        if (event.data() != null && event.dataKind() != DataKind.BINARY) {
            attributes.putIfAbsent("content-type", "application/json");
        }
        return attributes;
    }

    /** The SDK's event with extensions of the types of JSON alone. */
    private static io.cloudevents.CloudEvent plain(io.cloudevents.CloudEvent event) {
        CloudEventBuilder plain = CloudEventBuilder.v1(event);
        for (String name : event.getExtensionNames()) {
            Object value = event.getExtension(name);
            if (value instanceof URI) {
                plain.withExtension(name, value.toString());
            } else if (value instanceof OffsetDateTime time) {
                plain.withExtension(name, rfc3339(time));
            } else if (value instanceof byte[] raw) {
                plain.withExtension(name, Base64.getEncoder().encodeToString(raw));
            }
        }
        return plain.build();
    }

    private static String rfc3339(OffsetDateTime time) {
        String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        int dot = text.indexOf('.');
        if (dot < 0) {
            return text;
        }
        // As short as it can be, digit by digit.
        int end = text.indexOf(text.endsWith("Z") ? 'Z' : text.charAt(text.length() - 6), dot);
        return text.substring(0, dot) + text.substring(dot, end).replaceAll("\\.?0+$", "") + text.substring(end);
    }

    // Objects

    @RepeatedTest(10)
    void eventOfTheSdk_comesBackEqual(RepetitionInfo repetition) {
        long seed = 0x5D4L + repetition.getCurrentRepetition();
        RandomCloudEvents random = RandomCloudEvents.withAnyText(seed);
        for (int i = 0; i < EVENTS; i++) {
            io.cloudevents.CloudEvent sdk = random.nextOfSdk();
            assertThat(SDK.toSdk(SDK.fromSdk(sdk))).as("seed " + seed).isEqualTo(plain(sdk));
        }
    }

    @RepeatedTest(10)
    void eventOfThisLibrary_comesBackEqual(RepetitionInfo repetition) {
        long seed = 0x0415L + repetition.getCurrentRepetition();
        RandomCloudEvents random = RandomCloudEvents.withAnyText(seed);
        for (int i = 0; i < EVENTS; i++) {
            CloudEvent event = random.next();
            CloudEvent back = SDK.fromSdk(SDK.toSdk(event));

            // As documents of 0.1 they have the same extensions; the kind is told by the event itself.
            assertThat(V01.read(V01.write(back))).as("seed " + seed).isEqualTo(V01.read(V01.write(event)));
            assertThat(back.dataBytes()).as("seed " + seed).isEqualTo(event.dataBytes());
            if (event.dataKind() != DataKind.TEXT || back.dataKind() != DataKind.JSON) {
                assertThat(back.dataKind()).as("seed " + seed).isEqualTo(event.dataKind());
            }
            assertThat(SDK.fromSdk(SDK.toSdk(back))).as("seed " + seed).isEqualTo(back);
        }
    }

    // Documents

    @RepeatedTest(10)
    void documentOfTheSdk_isReadAsItsEvent(RepetitionInfo repetition) {
        long seed = 0x5D4DL + repetition.getCurrentRepetition();
        RandomCloudEvents random = RandomCloudEvents.withAnyText(seed);
        for (int i = 0; i < EVENTS; i++) {
            io.cloudevents.CloudEvent sdk = random.nextOfSdk();
            byte[] document = SDK_JSON.serialize(sdk);
            CloudEvent expected = SDK.fromSdk(sdk);

            CloudEvent read = V1.read(document);

            assertThat(withoutPayload(read)).as("seed " + seed).isEqualTo(withoutPayload(expected));
            assertThat(read.dataBytes())
                    .as("seed %d: %s", seed, new String(document, StandardCharsets.UTF_8))
                    .isEqualTo(expected.dataBytes());
        }
    }

    @RepeatedTest(10)
    void documentOfThisLibrary_isReadByTheSdkAsItsEvent(RepetitionInfo repetition) throws Exception {
        long seed = 0x0415DL + repetition.getCurrentRepetition();
        RandomCloudEvents random = RandomCloudEvents.withAnyText(seed);
        for (int i = 0; i < EVENTS; i++) {
            CloudEvent event = random.next();
            String document = V1.write(event);

            io.cloudevents.CloudEvent read = SDK_JSON.deserialize(utf8(document));

            CloudEvent same = V1.read(document);
            CloudEvent back = SDK.fromSdk(read);
            assertThat(withoutPayload(back)).as("seed %d: %s", seed, document).isEqualTo(asReadByTheSdk(same));
            if (back.dataKind() == DataKind.JSON) {
                // The SDK keeps a tree of what stands inline, and not its text.
                assertThat(JSON.readTree(back.dataBytes()))
                        .as("seed %d: %s", seed, document)
                        .isEqualTo(JSON.readTree(same.dataBytes()));
            } else {
                assertThat(back.dataBytes()).as("seed %d: %s", seed, document).isEqualTo(same.dataBytes());
            }
            // And again by way of the SDK's own writer.
            String type = read.getDataContentType();
            // It writes the others raw, whatever they are.
            if (same.dataKind() != DataKind.BINARY || (type != null && !type.contains("json"))) {
                assertThat(withoutPayload(V1.read(SDK_JSON.serialize(read))))
                        .as("seed %d: %s", seed, document)
                        .isEqualTo(asReadByTheSdk(same));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"datacontenttype\": \"text/xml\", \"data\": \"<much wow=\\\"xml\\\"/>\"",
                "\"datacontenttype\": \"application/vnd.apache.thrift.binary\", \"data_base64\": \"AQID\"",
                "\"datacontenttype\": \"application/json\", \"data\": {\"appinfoA\":\"abc\",\"appinfoB\":123,\"appinfoC\":true}",
                "\"datacontenttype\": \"application/json\", \"data\": \"I'm just a string\"",
                "\"data\": {\"appinfoA\":\"abc\",\"appinfoB\":123,\"appinfoC\":true}",
                "\"datacontenttype\": \"application/json\", \"data_base64\": \"eyAieHl6IjogMTIzIH0=\"",
                "\"dataschema\": \"https://example.com/s\""
            })
    // The examples have "unsetextension": null besides, which the SDK reads as the text "null".
    void exampleOfTheSpecification_isTheSameToBoth(String members) {
        String document = """
                {"specversion": "1.0", "type": "com.example.someevent", "source": "/mycontext", "subject": "larger-context",
                "id": "A234-1234-1234", "time": "2018-04-05T17:31:00Z", "comexampleextension1": "value",
                "comexampleothervalue": 5""" + ", " + members + "}";
        io.cloudevents.CloudEvent sdk = SDK_JSON.deserialize(utf8(document));
        CloudEvent event = V1.read(document);

        assertThat(withoutPayload(SDK.fromSdk(sdk))).isEqualTo(asReadByTheSdk(event));
        assertThat(SDK.fromSdk(sdk).dataBytes()).isEqualTo(event.dataBytes());
        assertThat(withoutPayload(V1.read(SDK_JSON.serialize(SDK.toSdk(event)))))
                .isEqualTo(withoutPayload(event));
        assertThat(V1.read(SDK_JSON.serialize(SDK.toSdk(event))).dataBytes()).isEqualTo(event.dataBytes());
    }

    // Messages in binary mode, with attributes as headers

    @RepeatedTest(10)
    void messageOfTheSdk_isReadAsItsEvent(RepetitionInfo repetition) {
        long seed = 0x5D4BL + repetition.getCurrentRepetition();
        RandomCloudEvents random = RandomCloudEvents.withPlainText(seed);
        for (int i = 0; i < EVENTS; i++) {
            io.cloudevents.CloudEvent sdk = random.nextOfSdk();
            Map<String, String> attributes = new LinkedHashMap<>();
            List<byte[]> body = new ArrayList<>();
            HttpMessageFactory.createWriter(
                            (header, value) -> attributes.put(attribute(header), value),
                            sent -> body.add(sent == null ? new byte[0] : sent))
                    .writeBinary(sdk);

            CloudEvent read = MAPPING.fromAttributes(attributes, body.get(0));

            CloudEvent expected = SDK.fromSdk(sdk);
            assertThat(read.dataBytes()).as("seed " + seed).isEqualTo(expected.dataBytes());
            assertThat(withoutPayload(withText(read))).as("seed " + seed).isEqualTo(withoutPayload(withText(expected)));
        }
    }

    @RepeatedTest(10)
    void messageOfThisLibrary_isReadByTheSdkAsItsEvent(RepetitionInfo repetition) {
        long seed = 0x0415BL + repetition.getCurrentRepetition();
        RandomCloudEvents random = RandomCloudEvents.withPlainText(seed);
        for (int i = 0; i < EVENTS; i++) {
            CloudEvent event = random.next();
            Map<String, String> headers = new HashMap<>();
            texts(MAPPING.toAttributes(event)).forEach((name, value) -> headers.put(header(name), value));

            io.cloudevents.CloudEvent read =
                    HttpMessageFactory.createReader(headers, event.dataBytes()).toEvent();

            byte[] sent = event.dataBytes();
            byte[] got = bytes(read);
            assertThat(got == null ? new byte[0] : got).as("seed " + seed).isEqualTo(sent);
            assertThat(withoutPayload(SDK.fromSdk(read)))
                    .as("seed " + seed)
                    .isEqualTo(withoutPayload(MAPPING.fromAttributes(texts(MAPPING.toAttributes(event)), sent)));
        }
    }

    private static CloudEvent withText(CloudEvent event) {
        Map<String, String> attributes = texts(MAPPING.toAttributes(event));
        if (event.contentType() == null) {
            attributes.remove("datacontenttype");
        }
        return MAPPING.fromAttributes(attributes, null);
    }

    /** Headers are text, whatever the attribute was. */
    private static Map<String, String> texts(Map<String, Object> attributes) {
        Map<String, String> texts = new LinkedHashMap<>();
        attributes.forEach((name, value) -> texts.put(name, value.toString()));
        texts.remove("dispatchdata");
        return texts;
    }

    private static String attribute(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.equals("content-type") ? "datacontenttype" : name.substring("ce-".length());
    }

    private static String header(String attribute) {
        return attribute.equals("datacontenttype") ? "content-type" : "ce-" + attribute;
    }
}
