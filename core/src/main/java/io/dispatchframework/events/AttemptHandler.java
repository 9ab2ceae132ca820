package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.delivery.DeliveryHandler;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.delivery.Settlement;
import io.dispatchframework.events.delivery.internal.LendsToWorkers;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.Subscription.Status;
import io.dispatchframework.events.time.TimeSource;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Makes one attempt at a delivery: reads the subscription anew, and sees whether the function may run now.
 *
 * <p>If it may, {@link FunctionRunner} runs it.
 */
final class AttemptHandler implements DeliveryHandler, LendsToWorkers<DeliveryHandler> {

    private static final Settlement DONE = new Settlement.Done();
    private static final Settlement RELEASE = new Settlement.Release();
    private static final Settlement HOLD = new Settlement.Hold();

    private final DeliveryPolicy defaults;
    private final TimeSource time;
    private final LocalDeliveries deliveries;
    private final PausedDeliveries paused;
    private final Turnstiles turnstiles;
    private final FunctionRunner runner;
    private final ResultSettler results;
    private final Books books;
    private final Queue<WithTally> idle = new ConcurrentLinkedQueue<>();

    AttemptHandler(
            DeliveryPolicy defaults,
            TimeSource time,
            LocalDeliveries deliveries,
            PausedDeliveries paused,
            Turnstiles turnstiles,
            FunctionRunner runner,
            ResultSettler results,
            Books books) {
        this.defaults = defaults;
        this.time = time;
        this.deliveries = deliveries;
        this.paused = paused;
        this.turnstiles = turnstiles;
        this.runner = runner;
        this.results = results;
        this.books = books;
    }

    /** This handler with a tally, for one thread at a time. */
    private final class WithTally implements DeliveryHandler {

        private final Tally tally;

        WithTally(Tally tally) {
            this.tally = tally;
        }

        @Override
        public void handle(Attempt attempt) {
            AttemptHandler.this.handle(attempt, tally);
        }
    }

    @Override
    public DeliveryHandler borrow() {
        WithTally waiting = idle.poll();
        if (waiting != null) {
            return waiting;
        }
        Tally opened = books.openTally();
        return opened != null ? new WithTally(opened) : this;
    }

    @Override
    public void giveBack(DeliveryHandler borrowed) {
        if (borrowed instanceof WithTally free) {
            idle.add(free);
        }
    }

    @Override
    public void handle(Attempt attempt) {
        handle(attempt, null);
    }

    private void handle(Attempt attempt, @Nullable Tally tally) {
        LocalDelivery delivery = deliveries.of(attempt.delivery());
        if (delivery == null) {
            // Nobody here knows the subscription any more; or not yet, where the engine has kept the delivery.
            attempt.settle(deliveries.storeIsKnown() ? DONE : RELEASE);
            return;
        }
        paused.remove(delivery);
        Subscription subscription = delivery.subscription(time);
        if (subscription == null) {
            end(attempt, delivery, delivery.cancelled("the subscription was deleted or has expired"));
            return;
        }
        Failure takenAlong = attempt.takenAlong();
        if (takenAlong != null) {
            Turnstiles.giveUp(delivery);
            results.takeAlong(attempt, delivery, subscription, takenAlong);
            return;
        }
        DeliveryPolicy policy = delivery.policyOf(subscription, defaults);
        if (subscription.status() == Status.PAUSED) {
            whilePaused(attempt, delivery, policy);
            return;
        }
        run(attempt, delivery, subscription, policy, tally);
    }

    private void whilePaused(Attempt attempt, LocalDelivery delivery, DeliveryPolicy policy) {
        if (policy.whenPaused() == WhenPaused.SKIP) {
            end(attempt, delivery, delivery.skipped("the subscription is paused, and its policy is to skip"));
            return;
        }
        int most = Objects.requireNonNull(policy.maxHeld());
        if (!paused.add(delivery, most)) {
            String reason = "the subscription is paused, and " + most + " deliveries are held for it already";
            end(attempt, delivery, delivery.refused(reason));
            return;
        }
        if (paused.isClosed()) { // asked last: who closes it looks at who is paused afterwards
            paused.remove(delivery);
            String reason = "the event manager was closed while the subscription was paused";
            end(attempt, delivery, delivery.cancelled(reason));
            return;
        }
        Turnstiles.giveUp(delivery);
        hold(attempt, delivery);
    }

    /**
     * Leaves a delivery to the engine until it is offered again.
     *
     * <p>Where the attempt is out of date, the engine has given the delivery to somebody else, and holds nothing because of this
     * one. So nothing is counted because of it; and as the other may be held, by what is counted, all are called in again.
     */
    private void hold(Attempt attempt, LocalDelivery delivery) {
        if (!attempt.settle(HOLD)) {
            paused.remove(delivery);
            Turnstiles.giveUp(delivery);
            turnstiles.callIn(delivery.subscriptionName());
        }
    }

    /** Ends a delivery whose function is not going to run. */
    private void end(Attempt attempt, LocalDelivery delivery, DeliveryOutcome outcome) {
        Turnstiles.giveUp(delivery);
        results.endWithoutRun(attempt, delivery, outcome);
    }

    private void run(
            Attempt attempt,
            LocalDelivery delivery,
            Subscription subscription,
            DeliveryPolicy policy,
            @Nullable Tally tally) {
        Turnstile turnstile = turnstiles.of(delivery.subscriptionName(), policy);
        if (turnstile == null) {
            Turnstiles.giveUp(delivery); // it may have waited at one that is there no more
        } else if (!turnstile.enter(
                delivery, Objects.requireNonNull(policy.maxAtOnce()), Objects.requireNonNull(policy.maxPerSecond()))) {
            hold(attempt, delivery);
            return;
        }
        runner.run(attempt, delivery, subscription, policy, turnstile, tally);
    }
}
