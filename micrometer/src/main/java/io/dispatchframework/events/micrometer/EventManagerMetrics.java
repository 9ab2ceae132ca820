package io.dispatchframework.events.micrometer;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * The statistics of an event manager as meters: counters and gauges that read {@link EventManager#statistics()}, and its health.
 *
 * <p>They cost nothing until they are read, and count from when the manager was built, whenever they are bound. Each is read
 * at its own moment, so they add up exactly while nothing moves. The registry holds the manager weakly.
 *
 * <p>Safe to share between threads. The names are in the table of {@linkplain io.dispatchframework.events.micrometer the
 * package}.
 *
 * @since 0.1
 */
public final class EventManagerMetrics implements MeterBinder {

    private final EventManager events;
    private final Tags tags;

    private EventManagerMetrics(EventManager events, Tags tags) {
        this.events = events;
        this.tags = tags;
    }

    /**
     * Makes the meters of the only manager in a registry.
     *
     * @param events the manager
     * @return what binds them to a registry
     */
    public static EventManagerMetrics create(EventManager events) {
        return create(events, Tags.empty());
    }

    /**
     * Makes the meters of a manager, with tags that tell it from others in the same registry.
     *
     * @param events the manager
     * @param tags tags for each meter
     * @return what binds them to a registry
     */
    public static EventManagerMetrics create(EventManager events, Iterable<Tag> tags) {
        return new EventManagerMetrics(
                Objects.requireNonNull(events, "events"), Tags.of(Objects.requireNonNull(tags, "tags")));
    }

    /**
     * Registers the meters.
     *
     * <p>A registry keeps a meter that it has: for a second manager with the same tags, binding does nothing, even if the
     * first is closed. Give each its own {@linkplain #create(EventManager, Iterable) tags}.
     *
     * @param registry where to
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        Objects.requireNonNull(registry, "registry");

        count(registry, "emitted", "Events emitted, duplicates included", DeliveryStatistics::emitted);
        count(registry, "duplicates", "Events recognised as seen before", DeliveryStatistics::duplicates);
        count(registry, "matched", "Deliveries made", DeliveryStatistics::matched);
        countEnded(registry, Outcomes.DONE, DeliveryStatistics::done);
        countEnded(registry, Outcomes.DEAD, DeliveryStatistics::dead);
        countEnded(registry, Outcomes.REFUSED, DeliveryStatistics::refused);
        countEnded(registry, Outcomes.CANCELLED, DeliveryStatistics::cancelled);
        countEnded(registry, Outcomes.SKIPPED, DeliveryStatistics::skipped);
        countEnded(registry, Outcomes.HANDED_OVER, DeliveryStatistics::handedOver);

        count(registry, "attempts", "Attempts started", DeliveryStatistics::attempts);
        count(registry, "retries", "Attempts that failed and were followed by another", DeliveryStatistics::retries);
        count(registry, "timeouts", "Attempts given up after a time-out", DeliveryStatistics::timeouts);
        count(registry, "late.ends", "Attempts that were given up and ended after all", DeliveryStatistics::lateEnds);
        count(
                registry,
                "ignored.settlements",
                "Settlements that came too late",
                DeliveryStatistics::ignoredSettlements);
        count(
                registry,
                "dead.letters.dropped",
                "Dead letters that had to leave their store",
                DeliveryStatistics::deadLettersDropped);

        gauge(registry, "pending", "Deliveries that have not ended yet", DeliveryStatistics::pending);
        gauge(registry, "running", "Attempts under way, abandoned ones included", DeliveryStatistics::running);
        gauge(registry, "abandoned", "Attempts that were given up and still run", DeliveryStatistics::abandoned);
        Gauge.builder(
                        Names.PREFIX + "healthy",
                        events,
                        manager -> manager.health().isHealthy() ? 1 : 0)
                .description("1 if the event manager knows no problem, else 0")
                .tags(tags)
                .register(registry);
    }

    private void count(
            MeterRegistry registry, String name, String description, ToLongFunction<DeliveryStatistics> number) {
        FunctionCounter.builder(Names.PREFIX + name, events, manager -> number.applyAsLong(manager.statistics()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void countEnded(MeterRegistry registry, String outcome, ToLongFunction<DeliveryStatistics> number) {
        FunctionCounter.builder(Names.PREFIX + "ended", events, manager -> number.applyAsLong(manager.statistics()))
                .description("Deliveries that came to their end")
                .tags(tags.and(Names.OUTCOME, outcome))
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToLongFunction<DeliveryStatistics> number) {
        Gauge.builder(Names.PREFIX + name, events, manager -> number.applyAsLong(manager.statistics()))
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
