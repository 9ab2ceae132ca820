package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.delivery.EnqueueResult.Refused;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs the function of an attempt that was let through, and hears of its run's end.
 *
 * <p>What comes of the function's result is the business of {@link ResultSettler}. What all runs share is found here; a run
 * would otherwise carry a reference to each.
 */
final class FunctionRunner {

    private static final Logger LOG = System.getLogger(EventManager.class.getName());

    /** How much longer than its time-out an attempt may take until it is settled. */
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(5);

    final FunctionInvoker functions;
    final Deadlines deadlines;
    final Workforce workforce;
    final ResultSettler results;
    final Books books;
    private final Emitter emitter;
    private final boolean leased;

    /**
     * Makes one.
     *
     * @param leased whether the engine has to be asked where a time-out is longer than its lease
     */
    FunctionRunner(
            FunctionInvoker functions,
            Deadlines deadlines,
            Workforce workforce,
            ResultSettler results,
            Books books,
            Emitter emitter,
            boolean leased) {
        this.functions = functions;
        this.deadlines = deadlines;
        this.workforce = workforce;
        this.results = results;
        this.books = books;
        this.emitter = emitter;
        this.leased = leased;
    }

    /**
     * Runs a function; its end may come later.
     *
     * @param turnstile where the attempt was let through and its run has to leave, if it had to pass one
     * @param tally the thread's, if it has one
     */
    void run(
            Attempt attempt,
            LocalDelivery delivery,
            Subscription subscription,
            DeliveryPolicy policy,
            @Nullable Turnstile turnstile,
            @Nullable Tally tally) {
        delivery.attemptStarts(attempt.number(), subscription.functionName());
        books.started(delivery, attempt.number(), tally);
        Duration timeout = Objects.requireNonNull(policy.timeout());
        if (timeout.isZero()) {
            new FunctionRun(this, attempt, delivery, subscription, turnstile).start(tally);
            return;
        }
        if (leased) {
            extend(attempt, Deadlines.bounded(timeout).plus(LEASE_MARGIN));
        }
        new TimedRun(this, attempt, delivery, subscription, turnstile, timeout).start(tally);
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
