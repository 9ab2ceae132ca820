package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.ContextCarrier.Restored;
import io.dispatchframework.events.function.FunctionCall;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.internal.Fields;
import io.dispatchframework.events.subscription.Subscription;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One run of a function for one attempt, and what the function sees of it.
 *
 * <p>A run without a time-out ends when its function does. One with a time-out is a {@link TimedRun}.
 */
class FunctionRun implements FunctionCall {

    static final int RUNNING = 0;
    static final int ENDED = 1;

    private static final VarHandle STATE = Fields.handle(MethodHandles.lookup(), "state", int.class);

    final FunctionRunner runner;
    final Attempt attempt;
    final LocalDelivery delivery;
    final Subscription subscription;

    /** Where the run was let through and has to leave, if it had to pass one. */
    final @Nullable Turnstile turnstile;

    private volatile int state;

    FunctionRun(
            FunctionRunner runner,
            Attempt attempt,
            LocalDelivery delivery,
            Subscription subscription,
            @Nullable Turnstile turnstile) {
        this.runner = runner;
        this.attempt = attempt;
        this.delivery = delivery;
        this.subscription = subscription;
        this.turnstile = turnstile;
    }

    /** Runs the function; its end may come later, and on another thread than the one whose tally this is. */
    void start(@Nullable Tally tally) {
        CompletionStage<FunctionResult> stage;
        try {
            stage = invoke();
        } catch (Throwable thrown) { // an Error too: it is this delivery's failure, and no other's
            endsOnItsThread(resultOf(thrown), tally);
            return;
        }
        // The class is compared, not asked by instanceof: a minimal stage is a subclass that tells nothing.
        if (stage.getClass() == CompletableFuture.class && ((CompletableFuture<FunctionResult>) stage).isDone()) {
            endsOnItsThread(resultOf((CompletableFuture<FunctionResult>) stage), tally);
            return;
        }
        goOnWithoutThread(stage);
    }

    private CompletionStage<FunctionResult> invoke() {
        Restored context = delivery.restoreContext();
        try {
            CompletionStage<FunctionResult> stage = runner.functions.invoke(this);
            if (stage == null) {
                throw new IllegalStateException("the function invoker returned null in place of a stage");
            }
            return stage;
        } finally {
            if (context != null) {
                delivery.takeOff(context);
            }
        }
    }

    /** Hears that the function has ended before it returned, of which nobody else can know yet. */
    void endsOnItsThread(@Nullable FunctionResult result, @Nullable Tally tally) {
        runner.ended(this, result, tally);
    }

    /** Waits for the stage that the function has returned. */
    void goOnWithoutThread(CompletionStage<FunctionResult> stage) {
        try {
            var unused = stage.whenComplete((result, thrown) -> ends(thrown == null ? result : resultOf(thrown), null));
        } catch (Throwable broken) { // a stage may be anybody's code
            ends(resultOf(broken), null);
        }
    }

    /** Hears that the function has ended, perhaps not for the first time: a stage of somebody's own may complete twice. */
    void ends(@Nullable FunctionResult result, @Nullable Tally tally) {
        if (move(RUNNING, ENDED)) {
            runner.ended(this, result, tally);
        }
    }

    /** Goes from one state to another, unless the run is in a third. */
    final boolean move(int from, int to) {
        return STATE.compareAndSet(this, from, to);
    }

    final int state() {
        return state;
    }

    private static @Nullable FunctionResult resultOf(CompletableFuture<FunctionResult> done) {
        try {
            return done.join();
        } catch (CancellationException | CompletionException failed) {
            return resultOf(failed);
        }
    }

    static FunctionResult resultOf(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof PermanentFailureException
                ? FunctionResult.permanentFailure(cause)
                : FunctionResult.retry(cause);
    }

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
    public int attempt() {
        return attempt.number();
    }

    @Override
    public void emit(CloudEvent event) {
        runner.emitReturned(event, delivery);
    }

    @Override
    public String toString() {
        return "FunctionCall[" + functionName() + ", " + delivery + ", attempt " + attempt() + "]";
    }
}
