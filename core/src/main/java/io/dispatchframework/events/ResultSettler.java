package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.DeadLetterStore;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.delivery.EnqueueResult.Refused;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.delivery.Settlement;
import io.dispatchframework.events.event.InvalidEventException;
import io.dispatchframework.events.function.ContextCarrier.Restored;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.UnknownFunctionException;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenFailed;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides what comes of a function's result: done, another attempt, or dead. */
final class ResultSettler {

    private static final Logger LOG = System.getLogger(EventManager.class.getName());
    private static final Settlement DONE = new Settlement.Done();
    private static final long LONGEST_BACKOFF_SECONDS = Duration.ofDays(1).toSeconds();

    private final DeliveryPolicy defaults;
    private final TimeSource time;
    private final DeadLetterStore deadLetters;
    private final Emitter emitter;
    private final Books books;
    private final Announcements announcements;

    /** What the dead letter store last failed with, {@code null} if it has kept one since. */
    private volatile @Nullable String lostLetter;

    ResultSettler(
            DeliveryPolicy defaults,
            TimeSource time,
            DeadLetterStore deadLetters,
            Emitter emitter,
            Books books,
            Announcements announcements) {
        this.defaults = defaults;
        this.time = time;
        this.deadLetters = deadLetters;
        this.emitter = emitter;
        this.books = books;
        this.announcements = announcements;
    }

    /** Settles an attempt whose function has ended as most do: with success, and nothing to emit. */
    void succeed(
            Attempt attempt,
            LocalDelivery delivery,
            Subscription subscription,
            @Nullable Object value,
            @Nullable Tally tally) {
        DeliveryOutcome.Done done = done(attempt, delivery, subscription, value);
        announcements.begin(tally);
        try {
            if (delivery.setOutcome(done)) {
                books.attemptEndedAs(done, delivery, tally);
            } else {
                books.attemptEnded(); // the delivery was cancelled meanwhile
            }
            tellEngine(attempt, DONE);
            delivery.announceEnd();
        } finally {
            announcements.end(tally);
        }
    }

    private static DeliveryOutcome.Done done(
            Attempt attempt, LocalDelivery delivery, Subscription subscription, @Nullable Object value) {
        return new DeliveryOutcome.Done(
                delivery.subscriptionName(), subscription.functionName(), attempt.number(), value);
    }

    /** Settles an attempt by its function's result, once the events in it are with the engine. */
    void settle(Attempt attempt, LocalDelivery delivery, Subscription subscription, @Nullable FunctionResult result) {
        if (!(result instanceof FunctionResult.Success success)) {
            settleNow(attempt, delivery, subscription, result);
            return;
        }
        CompletableFuture<EnqueueResult> taken = emit(success, delivery);
        if (taken.isDone()) { // as with the engine in memory
            settleNow(attempt, delivery, subscription, afterEmitting(success, taken));
        } else {
            var unused = taken.whenComplete(
                    (answer, failed) -> settleNow(attempt, delivery, subscription, afterEmitting(success, taken)));
        }
    }

    private CompletableFuture<EnqueueResult> emit(FunctionResult.Success success, LocalDelivery delivery) {
        // The function's context is off its thread by now, and goes on with the events.
        Restored context = delivery.restoreContext();
        try {
            return emitter.emitReturned(success.events(), delivery);
        } catch (Throwable failed) { // an Error too: the attempt would not be settled, or be made for ever
            return CompletableFuture.failedFuture(failed);
        } finally {
            if (context != null) {
                delivery.takeOff(context);
            }
        }
    }

    private static FunctionResult afterEmitting(
            FunctionResult.Success success, CompletableFuture<EnqueueResult> taken) {
        try {
            return taken.join() instanceof Refused refused
                    ? FunctionResult.retry(Emitter.refusedReturn(refused))
                    : success;
        } catch (RuntimeException failed) {
            return failed.getCause() instanceof InvalidEventException invalid
                    ? FunctionResult.permanentFailure(invalid) // it would be as invalid the next time
                    : FunctionRun.resultOf(failed);
        }
    }

    /** Settles an attempt; a fault in that ends the delivery, which could be tried for ever otherwise. */
    private void settleNow(
            Attempt attempt, LocalDelivery delivery, Subscription subscription, @Nullable FunctionResult result) {
        settleAndAnnounce(attempt, delivery, () -> {
            try {
                return decide(attempt, delivery, subscription, result);
            } catch (Throwable broken) {
                return dead(attempt.number(), delivery, subscription, broken, false);
            }
        });
    }

    private void settleAndAnnounce(Attempt attempt, LocalDelivery delivery, Supplier<Settlement> decision) {
        announcements.begin(null);
        try {
            // The engine gets its place back before anybody hears of the end, and may want to emit.
            tellEngine(attempt, decision.get());
            delivery.announceEnd();
        } finally {
            announcements.end(null);
        }
    }

    /** Settles an attempt. Where the engine fails in that it may be made again; who waits is told all the same. */
    private static void tellEngine(Attempt attempt, Settlement how) {
        try {
            attempt.settle(how);
        } catch (Throwable failed) { // an Error too: it is the engine's failure, and other runs may have timed out too
            LOG.log(Level.ERROR, () -> "the delivery engine failed to settle " + attempt.delivery(), failed);
        }
    }

