package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.event.CloudEvent;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The receipt: a view of the deliveries, which know their outcomes themselves. */
final class DefaultEmission implements Emission {

    private final Fanout deliveries;
    private final CompletableFuture<EnqueueResult> accepted;
    private final boolean duplicate;

    DefaultEmission(Fanout deliveries, CompletableFuture<EnqueueResult> accepted, boolean duplicate) {
        this.duplicate = duplicate;
        this.deliveries = deliveries;
        this.accepted = accepted;
    }

    @Override
    public CloudEvent event() {
        return deliveries.event();
    }

    @Override
    public List<EmittedDelivery> deliveries() {
        return Collections.unmodifiableList(deliveries);
    }

    @Override
    public boolean isDuplicate() {
        return duplicate;
    }

    @Override
    public CompletableFuture<EnqueueResult> accepted() {
        return accepted.copy();
    }

    @Override
    public CompletableFuture<List<DeliveryOutcome>> completion() {
        return deliveries.allEnded().thenApply(ended -> outcomesNow());
    }

    private List<DeliveryOutcome> outcomesNow() {
        DeliveryOutcome[] outcomes = new DeliveryOutcome[deliveries.size()];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = deliveries.get(i).outcomeNow();
        }
        return List.of(outcomes);
    }

    @Override
    public List<DeliveryOutcome> await(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        if (!timeout.isNegative() && !timeout.isZero()) {
            try {
                deliveries.allEnded().get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
            } catch (TimeoutException stillPending) {
                // the snapshot says so
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException impossible) {
                throw new AssertionError("outcomes never complete exceptionally", impossible);
            }
        }
        return outcomesNow();
    }

    @Override
    public String toString() {
        return "Emission[" + event() + ": " + (duplicate ? "a duplicate" : outcomesNow()) + "]";
    }
}
