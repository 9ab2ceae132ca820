package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.FunctionResult.PermanentFailure;
import io.dispatchframework.events.function.FunctionResult.Retry;
import io.dispatchframework.events.time.TimeSource;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.dispatchframework.events.validation.EventRules;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The invoker before the driver, over real sockets, in each mode. */
@Timeout(120)
class EventModesTest {

    private static final CloudEventJson V01 = CloudEventJson.create();

    private static final CloudEvent EVENT = CloudEvent.builder("user.created")
            .sourceId("disk-1")
            .data("{\"name\":\"Jürgen\"}")
            .build();

    private static HttpFunctionInvoker invoker(EventMode mode, URI uri) {
        return HttpFunctionInvoker.builder()
                .function("f", uri)
                .allowAddresses("127.0.0.1")
                .eventMode(mode)
                .build();
    }

    private static FunctionResult send(HttpFunctionInvoker invoker, CloudEvent event) {
        return invoker.invoke(new Call("f", event)).toCompletableFuture().join();
    }

    @ParameterizedTest
    @CsvSource({
        "STRUCTURED_V01, 0.1",
        "STRUCTURED_V01, 1.0",
        "STRUCTURED_V1, 0.1",
        "STRUCTURED_V1, 1.0",
        "BINARY_V1, 0.1",
        "BINARY_V1, 1.0"
    })
    void randomEvents_arriveAsTheyWereSent(EventMode mode, String version) throws Exception {
        long seed = System.nanoTime();
        RandomEvents random = new RandomEvents(version, seed);
        EventValidator validator = BeanEventValidator.create(EventRules.CLOUDEVENTS);
        try (Receiver receiver = new Receiver(TimeSource.system(), validator, Map.of("sourceType", "cloudevents"))) {
            HttpFunctionInvoker invoker = invoker(mode, receiver.address());
            for (int i = 0; i < 500; i++) {
                CloudEvent event = random.next();

                assertThat(send(invoker, event))
                        .as("seed %d, number %d, %s", seed, i, event.toMap())
                        .isEqualTo(FunctionResult.success(null));
                CloudEvent came = receiver.next();
                CloudEvent expected = RandomEvents.after(event, mode);
                assertThat(inV01(came)).as("seed %d, number %d", seed, i).isEqualTo(inV01(expected));
                assertThat(came.cloudEventsVersion()).isEqualTo(expected.cloudEventsVersion());
                assertThat(came.dataKind()).as("seed %d, number %d", seed, i).isEqualTo(expected.dataKind());
            }
        }
    }

    /** As the writer of 0.1 has it: with the extensions again that 1.0 could only carry. */
    private static CloudEvent inV01(CloudEvent event) {
        return V01.read(V01.write(event));
    }

    @ParameterizedTest
    @EnumSource(EventMode.class)
    void backPressure_isHeededAsNotBefore(EventMode mode) {
        try (Receiver full = new Receiver(
                TimeSource.system(),
                EventValidator.none(),
                DeliveryEngine.inMemory(1, WhenFull.refuse()),
                new CountDownLatch(1),
                Map.of())) {
            HttpFunctionInvoker invoker = invoker(mode, full.address());

            assertThat(send(invoker, EVENT)).isEqualTo(FunctionResult.success(null));
            assertThat(send(invoker, EVENT))
                    .isInstanceOfSatisfying(
                            Retry.class, retry -> assertThat(retry.notBefore()).isEqualTo(Duration.ofSeconds(1)));
        }
    }

    @ParameterizedTest
    @EnumSource(EventMode.class)
    void faultsOfTheReceiver_areWorthRetrying_thoseOfTheEventAreNot(EventMode mode) {
        EventValidator broken = event -> {
            throw new IllegalStateException("broken");
        };
        try (Receiver failing = new Receiver(TimeSource.system(), broken, Map.of())) {
            assertThat(send(invoker(mode, failing.address()), EVENT)).isInstanceOf(Retry.class);
        }
        try (Receiver strict = new Receiver(Map.of())) {
            CloudEvent invalid = EVENT.toBuilder().eventType("").build();
            assertThat(send(invoker(mode, strict.address()), invalid)).isInstanceOf(PermanentFailure.class);
            assertThat(strict.status().invalid()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(EventMode.class)
    void hugePayloads_areTakenUpToTheBound(EventMode mode) throws Exception {
        try (Receiver receiver = new Receiver(Map.of("maxBody", "2000000"))) {
            HttpFunctionInvoker invoker = invoker(mode, receiver.address());
            CloudEvent.Builder event = EVENT.toBuilder().contentType("text/plain");

            assertThat(send(invoker, event.data("x".repeat(1_990_000)).build()))
                    .isEqualTo(FunctionResult.success(null));
            assertThat(receiver.next().data()).hasSize(1_990_000);
            FunctionResult tooLong =
                    send(invoker, event.data("x".repeat(2_000_001)).build());
            // The server closes the connection on what it does not read, sometimes before the answer is there.
            assertThat(tooLong).isInstanceOfAny(PermanentFailure.class, Retry.class);
            assertThat(receiver.status().accepted()).isEqualTo(1);
        }
    }
}
