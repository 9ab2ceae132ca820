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
import org.jspecify.annotations.Nullable;

/** The receipt: a view of the deliveries, which know their outcomes themselves. */
final class DefaultEmission implements Emission {

    private final CloudEvent event;
    private final List<LocalDelivery> deliveries;
    private final CompletableFuture<EnqueueResult> accepted;
    private final boolean duplicate;

    /** Made when first asked for, and only once: it hangs on every delivery's future until that ends. */
    private volatile @Nullable CompletableFuture<Void> allEnded;

    DefaultEmission(
            CloudEvent event,
            List<LocalDelivery> deliveries,
            CompletableFuture<EnqueueResult> accepted,
            boolean duplicate) {
        this.duplicate = duplicate;
        this.event = event;
        this.deliveries = deliveries;
        this.accepted = accepted;
    }

    @Override
    public CloudEvent event() {
        return event;
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
        return allEnded().thenApply(ended -> outcomesNow());
    }

    private CompletableFuture<Void> allEnded() {
        CompletableFuture<Void> known = allEnded;
        if (known == null) {
            // Outside of the lock: to look for a future may end it, and run what the caller has attached.
            CompletableFuture<Void> made = CompletableFuture.allOf(
                    deliveries.stream().map(LocalDelivery::sharedFuture).toArray(CompletableFuture[]::new));
            synchronized (this) {
                known = allEnded;
                if (known == null) {
                    known = made;
                    allEnded = made;
                }
            }
        }
        return known;
    }

    private List<DeliveryOutcome> outcomesNow() {
        return deliveries.stream().map(LocalDelivery::outcomeNow).toList();
    }

    @Override
    public List<DeliveryOutcome> await(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        if (!timeout.isNegative() && !timeout.isZero()) {
            try {
                allEnded().get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
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
        return "Emission[" + event + ": " + (duplicate ? "a duplicate" : outcomesNow()) + "]";
    }
}
