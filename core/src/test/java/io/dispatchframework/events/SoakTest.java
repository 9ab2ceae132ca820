package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.Subscription;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many events through a small heap: what stays behind of each would fill it. */
class SoakTest {

    @Test
    void emit_ofHalfAMillionEvents_needsAHeapOf32MiB() throws Exception {
        emitInChildJvm("-Xmx32m", 500_000);
    }

    @Test
    @Tag("slow")
    void emit_ofTenMillionEvents_needsAHeapOf128MiB() throws Exception {
        emitInChildJvm("-Xmx128m", 10_000_000);
    }

    private static void emitInChildJvm(String heap, int events) throws Exception {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        Integer.toString(events)))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor()).as(output).isZero();
            assertThat(output.lines().toList())
                    .as(output)
                    .last()
                    .isEqualTo("matched " + 4L * events + ", done " + 4L * events);
        } finally {
            child.destroyForcibly();
        }
    }

    /** What runs in the other JVM: four subscriptions, one of each way that a delivery can go; ten types of events. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) {
            int count = Integer.parseInt(args[0]);
            DeliveryPolicy policy = DeliveryPolicy.builder()
                    .timeout(Duration.ofSeconds(30))
                    .backoff(Duration.ofMillis(1))
                    .build();
            EventManager events = EventManager.builder()
                    .validator(EventValidator.none())
                    .subscriptionStore(new TestSubscriptionStore())
                    .functions(FunctionRegistry.create()
                            .registerVoid("works", call -> {})
                            .registerVoid("fails now and then", call -> {
                                if (call.attempt() == 1
                                        && call.event().eventId().endsWith("00")) {
                                    throw new IllegalStateException("on purpose");
                                }
                            }))
                    .deliveryEngine(DeliveryEngine.inMemory(10_000, WhenFull.waitUpTo(Duration.ofMinutes(10))))
                    .deliveryPolicy(policy)
                    .closeGrace(Duration.ofMinutes(5))
                    .build();
            subscribe(events, "free", "works", DeliveryPolicy.inherit());
            subscribe(events, "retried", "fails now and then", DeliveryPolicy.inherit());
            subscribe(
                    events,
                    "ordered",
                    "works",
                    DeliveryPolicy.builder().order(Order.bySource()).build());
            subscribe(
                    events,
                    "bounded",
                    "works",
                    DeliveryPolicy.builder().maxAtOnce(2).build());
            for (int i = 0; i < count; i++) {
                events.emit(CloudEvent.builder("type-" + i % 10)
                        .sourceId("source-" + i % 1_000)
                        .eventId(Integer.toString(i))
                        .build());
            }
            events.close();
            DeliveryStatistics books = events.statistics();
            System.out.println("matched " + books.matched() + ", done " + books.done());
        }

        private static void subscribe(EventManager events, String name, String function, DeliveryPolicy policy) {
            events.subscriptions()
                    .create(Subscription.builder(name)
                            .functionName(function)
                            .policy(policy)
                            .build());
        }
    }
}
