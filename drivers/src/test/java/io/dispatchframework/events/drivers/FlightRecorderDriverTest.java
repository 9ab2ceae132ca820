package io.dispatchframework.events.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemoryEventDriverStore;
import io.dispatchframework.events.store.memory.MemoryEventDriverTypeStore;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The {@code jfr} driver on the events of the JVM that runs the tests. */
@Timeout(120)
class FlightRecorderDriverTest {

    private static final String OWN_THREADS = "dispatch-";

    private final List<CloudEvent> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicBoolean blocks = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();

    private final EventManager events = EventManager.builder()
            .validator(EventValidator.none())
            .subscriptionStore(MemorySubscriptionStore.create())
            .functions(FunctionRegistry.create().registerVoid("see", call -> {
                if (blocks.get()) {
                    release.await();
                }
                seen.add(call.event());
            }))
            .deliveryEngine(DeliveryEngine.inMemory(10, WhenFull.waitUpTo(Duration.ofMillis(1))))
            .driverTypeStore(MemoryEventDriverTypeStore.create())
            .driverStore(MemoryEventDriverStore.create())
            .driverFactory("jfr", FlightRecorderDriver.create())
            .build();

    @Name("test.Text")
    private static final class Text extends Event {
        private final String text;
        private final Class<?> type;

        Text(String text, Class<?> type) {
            this.text = text;
            this.type = type;
        }

        @Override
        public String toString() {
            return text + type;
        }
    }

    /** The recorder takes these annotations on fields of any type, and with any unit. */
    @Name("test.Mislabelled")
    private static final class Mislabelled extends Event {
        @Timestamp
        private final String when;

        @Timespan("WEEKS")
        private final long rest;

        Mislabelled(String when, long rest) {
            this.when = when;
            this.rest = rest;
        }

        @Override
        public String toString() {
            return when + rest;
        }
    }

    @AfterEach
    void close() {
        ended.set(true);
        release.countDown();
        events.close();
    }

    private void start(String recorded, String buffer) {
        events.subscriptions()
                .create(Subscription.builder("all").functionName("see").build());
        events.driverTypes()
                .create(EventDriverType.builder("jvm").implementation("jfr").build());
        events.drivers()
                .create(EventDriver.builder("this-jvm")
                        .typeName("jvm")
                        .setting("events", recorded)
                        .setting("buffer", buffer)
                        .build());
        await().until(() -> status().state() == State.READY);
    }

    private DriverStatus status() {
        return events.drivers().status("this-jvm").orElseThrow();
    }

    private List<CloudEvent> seen(String type) {
        return seen.stream().filter(event -> event.eventType().equals(type)).toList();
    }

    private static JsonNode data(CloudEvent event) {
        return JsonMapper.shared().readTree(String.valueOf(event.data()));
    }

    @Test
    void garbageCollection_andCpuLoad_areTold() {
        start("jdk.GarbageCollection, jdk.CPULoad period=100ms", "1000");
        Instant before = Instant.now();

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            System.gc();
            return !seen("jdk.GarbageCollection").isEmpty()
                    && seen("jdk.CPULoad").size() > 1;
        });

        CloudEvent pause = seen("jdk.GarbageCollection").get(0);
        assertThat(pause.sourceType() + " " + pause.sourceId()).isEqualTo("jvm this-jvm");
        assertThat(pause.eventTime()).isNotNull();
        assertThat(pause.eventTime().toInstant()).isBetween(before.minusSeconds(60), Instant.now());
        assertThat(data(pause).get("cause").stringValue()).isNotEmpty();
        assertThat(Duration.parse(data(pause).get("sumOfPauses").stringValue())).isPositive();
        assertThat(data(seen("jdk.CPULoad").get(0)).get("machineTotal").isNumber())
                .isTrue();
        await().until(() -> status().reason().isEmpty()); // there may be no room for a moment
    }

    @Test
    void parks_ofTheApplicationAreTold_thoseOfTheManagerAreNot() throws Exception {
        start("jdk.ThreadPark threshold=1ms", "1000");
        Semaphore turns = new Semaphore(0);
        Thread parking = new Thread(
                () -> {
                    while (!ended.get()) {
                        turns.acquireUninterruptibly();
                    }
                },
                "parks-again-and-again");
        parking.start();

        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    if (turns.hasQueuedThreads()) {
                        turns.release(); // it has been parked since the last look
                    }
                    return parked().filter(parking.getName()::equals).count() > 20;
                });

        assertThat(parked()).noneMatch(name -> name.startsWith(OWN_THREADS));
        ended.set(true);
        turns.release();
        parking.join();
    }

    /** The names of threads, one for each time that one was seen to be parked. */
    private Stream<String> parked() {
        return seen("jdk.ThreadPark").stream()
                .map(event -> data(event).path("eventThread").stringValue(""));
    }

    @Test
    void text_fromAnywhere_isBoundedAndSound() {
        start("test.Text", "1000");

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            new Text("\ud83d" + "x".repeat(5_000) + "\n", Text.class).commit();
            return !seen.isEmpty();
        });

        JsonNode data = data(seen.get(0));
        assertThat(data.get("text").stringValue()).startsWith("?xxx").hasSize(1_000);
        assertThat(data.get("type").stringValue()).isEqualTo(Text.class.getName());
        assertThat(data.has("stackTrace")).isFalse();
    }

    @Test
    void fields_thatAreNoTimesInSpiteOfTheirLabels_areToldAsTheyAre() {
        start("test.Mislabelled", "1000");

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            new Mislabelled("noon", 3).commit();
            return !seen.isEmpty();
        });

        JsonNode data = data(seen.get(0));
        assertThat(data.get("when").stringValue()).isEqualTo("noon");
        assertThat(data.get("rest").intValue()).isEqualTo(3);
        assertThat(status().restarts()).isZero();
    }

    @Test
    void names_thatTheJvmDoesNotKnow_areShown() {
        start("jdk.NoSuchThing, jdk.CPULoad", "1000");

        await().until(() -> status().reason().equals("this JVM knows no event named jdk.NoSuchThing yet"));
        assertThat(status().state()).isEqualTo(State.READY);
    }

    @Test
    void withoutRoom_eventsAreDroppedAndCounted() {
        blocks.set(true);
        start("test.Text", "5");

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            for (int i = 0; i < 50; i++) {
                new Text("t" + i, Text.class).commit();
            }
            return status().reason()
                    .matches("\\d+ events were dropped, since the buffer was full; the manager has no" + " room: .*");
        });
        assertThat(status().accepted()).isLessThanOrEqualTo(10);

        release.countDown();
        await().atMost(Duration.ofSeconds(60)).until(() -> !status().reason().contains("no room") && seen.size() >= 15);
        assertThat(status()).returns(State.READY, DriverStatus::state).returns(0, DriverStatus::restarts);
    }
}
