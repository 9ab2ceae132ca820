package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.internal.DeliveryIds;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.IndexedSubscription;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that this process has emitted, and the cell that its outcome is set in.
 *
 * <p>Most emitters look at neither the id nor the future, so both are made when first asked for. The outcome is written
 * before the future is looked for, and the future is published before the outcome is looked for; so one of the two
 * sides always sees the other.
 */
final class LocalDelivery implements EmittedDelivery {

    private static final VarHandle OUTCOME;
    private static final VarHandle FUTURE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OUTCOME = lookup.findVarHandle(LocalDelivery.class, "outcome", DeliveryOutcome.class);
            FUTURE = lookup.findVarHandle(LocalDelivery.class, "future", CompletableFuture.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final CloudEvent event;
    private final IndexedSubscription indexed;
    private final long createdRevision;
    private final Books books;
    private volatile String functionName;
    private volatile int attempts;
    private volatile @Nullable DeliveryOutcome outcome;
    private volatile @Nullable CompletableFuture<DeliveryOutcome> future;
    private volatile @Nullable String id;

    /** Set while the delivery counts as held; the handler's, which has one attempt of a delivery at a time. */
    boolean held;

    LocalDelivery(CloudEvent event, IndexedSubscription indexed, Subscription subscription, Books books) {
        this.event = event;
        this.indexed = indexed;
        this.createdRevision = subscription.metadata().createdRevision();
        this.functionName = subscription.functionName();
        this.books = books;
    }

    @Override
    public String id() {
        String known = id;
        if (known == null) {
            known = DeliveryIds.of(event, subscriptionName(), createdRevision);
            id = known;
        }
        return known;
    }

    @Override
    public CloudEvent event() {
        return event;
    }

    @Override
    public String subscriptionName() {
        return indexed.name();
    }

    @Override
    public long subscriptionCreatedRevision() {
        return createdRevision;
    }

    String functionName() {
        return functionName;
    }

    int attempts() {
        return attempts;
    }

    /** Returns the subscription as it is now, {@code null} if the one that matched is gone. */
    @Nullable
    Subscription subscription(Instant now) {
        Subscription current = indexed.current();
        return current == null || current.metadata().createdRevision() != createdRevision || current.isExpired(now)
                ? null
                : current;
    }

    void attemptStarts(int number, String function) {
        functionName = function;
        attempts = number;
    }

    boolean hasEnded() {
        return outcome != null;
    }

    /** Sets the outcome, unless there is one already, and tells those who wait. */
    void end(DeliveryOutcome end) {
        decide(end);
        announce();
    }

    /** Sets the outcome, unless there is one already; {@link #announce} has to follow. */
    void decide(DeliveryOutcome end) {
        if (OUTCOME.compareAndSet(this, null, end)) {
            books.ended(this, end);
        }
    }

    /** Tells those who wait, if there is an outcome. */
    void announce() {
        DeliveryOutcome end = outcome;
        CompletableFuture<DeliveryOutcome> waiting = future;
        if (end != null && waiting != null) {
            waiting.complete(end);
        }
    }

    void cancel(String reason) {
        if (outcome == null) {
            end(new DeliveryOutcome.Cancelled(subscriptionName(), functionName, attempts, reason));
        }
    }

    void refuse(String reason) {
        end(new DeliveryOutcome.Refused(subscriptionName(), functionName, attempts, reason));
    }

    @Override
    public DeliveryOutcome outcomeNow() {
        DeliveryOutcome end = outcome;
        return end != null ? end : new DeliveryOutcome.Pending(subscriptionName(), functionName, attempts);
    }

    @Override
    public CompletableFuture<DeliveryOutcome> outcome() {
        return sharedFuture().copy();
    }

    /** Returns the one future behind all copies; only for those who do not complete it. */
    CompletableFuture<DeliveryOutcome> sharedFuture() {
        CompletableFuture<DeliveryOutcome> known = future;
        if (known == null) {
            CompletableFuture<DeliveryOutcome> made = new CompletableFuture<>();
            FUTURE.compareAndSet(this, null, made);
            known = Objects.requireNonNull(future); // this one or another thread's
        }
        DeliveryOutcome end = outcome;
        if (end != null) {
            known.complete(end);
        }
        return known;
    }

    @Override
    public String toString() {
        return "Delivery[" + event + " for " + Text.escape(subscriptionName()) + "]";
    }
}
