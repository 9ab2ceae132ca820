package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.internal.DeliveryIds;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.ContextCarrier.Captured;
import io.dispatchframework.events.function.ContextCarrier.Restored;
import io.dispatchframework.events.internal.Fields;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.IndexedSubscription;
import io.dispatchframework.events.time.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

    private static final Logger LOG = System.getLogger(EventManager.class.getName());
    private static final VarHandle OUTCOME = Fields.handle(MethodHandles.lookup(), "outcome", DeliveryOutcome.class);
    private static final VarHandle FUTURE = Fields.handle(MethodHandles.lookup(), "future", CompletableFuture.class);
    private static final VarHandle ATTEMPTS = Fields.handle(MethodHandles.lookup(), "attempts", int.class);

    private final Fanout fanout;
    private final IndexedSubscription indexed;
    private final @Nullable String lane;

    /** Not volatile, which would cost a fence for each delivery: another thread may still see the one before. */
    private String functionName;

    private volatile int attempts;
    private volatile @Nullable DeliveryOutcome outcome;
    private volatile @Nullable CompletableFuture<DeliveryOutcome> future;
    private volatile @Nullable String id;
    private volatile @Nullable Instant firstFailure;
    private volatile boolean counted;

    /** Where the delivery waits to be let through; guarded by that turnstile's lock, and read by the handler. */
    volatile @Nullable Turnstile waitsAt;

    /** Whether {@link PausedDeliveries} counts it, which alone writes it. */
    volatile boolean countsAsPaused;

    LocalDelivery(Fanout fanout, IndexedSubscription indexed, @Nullable String lane) {
        this.fanout = fanout;
        this.indexed = indexed;
        this.lane = lane;
        functionName = indexed.newest().functionName();
    }

    /** Returns all deliveries of the emission that it belongs to. */
    Fanout fanout() {
        return fanout;
    }

    @Override
    public String id() {
        String known = id;
        if (known == null) {
            known = DeliveryIds.of(event(), subscriptionName(), subscriptionCreatedRevision());
            id = known;
        }
        return known;
    }

    @Override
    public CloudEvent event() {
        return fanout.event();
    }

    @Override
    public String subscriptionName() {
        return indexed.name();
    }

    @Override
    public long subscriptionCreatedRevision() {
        return indexed.createdRevision();
    }

    String functionName() {
        return functionName;
    }

    int attempts() {
        return attempts;
    }

    /** Returns the subscription as it is now, {@code null} if the one that matched is gone. */
    @Nullable
    Subscription subscription(TimeSource time) {
        Subscription current = indexed.current();
        return current == null || (current.expiresAt() != null && current.isExpired(time.now())) ? null : current;
    }

    /** Returns the policy of a version of the subscription, laid over the manager's. */
    DeliveryPolicy policyOf(Subscription version, DeliveryPolicy defaults) {
        return indexed.policyOf(version, defaults);
    }

    @Override
    public @Nullable String lane() {
        return lane;
    }

    /** Puts what the emitting thread had about itself on this one, {@code null} if there is nothing. */
    @Nullable
    Restored restoreContext() {
        Captured context = fanout.context();
        if (context == null) {
            return null;
        }
        try {
            return context.restore();
        } catch (Throwable failed) { // an Error too: it is the carrier's failure, not the function's
            LOG.log(
                    Level.WARNING,
                    "the context of " + this + " could not be restored; its function runs without",
                    failed);
            return null;
        }
    }

    void takeOff(Restored restored) {
        try {
            restored.close();
        } catch (Throwable failed) { // an Error too: it is the carrier's failure, not the function's
            LOG.log(Level.WARNING, "the context of " + this + " could not be taken off its thread", failed);
        }
    }

    /** Hears that an attempt has failed now; returns when the first did. */
    Instant noteFailure(Instant now) {
        Instant first = firstFailure;
        if (first == null) {
            first = now;
            firstFailure = now;
        }
        return first;
    }

    void attemptStarts(int number, String function) {
        // Who looks from outside may see it a little later, so no fence is paid for it here.
        if (!function.equals(functionName)) {
            functionName = function;
        }
        ATTEMPTS.setRelease(this, number);
    }

    boolean hasEnded() {
        return outcome != null;
    }

    /** Lets those who wait for the end of the whole emission count this one; its {@link Fanout}'s. */
    void count() {
        counted = true;
    }

    boolean isCounted() {
        return counted;
    }

    /** Sets the outcome, unless there is one already, writes it into the books, and tells those who wait. */
    void end(DeliveryOutcome end) {
        enterOutcome(end);
        announceEnd();
    }

    /**
     * Sets the outcome, unless there is one already, and writes it into the books: the first step of an {@link #end}, for who
     * has an attempt to settle before {@link #announceEnd}.
     */
    void enterOutcome(DeliveryOutcome end) {
        if (setOutcome(end)) {
            fanout.books().ended(this, end);
        }
    }

    /**
     * Sets the outcome, unless there is one already, for who writes it into the books together with more.
     *
     * @return whether it was set, and has to be written into the books; {@link #announceEnd} has to follow either way
     */
    boolean setOutcome(DeliveryOutcome end) {
        return OUTCOME.compareAndSet(this, null, end);
    }

    /** Tells those who wait, if there is an outcome: the last step of an {@link #end}. */
    void announceEnd() {
        DeliveryOutcome end = outcome;
        CompletableFuture<DeliveryOutcome> waiting = future;
        if (end == null) {
            return;
        }
        if (waiting != null) {
            waiting.complete(end);
        }
        fanout.noteEnd(this);
    }

    DeliveryOutcome cancelled(String reason) {
        return new DeliveryOutcome.Cancelled(subscriptionName(), functionName, attempts, reason);
    }

    DeliveryOutcome refused(String reason) {
        return new DeliveryOutcome.Refused(subscriptionName(), functionName, attempts, reason);
    }

    DeliveryOutcome skipped(String reason) {
        return new DeliveryOutcome.Skipped(subscriptionName(), functionName, attempts, reason);
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
        return "Delivery[" + event() + " for " + Text.escape(subscriptionName()) + "]";
    }
}
