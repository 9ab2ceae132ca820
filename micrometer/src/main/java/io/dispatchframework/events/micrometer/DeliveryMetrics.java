package io.dispatchframework.events.micrometer;

import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts how deliveries end, by outcome, function and subscription; give it to the builder as a listener.
 *
 * <p>Safe to share between threads. The names, and how many series there may be, are in the table of
 * {@linkplain io.dispatchframework.events.micrometer the package}.
 *
 * @since 0.1
 */
public final class DeliveryMetrics implements DeliveryListener {

    private final MeterRegistry registry;
    private final Tags tags;
    private final Target.Bounds bounds = new Target.Bounds();
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();

    private record Series(String outcome, Target target) {}

    private DeliveryMetrics(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    /**
     * Makes a listener that counts; managers in one registry whose counters have no tags of their own are summed up.
     *
     * @param registry where the counters are
     * @return a new listener, for one manager
     */
    public static DeliveryMetrics create(MeterRegistry registry) {
        return create(registry, Tags.empty());
    }

    /**
     * Makes a listener that counts, with tags that tell its manager from others in the same registry.
     *
     * @param registry where the counters are
     * @param tags tags for each counter
     * @return a new listener, for one manager
     */
    public static DeliveryMetrics create(MeterRegistry registry, Iterable<Tag> tags) {
        return new DeliveryMetrics(
                Objects.requireNonNull(registry, "registry"), Tags.of(Objects.requireNonNull(tags, "tags")));
    }

    @Override
    public void succeeded(Delivery delivery, DeliveryOutcome.Done end) {
        count(Outcomes.DONE, end);
    }

    @Override
    public void deadLettered(Delivery delivery, DeliveryOutcome.Dead end) {
        count(Outcomes.DEAD, end);
    }

    @Override
    public void refused(Delivery delivery, DeliveryOutcome.Refused end) {
        count(Outcomes.REFUSED, end);
    }

    @Override
    public void cancelled(Delivery delivery, DeliveryOutcome.Cancelled end) {
        count(Outcomes.CANCELLED, end);
    }

    @Override
    public void skipped(Delivery delivery, DeliveryOutcome.Skipped end) {
        count(Outcomes.SKIPPED, end);
    }

    @Override
    public void handedOver(Delivery delivery, DeliveryOutcome.HandedOver end) {
        count(Outcomes.HANDED_OVER, end);
    }

    private void count(String outcome, DeliveryOutcome end) {
        Series series = new Series(outcome, bounds.of(end.functionName(), end.subscriptionName()));
        Counter counter = counters.get(series);
        if (counter == null) {
            counter = counters.computeIfAbsent(series, this::register);
        }
        counter.increment();
    }

    private Counter register(Series series) {
        return Counter.builder(Names.PREFIX + "deliveries")
                .description("Deliveries that came to their end")
                .tags(tags)
                .tag(Names.OUTCOME, series.outcome())
                .tag(Names.FUNCTION, series.target().function())
                .tag(Names.SUBSCRIPTION, series.target().subscription())
                .register(registry);
    }
}
