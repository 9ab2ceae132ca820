package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.DeadLetterStore;
import io.dispatchframework.events.delivery.DeliveryHandler;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.delivery.Settlement;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionCall;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.Subscription.Status;
import io.dispatchframework.events.time.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Makes one attempt at a delivery: reads the subscription anew, runs its function, and decides what comes of it. */
final class AttemptHandler implements DeliveryHandler {

    private static final Logger LOG = System.getLogger(EventManager.class.getName());
    private static final Settlement DONE = new Settlement.Done();
    private static final long LONGEST_BACKOFF_SECONDS = Duration.ofDays(1).toSeconds();
    private static final Settlement HOLD = new Settlement.Hold();

    private final FunctionInvoker functions;
    private final DeliveryPolicy defaults;
    private final TimeSource time;
    private final LocalDeliveries deliveries;
    private final HeldDeliveries held;
    private final DeadLetterStore deadLetters;
    private final Books books;

    AttemptHandler(
            FunctionInvoker functions,
            DeliveryPolicy defaults,
            TimeSource time,
            LocalDeliveries deliveries,
            HeldDeliveries held,
            DeadLetterStore deadLetters,
            Books books) {
        this.functions = functions;
        this.defaults = defaults;
        this.time = time;
        this.deliveries = deliveries;
        this.held = held;
        this.deadLetters = deadLetters;
        this.books = books;
    }

    @Override
    public CompletionStage<Settlement> handle(Attempt attempt) {
        LocalDelivery delivery = deliveries.of(attempt.delivery());
        if (delivery == null) {
            return settled(DONE); // nobody here knows the subscription any more
        }
        held.release(delivery);
        Subscription subscription = delivery.subscription(time.now());
        if (subscription == null) {
            delivery.cancel("the subscription was deleted or has expired");
            return settled(DONE);
        }
        if (subscription.status() == Status.PAUSED) {
            return settled(whilePaused(delivery, subscription));
        }
        return run(delivery, subscription, attempt.number());
    }

    private Settlement whilePaused(LocalDelivery delivery, Subscription subscription) {
        DeliveryPolicy policy = subscription.policy().over(defaults);
        if (policy.whenPaused() == WhenPaused.SKIP) {
            delivery.end(new DeliveryOutcome.Skipped(
                    delivery.subscriptionName(),
                    subscription.functionName(),
                    delivery.attempts(),
                    "the subscription is paused, and its policy is to skip"));
            return DONE;
        }
        int most = Objects.requireNonNull(policy.maxHeld());
        if (!held.hold(delivery, most)) {
            delivery.refuse("the subscription is paused, and " + most + " deliveries are held for it already");
            return DONE;
        }
        if (held.isClosed()) { // asked last: who closes it looks at what is held afterwards
            held.release(delivery);
            delivery.cancel("the event manager was closed while the subscription was paused");
            return DONE;
        }
        return HOLD;
    }

    private CompletionStage<Settlement> run(LocalDelivery delivery, Subscription subscription, int number) {
        delivery.attemptStarts(number, subscription.functionName());
        books.started(delivery, number);
        try {
            CompletionStage<FunctionResult> stage = functions.invoke(new Call(delivery, subscription, number));
            if (stage == null) {
                throw new IllegalStateException("the function invoker returned null in place of a stage");
            }
            // The class is compared, not asked by instanceof: a minimal stage is a subclass that tells nothing.
            if (stage.getClass() == CompletableFuture.class && ((CompletableFuture<FunctionResult>) stage).isDone()) {
                return settledNow(delivery, subscription, number, ((CompletableFuture<FunctionResult>) stage).join());
            }
            return settleLater(delivery, subscription, number, stage);
        } catch (Throwable thrown) { // an Error too: it is this delivery's failure, and no other's
            return settledNow(delivery, subscription, number, resultOf(thrown));
        }
    }

    private CompletionStage<Settlement> settledNow(
            LocalDelivery delivery, Subscription subscription, int number, @Nullable FunctionResult result) {
        Settlement settlement = settle(delivery, subscription, number, result);
        delivery.announce();
        return settled(settlement);
    }