    /** Ends a delivery together with the one before it in its order. */
    void takeAlong(Attempt attempt, LocalDelivery delivery, Subscription subscription, Failure why) {
        Failure failure = new Failure("one before it in its order is dead: " + why.message(), why.cause());
        settleAndAnnounce(attempt, delivery, () -> dead(attempt.number() - 1, delivery, subscription, failure, false));
    }

    /** Ends a delivery whose function is not going to run. */
    void endWithoutRun(Attempt attempt, LocalDelivery delivery, DeliveryOutcome outcome) {
        settleAndAnnounce(attempt, delivery, () -> {
            delivery.enterOutcome(outcome);
            return DONE;
        });
    }

    private Settlement decide(
            Attempt attempt, LocalDelivery delivery, Subscription subscription, @Nullable FunctionResult result) {
        if (result instanceof FunctionResult.Success success) {
            delivery.enterOutcome(done(attempt, delivery, subscription, success.value()));
            return DONE;
        }
        return failed(attempt, delivery, subscription, result);
    }

    private Settlement failed(
            Attempt attempt, LocalDelivery delivery, Subscription subscription, @Nullable FunctionResult result) {
        Subscription now = delivery.subscription(time);
        DeliveryPolicy policy = delivery.policyOf(now == null ? subscription : now, defaults);
        boolean takesLane = policy.whenFailed() == WhenFailed.DEAD_LETTER;
        if (result instanceof FunctionResult.PermanentFailure permanent) {
            return dead(attempt.number(), delivery, subscription, permanent.cause(), takesLane);
        }
        FunctionResult.Retry retry = result instanceof FunctionResult.Retry given
                ? given
                : new FunctionResult.Retry(new IllegalStateException("the function's result was null"), Duration.ZERO);
        int number = attempt.number();
        if (number >= Objects.requireNonNull(policy.maxAttempts())) {
            return dead(number, delivery, subscription, retry.cause(), takesLane);
        }
        Duration backoff = backoff(policy, number);
        Duration delay = retry.notBefore().compareTo(backoff) > 0 ? retry.notBefore() : backoff;
        LOG.log(Level.DEBUG, () -> delivery + ": attempt " + number + " failed, next in " + delay, retry.cause());
        Failure why = Failure.of(retry.cause());
        delivery.noteFailure(time.now());
        books.retried(delivery, number, why, delay);
        return new Settlement.Retry(delay, why, policy.whenFailed() == WhenFailed.SKIP);
    }

    private Settlement dead(
            int attempts, LocalDelivery delivery, Subscription subscription, Throwable cause, boolean takesLane) {
        return dead(attempts, delivery, subscription, Failure.of(cause), takesLane);
    }

    private Settlement dead(
            int attempts, LocalDelivery delivery, Subscription subscription, Failure failure, boolean takesLane) {
        DeliveryOutcome.Dead end =
                new DeliveryOutcome.Dead(delivery.subscriptionName(), subscription.functionName(), attempts, failure);
        LOG.log(Level.WARNING, () -> delivery.event() + ": " + end, traceOf(failure));
        if (!delivery.hasEnded()) { // a letter for what was cancelled meanwhile would be in no book
            Instant now = time.now();
            bury(new DeadLetter(
                    delivery.id(),
                    delivery.event(),
                    delivery.subscriptionName(),
                    delivery.subscriptionCreatedRevision(),
                    subscription.functionName(),
                    failure,
                    attempts,
                    delivery.noteFailure(now),
                    now));
        }
        delivery.enterOutcome(end);
        return new Settlement.Dead(failure, takesLane);
    }

    /** Returns the exception whose trace tells more than the message does: one not made here. */
    private static @Nullable Throwable traceOf(Failure failure) {
        Throwable cause = failure.cause();
        return cause instanceof UnknownFunctionException ? null : cause;
    }

    /** Says what does not work as it should. */
    List<String> problems() {
        String lost = lostLetter;
        return lost == null ? List.of() : List.of(lost);
    }

    private void bury(DeadLetter letter) {
        try {
            deadLetters.add(letter).ifPresent(books::dropped);
            lostLetter = null;
        } catch (Throwable failed) { // an Error too: the delivery has to come to its end
            LOG.log(Level.ERROR, "the dead letter store failed, and has not kept " + letter, failed);
            lostLetter = "the dead letter store failed, and has not kept the last dead letter: " + Failure.of(failed);
        }
    }

    /** Draws the wait behind an attempt evenly between zero and the doubled backoff: "full jitter". */
    private static Duration backoff(DeliveryPolicy policy, int attempt) {
        long cap = nanos(Objects.requireNonNull(policy.maxBackoff()));
        long first = nanos(Objects.requireNonNull(policy.backoff()));
        int doublings = Math.min(attempt - 1, Long.numberOfLeadingZeros(first | 1) - 1);
        long longest = Math.min(cap, first << doublings);
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest + 1));
    }

    /** A store that was written past the manager may hold any duration. */
    private static long nanos(Duration duration) {
        return duration.isNegative()
                ? 0
                : Math.min(duration.toSeconds(), LONGEST_BACKOFF_SECONDS) * 1_000_000_000L + duration.toNanosPart();
    }
}
