package io.dispatchframework.events.micrometer;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The statistics of an event manager as meters: counters and gauges that read {@link EventManager#statistics()}, and its health.
 *
 * <p>They cost nothing until they are read, and count from when the manager was built, whenever they are bound. Each is read
 * at its own moment, so they add up exactly while nothing moves. The registry holds the manager weakly. Meters stay in a
 * registry when their manager is closed, and tell its last state; {@link #close()} takes them out, as a host wants that makes
 * one manager after another.
 *
 * <p>Safe to share between threads. The names are in the table of {@linkplain io.dispatchframework.events.micrometer the
 * package}.
 *
 * @since 0.1
 */
public final class EventManagerMetrics implements MeterBinder, AutoCloseable {

    private final EventManager events;
    private final Tags tags;

    /** What this has put into registries; guarded by this. */
    private final List<Bound> bound = new ArrayList<>();

    private record Bound(MeterRegistry registry, Meter meter) {}

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
     * <p>A registry keeps a meter that it has: for a second manager with the same tags, binding does nothing until the
     * meters of the first are {@linkplain #close() taken out}. Give each its own {@linkplain #create(EventManager, Iterable)
     * tags}.
     *
     * @param registry where to
     */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        // By identity: a registry answers with the meter that it has, which may be that of another manager.
        Set<Meter> before = Collections.newSetFromMap(new IdentityHashMap<>());
        before.addAll(Objects.requireNonNull(registry, "registry").getMeters());
        for (Meter meter : register(registry)) {
            if (!before.contains(meter)) {
                bound.add(new Bound(registry, meter));
            }
        }
    }

    /**
     * Takes the meters out of all registries that they were registered in; those of others stay.
     *
     * <p>The manager is left alone, and may be closed before or after. Closing again does nothing; binding again is allowed.
     */
    @Override
    public synchronized void close() {
        bound.forEach(one -> one.registry().remove(one.meter()));
        bound.clear();
    }

    private List<Meter> register(MeterRegistry registry) {
        return List.of(
                count(registry, "emitted", "Events emitted, duplicates included", DeliveryStatistics::emitted),
                count(registry, "duplicates", "Events recognised as seen before", DeliveryStatistics::duplicates),
                count(registry, "matched", "Deliveries made", DeliveryStatistics::matched),
                countEnded(registry, Outcomes.DONE, DeliveryStatistics::done),
                countEnded(registry, Outcomes.DEAD, DeliveryStatistics::dead),
                countEnded(registry, Outcomes.REFUSED, DeliveryStatistics::refused),
                countEnded(registry, Outcomes.CANCELLED, DeliveryStatistics::cancelled),
                countEnded(registry, Outcomes.SKIPPED, DeliveryStatistics::skipped),
                countEnded(registry, Outcomes.HANDED_OVER, DeliveryStatistics::handedOver),
                count(registry, "attempts", "Attempts started", DeliveryStatistics::attempts),
                count(
                        registry,
                        "retries",
                        "Attempts that failed and were followed by another",
                        DeliveryStatistics::retries),
                count(registry, "timeouts", "Attempts given up after a time-out", DeliveryStatistics::timeouts),
                count(
                        registry,
                        "late.ends",
                        "Attempts that were given up and ended after all",
                        DeliveryStatistics::lateEnds),
                count(
                        registry,
                        "ignored.settlements",
                        "Settlements that came too late",
                        DeliveryStatistics::ignoredSettlements),
                count(
                        registry,
                        "dead.letters.dropped",
                        "Dead letters that had to leave their store",
                        DeliveryStatistics::deadLettersDropped),
                gauge(registry, "pending", "Deliveries that have not ended yet", DeliveryStatistics::pending),
                gauge(registry, "running", "Attempts under way, abandoned ones included", DeliveryStatistics::running),
                gauge(
                        registry,
                        "abandoned",
                        "Attempts that were given up and still run",
                        DeliveryStatistics::abandoned),
                healthy(registry));
    }

    private Meter healthy(MeterRegistry registry) {
        return Gauge.builder(
                        Names.PREFIX + "healthy",
                        events,
                        manager -> manager.health().isHealthy() ? 1 : 0)
                .description("1 if the event manager knows no problem, else 0")
                .tags(tags)
                .register(registry);
    }

    private Meter count(
            MeterRegistry registry, String name, String description, ToLongFunction<DeliveryStatistics> number) {
        return FunctionCounter.builder(Names.PREFIX + name, events, manager -> number.applyAsLong(manager.statistics()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private Meter countEnded(MeterRegistry registry, String outcome, ToLongFunction<DeliveryStatistics> number) {
        return FunctionCounter.builder(
                        Names.PREFIX + "ended", events, manager -> number.applyAsLong(manager.statistics()))
                .description("Deliveries that came to their end")
                .tags(tags.and(Names.OUTCOME, outcome))
                .register(registry);
    }

    private Meter gauge(
            MeterRegistry registry, String name, String description, ToLongFunction<DeliveryStatistics> number) {
        return Gauge.builder(Names.PREFIX + name, events, manager -> number.applyAsLong(manager.statistics()))
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
