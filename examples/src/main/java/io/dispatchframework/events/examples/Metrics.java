package io.dispatchframework.events.examples;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.micrometer.DeliveryMetrics;
import io.dispatchframework.events.micrometer.EventManagerMetrics;
import io.dispatchframework.events.micrometer.ObservedFunctionInvoker;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What Micrometer sees of an event manager: totals and gauges, outcomes by function and subscription, and how long functions
 * take.
 *
 * <p>To see: the counters add up, and the flaky function has more attempts than deliveries. A host gives its own registries in
 * place of these; with those of Spring Boot the attempts are spans, too.
 */
public final class Metrics {

    private Metrics() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        MeterRegistry meters = new SimpleMeterRegistry();
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        FunctionRegistry functions = FunctionRegistry.create()
                .register("welcome", call -> "Hello")
                .register(
                        "flaky",
                        call -> call.attempt() < 3
                                ? FunctionResult.retry(new IllegalStateException("not yet"))
                                : FunctionResult.success("at last"));

        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(ObservedFunctionInvoker.create(functions, observations))
                .listener(DeliveryMetrics.create(meters))
                .deliveryPolicy(
                        DeliveryPolicy.builder().backoff(Duration.ofMillis(10)).build())
                .build()) {
            EventManagerMetrics.create(events).bindTo(meters);

            for (String function : functions.names()) {
                events.subscriptions()
                        .create(Subscription.builder(function + "-new-users")
                                .eventType("user.created")
                                .functionName(function)
                                .build());
            }
            events.emit("user.created", "{\"name\":\"Jon\"}").await(Duration.ofSeconds(5));
            events.emit("user.created", "{\"name\":\"Ann\"}").await(Duration.ofSeconds(5));
            events.emit("user.deleted", "{\"name\":\"Ann\"}");

            meters.getMeters().stream().flatMap(Metrics::lines).sorted().forEach(System.out::println);
        }
    }

    /** One line for a meter, without those that say nothing. */
    private static Stream<String> lines(Meter meter) {
        String tags = meter.getId().getTags().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
        return StreamSupport.stream(meter.measure().spliterator(), false)
                .filter(measured ->
                        measured.getStatistic() == Statistic.COUNT || measured.getStatistic() == Statistic.VALUE)
                .filter(measured -> measured.getValue() > 0)
                .map(measured -> meter.getId().getName() + tags + " " + (long) measured.getValue());
    }
}