    private CompletionStage<Settlement> settleLater(
            LocalDelivery delivery, Subscription subscription, int number, CompletionStage<FunctionResult> stage) {
        CompletableFuture<Settlement> settlement = new CompletableFuture<>();
        AtomicBoolean ended = new AtomicBoolean();
        stage.whenComplete((result, thrown) -> {
            if (ended.compareAndSet(false, true)) { // a stage of somebody's own may complete twice
                FunctionResult given = thrown == null ? result : resultOf(thrown);
                // The engine gets its place back before anybody hears of the end, and may want to emit.
                settlement.complete(settle(delivery, subscription, number, given));
                delivery.announce();
            }
        });
        return settlement;
    }

    /** Decides what comes of a result; a fault in that ends the delivery, which could be tried for ever otherwise. */
    private Settlement settle(
            LocalDelivery delivery, Subscription subscription, int number, @Nullable FunctionResult result) {
        try {
            return decide(delivery, subscription, number, result);
        } catch (Throwable broken) {
            return dead(delivery, subscription, number, broken);
        }
    }

    private Settlement decide(
            LocalDelivery delivery, Subscription subscription, int number, @Nullable FunctionResult result) {
        if (result instanceof FunctionResult.Success success) {
            delivery.decide(new DeliveryOutcome.Done(
                    delivery.subscriptionName(), subscription.functionName(), number, success.value()));
            return DONE;
        }
        if (result instanceof FunctionResult.PermanentFailure permanent) {
            return dead(delivery, subscription, number, permanent.cause());
        }
        FunctionResult.Retry retry = result instanceof FunctionResult.Retry given
                ? given
                : new FunctionResult.Retry(new IllegalStateException("the function's result was null"), Duration.ZERO);
        Subscription now = delivery.subscription(time.now());
        DeliveryPolicy policy = (now == null ? subscription : now).policy().over(defaults);
        if (number >= Objects.requireNonNull(policy.maxAttempts())) {
            return dead(delivery, subscription, number, retry.cause());
        }
        Duration backoff = backoff(policy, number);
        Duration delay = retry.notBefore().compareTo(backoff) > 0 ? retry.notBefore() : backoff;
        LOG.log(Level.DEBUG, () -> delivery + ": attempt " + number + " failed, next in " + delay, retry.cause());
        Failure why = Failure.of(retry.cause());
        books.retried(delivery, number, why, delay);
        return new Settlement.Retry(delay, why);
    }

    private Settlement dead(LocalDelivery delivery, Subscription subscription, int attempts, Throwable cause) {
        Failure failure = Failure.of(cause);
        DeliveryOutcome.Dead end =
                new DeliveryOutcome.Dead(delivery.subscriptionName(), subscription.functionName(), attempts, failure);
        LOG.log(Level.WARNING, () -> delivery.event() + ": " + end, cause);
        if (!delivery.hasEnded()) { // a letter for what was cancelled meanwhile would be in no book
            bury(new DeadLetter(
                    delivery.id(),
                    delivery.event(),
                    delivery.subscriptionName(),
                    delivery.subscriptionCreatedRevision(),
                    subscription.functionName(),
                    failure,
                    attempts,
                    time.now()));
        }
        delivery.decide(end);
        return new Settlement.Dead(failure);
    }

    private void bury(DeadLetter letter) {
        try {
            deadLetters.add(letter).ifPresent(books::dropped);
        } catch (Throwable failed) { // an Error too: the delivery has to come to its end
            LOG.log(Level.ERROR, "the dead letter store failed, and has not kept " + letter, failed);
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

    private static FunctionResult resultOf(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof PermanentFailureException
                ? FunctionResult.permanentFailure(cause)
                : FunctionResult.retry(cause);
    }

    private static CompletableFuture<Settlement> settled(Settlement settlement) {
        return CompletableFuture.completedFuture(settlement);
    }

    /** What a function sees of an attempt. */
    private record Call(LocalDelivery delivery, Subscription subscription, int attempt) implements FunctionCall {

        @Override
        public String functionName() {
            return subscription.functionName();
        }

        @Override
        public CloudEvent event() {
            return delivery.event();
        }

        @Override
        public String subscriptionName() {
            return delivery.subscriptionName();
        }

        @Override
        public String deliveryId() {
            return delivery.id();
        }

        @Override
        public String toString() {
            return "FunctionCall[" + functionName() + ", " + delivery + ", attempt " + attempt + "]";
        }
    }
}
