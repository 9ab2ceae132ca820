package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a request begins and ends, and whom it is for: on that a proxy and the driver must not be brought to differ. */
@Timeout(60)
class HttpDriverFramingTest {

    private static final String EVENT =
            CloudEventJson.create().write(CloudEvent.builder("e").eventId("1").build());
    private static final String LENGTH = Integer.toString(EVENT.length());
    private static final String CHUNKED = Integer.toHexString(EVENT.length()) + "\r\n" + EVENT + "\r\n0\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

    private FrontDoor door;

    @BeforeEach
    void open() {
        door = new FrontDoor(TimeSource.system(), DeliveryEngine.inMemory(), Map.of());
    }

    @AfterEach
    void close() {
        door.close();
    }

    private static String post(String headers, String body) {
        return post("/", headers, body);
    }

    private static String post(String target, String headers, String body) {
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                + "\r\n\r\n" + body;
    }

    private static String proper() {
        return post("Content-Length: " + LENGTH, EVENT);
    }

    private String answers(String requests) throws IOException {
        try (RawHttp raw = new RawHttp(door.address())) {
            return raw.send(requests).endOfInput().answer();
        }
    }

    private List<Integer> statuses(String requests) throws IOException {
        return STATUS.matcher(answers(requests))
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    @Test
    void pipelinedRequests_areAnsweredInTheirOrder() throws Exception {
        String get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

        assertThat(statuses(proper() + get + post("Content-Length: 2", "[]") + proper()))
                .containsExactly(201, 200, 400, 201);
        assertThat(door.status().accepted()).isEqualTo(2);
    }

    /** What is behind a refused body is a request of its own, and not a part of it nor swallowed with it. */
    @ParameterizedTest
    @CsvSource({"GET / HTTP/1.1, 200", "HEAD / HTTP/1.1, 405", "POST /elsewhere HTTP/1.1, 404", "DELETE / HTTP/1.1, 405"
    })
    void bodiesThatNobodyAskedFor_areSkipped(String request, int status) throws Exception {
        String head = request + "\r\nHost: localhost\r\nContent-Length: " + LENGTH + "\r\n\r\n";

        assertThat(statuses(head + EVENT + proper())).containsExactly(status, 201);
        assertThat(door.status().accepted()).isEqualTo(1);
    }

    /** Each hides a second request behind a length on which two readers may differ. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: %1$s\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 4",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: identity\r\nContent-Length: %1$s",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding : chunked",
                "Content-Length : %1$s",
                "Content-Length: %1$s\r\nContent-Length: %1$s",
                "Content-Length: %1$s\r\nContent-Length: 0",
                "Content-Length: %1$s, %1$s",
                "Content-Length: +%1$s",
                "Content-Length: -1",
                "Content-Length: 0x10",
                "Content-Length: 1 0",
                "Content-Length: \u0661",
                "Content-Length: ",
                "Content-Length: 99999999999999999999",
            })
    void ambiguousLengths_areRefusedAndEndTheConnection(String headers) throws Exception {
        for (String body : List.of(EVENT, CHUNKED)) {
            assertThat(statuses(post(String.format(headers, LENGTH), body) + proper()))
                    .singleElement()
                    .isIn(400, 501);
        }
        assertThat(door.status().accepted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 000%s", "Transfer-Encoding: Chunked", "Transfer-Encoding:\tchunked"})
    void lengthsInOtherWords_areTaken(String headers) throws Exception {
        String body = headers.startsWith("T") ? CHUNKED : EVENT;

        assertThat(statuses(post(String.format(headers, LENGTH), body) + proper()))
                .containsExactly(201, 201);
    }

    /** A proxy decides by the host in the target, where there is one, and not by the header. */
    @ParameterizedTest
    @CsvSource({
        "http://localhost/, 201",
        "http://127.0.0.1:8080/, 201",
        "http://evil.example/, 421",
        "http://127.0.0.1.evil.example/, 421",
        "http://localhost@evil.example/, 421",
        "//localhost/, 404",
        "//evil.example/, 404",
        "/?x=y, 201",
        "/%2f, 404",
        "/..;/, 404",
        "/./, 404",
        "*, 404"
    })
    void targets_areOnePath(String target, int status) throws Exception {
        assertThat(statuses(post(target, "Connection: close\r\nContent-Length: " + LENGTH, EVENT)))
                .containsExactly(status);
        assertThat(door.status().accepted()).isEqualTo(status == 201 ? 1 : 0);
    }

    /** A page in a sandbox, or in a file, has an origin too. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "", "http://localhost", "file://"})
    void anyOrigin_isThatOfAPage(String origin) throws Exception {
        assertThat(answers(post("Origin: " + origin + "\r\nContent-Length: " + LENGTH, EVENT)))
                .startsWith("HTTP/1.1 403 ")
                .contains("there must be no Origin");
        assertThat(door.status().accepted()).isZero();
    }
}
