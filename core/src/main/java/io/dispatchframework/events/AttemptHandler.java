package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.delivery.DeliveryHandler;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EnqueueResult.Refused;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.delivery.Settlement;
import io.dispatchframework.events.delivery.internal.LendsToWorkers;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.Subscription.Status;
import io.dispatchframework.events.time.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Makes one attempt at a delivery: reads the subscription anew, sees whether the function may run now, and runs it.
 *
 * <p>What comes of the function's result is the business of {@link ResultSettler}.
 */
final class AttemptHandler implements DeliveryHandler, LendsToWorkers<DeliveryHandler> {

    private static final Logger LOG = System.getLogger(EventManager.class.getName());
    private static final Settlement DONE = new Settlement.Done();

    /** How much longer than its time-out an attempt may take until it is settled. */
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(5);

    private static final Settlement RELEASE = new Settlement.Release();
    private static final Settlement HOLD = new Settlement.Hold();

    private final FunctionInvoker functions;
    private final DeliveryPolicy defaults;
    private final TimeSource time;
    private final LocalDeliveries deliveries;
    private final PausedDeliveries paused;
    private final Turnstiles turnstiles;
    private final Deadlines deadlines;
    private final Workforce workforce;
    private final Emitter emitter;
    private final ResultSettler results;
    private final boolean leased;
    private final Books books;
    private final Queue<WithTally> idle = new ConcurrentLinkedQueue<>();

    AttemptHandler(
            FunctionInvoker functions,
            DeliveryPolicy defaults,
            TimeSource time,
            LocalDeliveries deliveries,
            PausedDeliveries paused,
            Turnstiles turnstiles,
            Deadlines deadlines,
            Workforce workforce,
            Emitter emitter,
            ResultSettler results,
            boolean leased,
            Books books) {
        this.leased = leased;
        this.functions = functions;
        this.defaults = defaults;
        this.time = time;
        this.deliveries = deliveries;
        this.paused = paused;
        this.turnstiles = turnstiles;
        this.deadlines = deadlines;
        this.workforce = workforce;
        this.emitter = emitter;
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
        attempt.settle(HOLD);
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
            attempt.settle(HOLD);
            return;
        }
        delivery.attemptStarts(attempt.number(), subscription.functionName());
        books.started(delivery, attempt.number(), tally);
        Duration timeout = Objects.requireNonNull(policy.timeout());
        if (timeout.isZero()) {
            new FunctionRun(this, attempt, delivery, subscription, turnstile).start(functions, tally);
            return;
        }
        if (leased) {
            extend(attempt, Deadlines.bounded(timeout).plus(LEASE_MARGIN));
        }
        new TimedRun(this, attempt, delivery, subscription, turnstile, timeout, deadlines).start(functions, tally);
    }

    /** Asks for more time; without it the engine may give the delivery to somebody else too, as "at least once" allows. */
    private static void extend(Attempt attempt, Duration lease) {
        try {
            var unused = attempt.extend(lease);
        } catch (Throwable failed) { // an Error too: the run is in the books by now, and has to come to its end
            LOG.log(Level.WARNING, "the delivery engine failed to extend a lease", failed);
        }
    }

    /** Hears that a function has ended in time, on a thread that has a tally or none. */
    void ended(FunctionRun run, @Nullable FunctionResult result, @Nullable Tally tally) {
        leave(run);
        if (result instanceof FunctionResult.Success success && success.events().isEmpty()) {
            results.succeed(run.attempt, run.delivery, run.subscription, success.value(), tally);
            return;
        }
        books.attemptEnded();
        results.settle(run.attempt, run.delivery, run.subscription, result);
    }

    /** Hears that the time of a run is over, on the thread of the timers and before the function's end can be heard of. */
    void timeIsOver() {
        books.timedOut();
    }

    /** Hears that a thread has come back that a run had kept beyond its time. */
    void threadIsBack() {
        workforce.regain();
    }

    /** Lets an attempt fail whose time is over; its function may still be running. */
    void timedOut(TimedRun run, FunctionResult failure) {
        if (run.tookThread()) {
            workforce.lose();
        }
        results.settle(run.attempt, run.delivery, run.subscription, failure);
    }

    /** Hears that a function has ended after its time was over. */
    void endedLate(TimedRun run) {
        leave(run);
        books.attemptEnded();
        books.endedLate(run.delivery, run.attempt.number());
    }

    private static void leave(FunctionRun run) {
        if (run.turnstile != null) {
            run.turnstile.leave();
        }
    }

    /** Emits what a function wants emitted while it runs. */
    void emitReturned(CloudEvent event, LocalDelivery cause) {
        if (emitter.emitReturned(List.of(event), cause).getNow(null) instanceof Refused refused) {
            throw Emitter.refusedReturn(refused);
        }
    }
}
