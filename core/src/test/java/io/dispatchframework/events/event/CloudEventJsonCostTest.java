package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Javadoc of {@link CloudEventJson.Builder#maxEventBytes} says of memory: all that is allocated is more. */
class CloudEventJsonCostTest {

    private static final int ELEMENTS = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final CloudEventJson json = CloudEventJson.create();

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "[0]", "{\"\":0}", "{\"\":{}}", "0", "1.0", "1e9", "\"\"", "9999999999999999999"})
    void read_ofVeryManyTinyExtensions_staysBelow50TimesTheirLength(String element) {
        String list = IntStream.range(0, ELEMENTS).mapToObj(i -> element).collect(Collectors.joining(","));

        assertStaysBelow50Times("{\"extensions\":{\"list\":[" + list + "]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "0", "1e9"})
    void read_ofVeryManyNames_staysBelow50TimesTheirLength(String value) {
        String members = IntStream.range(0, ELEMENTS)
                .mapToObj(i -> "\"" + Integer.toString(i, Character.MAX_RADIX) + "\":" + value)
                .collect(Collectors.joining(","));

        assertStaysBelow50Times("{\"extensions\":{" + members + "}}");
    }

    private void assertStaysBelow50Times(String document) {
        byte[] event = document.getBytes(StandardCharsets.UTF_8);
        json.read(event); // what is allocated once does not count
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);

        json.read(event);

        assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(50L * event.length);
    }
}
